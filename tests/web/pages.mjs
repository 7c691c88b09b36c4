// Opens pages from disk in a headless Chromium: no errors, no requests, every figure drawn, right numbers.
//   node pages.mjs FOLDER_WITH_NODE_MODULES FOLDER_WITH_PAGES GIBBSIGHT     (screenshots go beside the pages)
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkAccess, launch, open, reportOf } from "./browser.mjs";
import * as play from "./play.mjs";

const [packages, folder, gibbsight] = process.argv.slice(2);

const fitCharts = [
  "configurations", "explorer", "map", "models", "order", "posterior fraction:Se", "posterior pair1",
  "posterior pair1 fraction:Se", "readings pair1", "scan",
];
const expected = {
  "full.html": {
    charts: [...fitCharts, "intensities"],
    canvases: ["field", "measured", "places", "simulated"],
    status: "ok",
    views: [["light", 1200], ["dark", 1200], ["light", 420]],
  },
  "refused.html": { charts: [], canvases: ["measured"], status: "refused", views: [["dark", 1200]] },
  "histogram.html": { charts: fitCharts, canvases: [], status: "uninformative", views: [["light", 800]] },
};
const hostileName = "</script><script>alert(1)</script>";

/** Marks in each chart, by name. */
const countMarks = () =>
  Object.fromEntries(
    [...document.querySelectorAll("[data-chart]")].map((place) => [
      place.dataset.chart,
      place.querySelectorAll("svg .mark-symbol path, svg .mark-rect path, svg .mark-line path").length,
    ]),
  );

async function checkFigures(page, wanted) {
  const marks = await page.evaluate(countMarks);
  assert.deepEqual(Object.keys(marks).sort(), [...wanted.charts].sort());
  for (const [name, count] of Object.entries(marks)) assert.ok(count > 3, `chart ${name} has ${count} marks`);
  const colours = await page.evaluate(play.countColours);
  assert.deepEqual(Object.keys(colours).sort(), [...wanted.canvases].sort());
  for (const [name, count] of Object.entries(colours)) assert.ok(count > 50, `${name} has ${count} colours`);
}

/** A chart with a ground of its own would be a white box on a dark page. */
async function checkGround(page) {
  const fills = await page.evaluate(() =>
    [...document.querySelectorAll("[data-chart] svg > rect")].map((ground) => getComputedStyle(ground).fill),
  );
  for (const fill of fills) assert.match(fill, /^(none|transparent|rgba\(0, 0, 0, 0\))$/);
}

async function checkText(page, file, wanted) {
  assert.equal(await page.locator(`.status.${wanted.status}`).count(), 1);
  const text = await page.locator("main").innerText();
  if (file === "full.html") {
    for (const part of [
      "0.397 ± 0.021", "[0.362, 0.431]", "p ≤ 0.004", "not zero: seen where there is none", "0.0312 ± 0.0041",
      "1 site holds a species that was set by hand", "Without them: pair1 = 0.391 ± 0.022.", "18446744073709551615", hostileName,
    ]) {
      assert.ok(text.includes(part), `the page does not say ${part}`);
    }
  }
  assert.ok(!/undefined|NaN|\bnull\b(?! test)/.test(text), "the page shows a missing value");
  const spill = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(spill <= 0, `the page is ${spill} px wider than the screen`);
}

async function playWith(page) {
  await play.checkPointing(page);
  await play.checkSwitches(page);
  await play.checkZoom(page);
  await play.checkRelabelling(page);
  await play.checkBlindTest(page);
  await play.checkSorting(page);
  await play.checkPlaces(page);
  await play.checkSlider(page);
  await play.checkSaving(page);
}

async function checkSynthetic(browser) {
  for (const [file, wanted] of Object.entries(expected)) {
    assert.ok(statSync(join(folder, file)).size < 4e6, `${file} is too large`);
    for (const [scheme, width] of wanted.views) {
      const { page, troubles } = await open(browser, join(folder, file), scheme, width);
      await checkFigures(page, wanted);
      await checkGround(page);
      await checkText(page, file, wanted);
      await checkAccess(page, packages, `${file} (${scheme}, ${width})`);
      const name = file.replace(".html", `-${scheme}-${width}.png`);
      await page.screenshot({ path: join(folder, name), fullPage: true });
      if (file === "full.html" && width === 1200 && scheme === "light") await playWith(page);
      assert.deepEqual(troubles, [], `${file} (${scheme})`);
      await page.close();
    }
    console.log(`${file}: as expected`);
  }
}

