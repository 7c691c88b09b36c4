// Opens the synthetic pages from disk in a headless Chromium: no errors, no requests, every figure drawn.
//   node pages.mjs FOLDER_WITH_NODE_MODULES FOLDER_WITH_PAGES     (screenshots go beside the pages)
import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [packages, folder] = process.argv.slice(2);
const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = browsers.find(existsSync);
if (!executablePath) {
  console.log(`skipped: none of ${browsers.join(", ")}`);
  process.exit(77);
}
const { chromium } = createRequire(join(packages, "package.json"))("playwright-core");

const charts = ["models", "configurations", "scan", "intensities"];
const expected = {
  "full.html": {
    charts,
    canvases: ["measured", "region", "simulated"],
    status: "ok",
    views: [["light", 1200], ["dark", 1200], ["light", 420]],
  },
  "refused.html": { charts: [], canvases: ["measured"], status: "refused", views: [["dark", 1200]] },
  "histogram.html": {
    charts: charts.slice(0, 3),
    canvases: [],
    status: "uninformative",
    views: [["light", 1200]],
  },
};
const hostileName = "</script><script>alert(1)</script>";

/** Opens a page and gives it with everything that went wrong or out meanwhile. */
async function open(browser, file, colorScheme, width) {
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
  const troubles = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) troubles.push(message.text());
  });
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("dialog", (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const url = pathToFileURL(join(folder, file)).href;
  page.on("request", (request) => {
    if (request.url() !== url && !request.url().startsWith("data:")) troubles.push(request.url());
  });
  await page.goto(url);
  await page.waitForFunction(() =>
    [...document.querySelectorAll("[data-chart], canvas")].every((place) => place.dataset.drawn === "yes"),
  );
  return { page, troubles };
}

/** Marks in each chart, by name. */
const countMarks = () =>
  Object.fromEntries(
    [...document.querySelectorAll("[data-chart]")].map((place) => [
      place.dataset.chart,
      place.querySelectorAll("svg .mark-symbol path, svg .mark-rect path, svg .mark-line path").length,
    ]),
  );

/** Different colours in each canvas, by name. */
const countColours = () =>
  Object.fromEntries(
    [...document.querySelectorAll("canvas")].map((canvas) => {
      // Read from a copy: reading the page's own canvas makes the browser warn.
      const copy = new OffscreenCanvas(canvas.width, canvas.height);
      const context = copy.getContext("2d", { willReadFrequently: true });
      context.drawImage(canvas, 0, 0);
      const { data } = context.getImageData(0, 0, copy.width, copy.height);
      return [canvas.dataset.figure, new Set(new Uint32Array(data.buffer)).size];
    }),
  );

async function checkFigures(page, wanted) {
  const marks = await page.evaluate(countMarks);
  assert.deepEqual(Object.keys(marks).sort(), [...wanted.charts].sort());
  for (const [name, count] of Object.entries(marks)) assert.ok(count > 3, `chart ${name} has ${count} marks`);
  const colours = await page.evaluate(countColours);
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
    for (const part of ["0.397 ± 0.021", "[0.362, 0.431]", "not identifiable", "18446744073709551615", hostileName]) {
      assert.ok(text.includes(part), `the page does not say ${part}`);
    }
  }
  assert.ok(!/undefined|NaN|\bnull\b/.test(text), "the page shows a missing value");
  const spill = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(spill <= 0, `the page is ${spill} px wider than the screen`);
}

async function checkToggle(page) {
  const before = await page.evaluate(countColours);
  await page.locator(".viewer").first().getByLabel("atoms").uncheck();
  const after = await page.evaluate(countColours);
  assert.ok(after.measured < before.measured, "atoms stay when they are switched off");
}

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  for (const [file, wanted] of Object.entries(expected)) {
    assert.ok(statSync(join(folder, file)).size < 4e6, `${file} is too large`);
    for (const [scheme, width] of wanted.views) {
      const { page, troubles } = await open(browser, file, scheme, width);
      await checkFigures(page, wanted);
      await checkGround(page);
      await checkText(page, file, wanted);
      const name = file.replace(".html", `-${scheme}-${width}.png`);
      await page.screenshot({ path: join(folder, name), fullPage: true });
      if (file === "full.html") await checkToggle(page);
      assert.deepEqual(troubles, [], `${file} (${scheme})`);
      await page.close();
    }
    console.log(`${file}: as expected`);
  }
} finally {
  await browser.close();
}
