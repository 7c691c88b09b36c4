// Opens pages from disk in a headless Chromium: no errors, no requests, every figure drawn, right numbers.
//   node pages.mjs FOLDER_WITH_NODE_MODULES FOLDER_WITH_PAGES GIBBSIGHT     (screenshots go beside the pages)
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
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
  if (file === "histogram.html") assert.ok(text.includes("were not tried: a histogram does not say where its sites are"));
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
  const fit = readFit(run);
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

const readFit = (run) => JSON.parse(readFileSync(join(run, "fit.json"), "utf8"));

/** The sites of that run, scanned over two parameters. */
async function checkScan(browser) {
  const run = join(folder, "scan");
  rmSync(run, { recursive: true, force: true });
  execFileSync(gibbsight, [
    "fit", join(folder, "run.csv"), "-o", run, "--species", "Te,Se", "--models", "pair1+pair2", "--fit.twins", "64",
    "--scan.parameter", "pair1", "--scan.from", "0.3", "--scan.to", "0.5", "--scan.points", "5",
    "--scan.second", "pair2", "--scan.second_from", "-0.1", "--scan.second_to", "0.1", "--scan.second_points", "3",
  ], { stdio: ["ignore", "pipe", "pipe"] });
  const { page, troubles } = await open(browser, join(run, "report.html"));
  await play.checkMap(page, readFit(run).models.at(-1).parameters);
  const { scan } = await reportOf(page);
  const [head, ...rows] = readFileSync(join(run, "scan.csv"), "utf8").trimEnd().split("\n");
  assert.equal(head, "pair1,pair2,distance,distance_lo,distance_hi");
  assert.deepEqual(rows.map((row) => row.split(",").map(Number)), scan.points.map((p) => [...p.at, p.distance, p.distance_lo, p.distance_hi]));
  await checkAccess(page, packages, "scan");
  assert.deepEqual(troubles, [], "scan");
  await page.close();
  console.log("a scan over two parameters: as expected");
}

/** Every link to another file leads to one. */
async function checkLinks(page, run) {
  const links = await page.locator('a[href]:not([href^="#"])').evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  for (const link of links) assert.ok(existsSync(join(run, decodeURIComponent(link))), `${link} leads nowhere`);
  return links.length;
}

/** Two images fitted together: what the whole says of its parts is what they say, and links lead both ways. */
async function checkJoint(browser) {
  const run = join(folder, "joint");
  rmSync(run, { recursive: true, force: true });
  const names = ["north", "south #2"];
  const images = names.map((name) => join(folder, `${name}.tif`));
  const small = ["--rendering.columns", "240", "--rendering.rows", "240"];
  const call = (...words) => execFileSync(gibbsight, [...words, "--species", "Te,Se"], { stdio: ["ignore", "pipe", "pipe"] });
  images.forEach((image, i) =>
    call("simulate", "--parameters", "pair1=0.4", "--image", image, "-o", join(folder, "joint.csv"), "--force", "--seed", String(5 + i), ...small),
  );
  call("run", ...images, "-o", run, "--fit.twins", "64", "--scan.points", "4", "--microscope.null_twins", "0");
  const { page, troubles } = await open(browser, join(run, "report.html"));
  assert.equal(await checkLinks(page, run), names.length);
  for (const [i, name] of names.entries()) {
    const part = readFit(join(run, name));
    const best = part.models.find((model) => model.name === part.best_model);
    const row = page.locator("#fitted-together tbody tr").nth(i);
    assert.equal(await row.locator("img").count(), 1);
    const cells = await row.locator("td").allInnerTexts();
    assert.deepEqual(cells.slice(1, 3), [images[i], String(part.motifs)]);
    const shown = cells.map((cell) => Number.parseFloat(cell));
    for (const [at, value, digit] of [[3, 100 * part.composition.Te, 0.06], [5, best.distance, 0.001], [7, best.p_value, 0.006]]) {
      assert.ok(Math.abs(shown[at] - value) <= digit, `${name}: ${cells[at]}; expected ${value}`);
    }
  }
  const whole = readFit(run);
  const alone = whole.variations.filter((v) => v.aspect === "one image alone" && v.parameter === "pair1");
  assert.deepEqual(alone.map((v) => v.label), names);
  const { variations } = await reportOf(page);
  assert.deepEqual(variations.map(({ text: _, ...v }) => v), whole.variations.map(({ model: _, ...v }) => v));
  const drawnLabels = await page.locator('[data-chart="readings pair1"]').textContent();
  for (const v of whole.variations.filter((one) => one.parameter === "pair1")) {
    assert.ok(drawnLabels.includes(`${v.aspect}: ${v.label}`), `${v.label} is not drawn`);
  }
  await checkAccess(page, packages, "joint");
  await page.screenshot({ path: join(folder, "joint.png"), fullPage: true });
  await page.locator("#fitted-together a").nth(1).click();
  assert.equal(await page.locator('canvas[data-figure="measured"]').count(), 1, "the link does not lead to the part");
  assert.equal(await checkLinks(page, join(run, names[1])), 1);
  await page.getByRole("link", { name: "report of the whole fit" }).click();
  assert.equal(await page.locator("#fitted-together").count(), 1, "no way back");
  const requests = troubles.filter((trouble) => !trouble.startsWith("file:"));
  assert.deepEqual(requests, [], "joint");
  await page.close();
  console.log("a joint fit: as expected");
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
  await checkScan(browser);
  await checkJoint(browser);
  await checkIndex(browser);
} finally {
  await browser.close();
}