/** As report/numbers.cpp, by another way: two digits of the error, the value to its last one. */
function withError(value, error) {
  const places = Math.max(0, 1 - Math.floor(Math.log10(Number(error.toPrecision(2)))));
  return `${value.toFixed(places)} ± ${error.toFixed(places)}`;
}

/** An image of known interactions, through the whole chain: the page says what fit.json says. */
async function checkRun(browser) {
  const run = join(folder, "run");
  rmSync(run, { recursive: true, force: true });
  const crystal = ["--lattice", "square", "--species", "Te,Se", "--seed", "3"];
  const call = (...words) => execFileSync(gibbsight, [...words, ...crystal], { stdio: ["ignore", "pipe", "pipe"] });
  const image = join(folder, "run.tif");
  call("simulate", "--parameters", "pair1=0.4", "--image", image, "-o", join(folder, "run.csv"), "--force");
  call("run", image, "-o", run, "--fit.twins", "64", "--scan.points", "4");
  const fit = JSON.parse(readFileSync(join(run, "fit.json"), "utf8"));
  assert.ok(statSync(join(run, "report.html")).size < 4e6, "the page of 4,000 atoms is too large");
  const { page, troubles } = await open(browser, join(run, "report.html"));
  const text = await page.locator("main").innerText();
  const best = fit.models.find((model) => model.name === fit.best_model);
  const says = [String(fit.motifs), `${fit.sites} sites were seen`, fit.provenance.inputs[0].sha256, fit.provenance.commit];
  for (const parameter of best.parameters) says.push(withError(parameter.value, parameter.std));
  for (const prediction of fit.predictions) says.push(prediction.name.replaceAll("_", " ").replace("short range order", "short-range order "));
  for (const part of says) assert.ok(text.includes(part), `the page does not say ${part} of fit.json`);
  const report = await reportOf(page);
  const counted = report.sites.orbit.filter((orbit) => orbit >= 0).length;
  assert.equal(counted, fit.motifs, "not as many places as motifs");
  for (const row of report.configurations) {
    assert.equal(report.sites.orbit.filter((orbit) => orbit === row.orbit).length, row.count, row.configuration);
  }
  await checkAccess(page, packages, "run");
  assert.deepEqual(troubles, [], "run");
  await page.close();
  console.log("a run: as expected");
}

/** Images one by one: a table that sorts, and a row for the one that fails. */
async function checkIndex(browser) {
  const many = join(folder, "many");
  rmSync(many, { recursive: true, force: true });
  const image = join(folder, "run.tif");
  const noise = join(folder, "noise.npy");
  const side = 96;
  const head = `{'descr': '<f4', 'fortran_order': False, 'shape': (${side}, ${side}), }`.padEnd(117) + "\n";
  let state = 1;
  const values = Float32Array.from({ length: side * side }, () => (state = (state * 48271) % 2147483647) / 2147483647);
  writeFileSync(noise, Buffer.concat([Buffer.from("\x93NUMPY\x01\x00\x76\x00", "latin1"), Buffer.from(head), Buffer.from(values.buffer)]));
  const missing = join(folder, "missing.tif");
  const { status } = spawnSync(gibbsight, [
    "run", noise, image, missing, "--separate", "--species", "Te,Se", "--fit.twins", "64", "--scan.points", "4", "-o", many,
  ]);
  assert.equal(status, 66, "the exit status does not tell");
  const { page, troubles } = await open(browser, join(many, "index.html"), "light", 900);
  const sources = () => page.locator("tbody tr td:nth-child(2)").allInnerTexts();
  assert.deepEqual(await sources(), [noise, image, missing]);
  await page.getByRole("button", { name: "status" }).click();
  const statuses = (await page.locator("tbody .status").allInnerTexts()).join();
  assert.equal(statuses, "ok,refused,failed");
  assert.ok((await page.locator("tbody tr").last().innerText()).includes("missing.tif"));
  assert.equal(await page.locator("tbody img").count(), 2);
  await checkAccess(page, packages, "index");
  await page.screenshot({ path: join(folder, "index.png"), fullPage: true });
  assert.deepEqual(troubles, [], "index");
  await page.getByRole("link", { name: "run.tif" }).click();
  assert.equal(await page.locator(".status.ok").count(), 1, "the link does not lead to the report");
  await page.close();
  console.log("an index: as expected");
}

const browser = await launch(packages);
try {
  await checkSynthetic(browser);
  await checkRun(browser);
  await checkIndex(browser);
} finally {
  await browser.close();
}
