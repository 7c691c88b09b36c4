// What a reader does with the page: points, switches, sorts, moves sliders, relabels, saves.
import assert from "node:assert/strict";
import { drawn, reportOf, saved } from "./browser.mjs";

/** Different colours in each canvas, by name. */
export const countColours = () =>
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

/** A sum over the pixels of one canvas, which changes with what is drawn. */
const fingerprint = (name) => {
  const canvas = document.querySelector(`canvas[data-figure="${name}"]`);
  const copy = new OffscreenCanvas(canvas.width, canvas.height);
  const context = copy.getContext("2d", { willReadFrequently: true });
  context.drawImage(canvas, 0, 0);
  const { data } = context.getImageData(0, 0, copy.width, copy.height);
  return data.reduce((sum, value, i) => (sum * 31 + value * (i % 7)) % 2147483647, 7);
};

const settle = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

async function choose(page, legend, name, among = page) {
  await among.locator("fieldset", { has: page.locator("legend", { hasText: legend }) }).getByText(name, { exact: true }).first().click();
  await settle(page);
}

/** Where a site of the whole image is on the screen. */
async function placeOf(page, report, site, figure = "measured") {
  const canvas = page.locator(`canvas[data-figure="${figure}"]`);
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  const pixel = box.width / report.measured.columns;
  return [box.x + (report.sites.x_px[site] + 0.5) * pixel, box.y + (report.sites.y_px[site] + 0.5) * pixel];
}

export async function checkPointing(page) {
  const report = await reportOf(page);
  const site = report.sites.species.findIndex((kind, i) => kind === 1 && i > 100);
  await page.mouse.move(...(await placeOf(page, report, site)));
  await settle(page);
  const text = await page.locator("figure .readout").first().innerText();
  const { a, b, probabilities, intensity, orbit } = report.sites;
  for (const part of [
    `site (${a[site]}, ${b[site]}): ${report.species[1]}`,
    `intensity ${intensity[site]}`,
    `p(${report.species[1]}) ${probabilities[site][1]}`,
    report.configurations[orbit[site]].configuration,
  ]) {
    assert.ok(text.includes(part), `pointing at site ${site} says "${text}", without ${part}`);
  }
}

export async function checkSwitches(page) {
  const prints = new Set([await page.evaluate(fingerprint, "measured")]);
  for (const ground of ["raw", "residual"]) {
    await choose(page, "image", ground);
    prints.add(await page.evaluate(fingerprint, "measured"));
  }
  await choose(page, "image", "levelled");
  for (const mark of ["class probability", "sites", "nothing"]) {
    await choose(page, "over it", mark);
    prints.add(await page.evaluate(fingerprint, "measured"));
  }
  assert.equal(prints.size, 6, "a switch leaves the picture as it was");
  await choose(page, "over it", "species");
}

/** Both move together, also by the keyboard. */
export async function checkZoom(page) {
  const before = await page.evaluate(fingerprint, "simulated");
  await page.locator('canvas[data-figure="measured"]').focus();
  await page.keyboard.press("+");
  await page.keyboard.press("ArrowLeft");
  await settle(page);
  assert.notEqual(await page.evaluate(fingerprint, "simulated"), before, "the twin does not follow");
  await page.keyboard.press("0");
  await settle(page);
  assert.equal(await page.evaluate(fingerprint, "simulated"), before, "0 does not show all");
}

export async function checkRelabelling(page) {
  const report = await reportOf(page);
  const site = report.sites.species.findIndex((kind, i) => kind === 0 && i > 200);
  await page.getByLabel("relabel atoms").check();
  await page.mouse.click(...(await placeOf(page, report, site)));
  const { name, bytes } = await saved(page, page.getByRole("button", { name: "save edits.csv" }));
  assert.equal(name, "edits.csv");
  const [head, ...rows] = bytes.toString().trimEnd().split("\n");
  assert.equal(head, "x_px,y_px,action,species");
  const { x_px, y_px, manual } = report.sites;
  assert.equal(rows.length, 1 + manual.filter((by) => by === 1).length, "an edit of this run was dropped");
  assert.ok(rows.includes(`${x_px[site]},${y_px[site]},set,${report.species[1]}`), rows.join(" | "));
  await page.getByRole("button", { name: "undo all" }).click();
  await page.getByLabel("relabel atoms").uncheck();
}

export async function checkBlindTest(page) {
  await page.getByRole("button", { name: "hide which image" }).click();
  assert.equal(await page.locator(".hidden-names").count(), 1);
  const swapped = (await page.locator(".swapped").count()) === 1;
  await page.getByRole("button", { name: "the first image" }).click();
  const answer = await page.locator(".blind").innerText();
  assert.ok(answer.includes(swapped ? "Wrong" : "Right"), answer);
  assert.equal(await page.locator(".hidden-names").count(), 0);
}

/** Counts beside the rows of a chart, from the top. */
const countsShown = (page, chart) =>
  page.evaluate(
    (name) =>
      [...document.querySelectorAll(`[data-chart="${name}"] .role-mark text`)]
        .map((text) => [text.getBoundingClientRect().y, Number(text.textContent.replaceAll(",", ""))])
        .sort((p, q) => p[0] - q[0])
        .map(([, count]) => count),
    chart,
  );

export async function checkSorting(page) {
  const { configurations } = await reportOf(page);
  const by = (key) => [...configurations].sort((p, q) => key(q) - key(p)).map((row) => row.count);
  assert.deepEqual(await countsShown(page, "configurations"), by((row) => row.measured));
  await choose(page, "sort by", "misfit");
  await page.waitForTimeout(300);
  assert.deepEqual(await countsShown(page, "configurations"), by((row) => Math.abs(row.deviations)));
  const axis = () => page.locator('[data-chart="configurations"] .role-axis-label').first().textContent();
  const linear = await axis();
  await choose(page, "scale", "log");
  await page.waitForTimeout(300);
  assert.notEqual(await axis(), linear, "the scale does not change");
  await choose(page, "scale", "linear");
  await choose(page, "sort by", "probability");
  await page.waitForTimeout(300);
}

/** The places of a configuration light up. */
export async function checkPlaces(page) {
  const report = await reportOf(page);
  const before = await page.evaluate(fingerprint, "places");
  const first = [...report.configurations].sort((p, q) => q.measured - p.measured)[0];
  await page.locator('[data-chart="configurations"] .mark-image image').first().hover();
  await settle(page);
  assert.notEqual(await page.evaluate(fingerprint, "places"), before, "no place lights up");
  const said = await page.locator(".beside .readout").innerText();
  assert.ok(said.includes(`${first.configuration}: ${first.count} places`), said);
}

/** The same prediction, plainly: axes of the synthetic response are those of the parameters. */
function predict({ at, reference, jacobian, axes, rises }, parameters) {
  const psi = reference.map((value, orbit) => {
    let moved = value;
    parameters.forEach((p, k) => (moved += jacobian[k][orbit] * (p - at[k])));
    axes.forEach((axis, a) => {
      const step = Math.max(-2, Math.min(2, (parameters[a] - at[a]) / axis[a]));
      parameters.forEach((p, k) => (moved += (step / 2) * rises[a][k][orbit] * (p - at[k])));
    });
    return Math.max(0, moved);
  });
  const total = psi.reduce((sum, value) => sum + value * value, 0);
  return psi.map((value) => (value * value) / total);
}

export async function checkSlider(page) {
  const report = await reportOf(page);
  const { response } = report.models.find((model) => model.name === "pair1");
  const slider = page.locator('input[type="range"]').first();
  const low = Number(await slider.getAttribute("min"));
  await slider.focus();
  await page.keyboard.press("Home");
  await settle(page);
  const p = predict(response, [low, response.best[1]]);
  const overlap = p.reduce((sum, value, i) => sum + Math.sqrt(value * report.configurations[i].measured), 0);
  const s = 2 * Math.asin(Math.sqrt(Math.max(0, p.reduce((sum, value, i) => sum + (Math.sqrt(value) - Math.sqrt(report.configurations[i].measured)) ** 2, 0))) / 2);
  const said = await page.locator(".sliders + .readout").innerText();
  const shown = Number(/^s = ([0-9.]+) here/.exec(said)[1]);
  assert.ok(Math.abs(shown - s) < 0.006 * s, `${said}; expected s = ${s} (overlap ${overlap})`);
  await page.getByRole("button", { name: "back to the best fit" }).click();
  await settle(page);
  const [here, best] = /s = ([0-9.]+) here; ([0-9.]+) at/.exec(await page.locator(".sliders + .readout").innerText()).slice(1);
  assert.equal(here, best);
}

const luminance = (colour) => colour.match(/[0-9]+/g).reduce((sum, part, i) => sum + [0.3, 0.6, 0.1][i] * part, 0);

/** A scan over two parameters: a cell a point, the nearest the darkest, the ring at the values of `fit.json`. */
export async function checkMap(page, parameters) {
  const { scan } = await reportOf(page);
  const cells = page.locator('[data-chart="map"] .layer_0_marks path');
  await cells.first().scrollIntoViewIfNeeded();
  assert.equal(await cells.count(), scan.points.length);
  const byDistance = [...scan.points.keys()].sort((p, q) => scan.points[p].distance - scan.points[q].distance);
  for (const i of [byDistance[0], byDistance.at(-1), 0]) {
    const box = await cells.nth(i).boundingBox();
    await page.mouse.move(box.x + box.width / 4, box.y + box.height / 4);
    await settle(page);
    const said = (await page.locator('figure:has([data-chart="map"]) .readout').innerText()).replaceAll("−", "-");
    const { at, distance, distance_lo, distance_hi } = scan.points[i];
    const [x, y, s, low, high] = /= (\S+), .* = (\S+): s = (\S+); (\S+) to (\S+) if/.exec(said).slice(1).map(Number);
    for (const [shown, value] of [[x, at[0]], [y, at[1]], [s, distance]]) {
      assert.ok(Math.abs(shown - value) <= 6e-4 * Math.abs(value), `${said}; expected ${value}`);
    }
    for (const [shown, value] of [[low, distance_lo], [high, distance_hi]]) {
      assert.ok(Math.abs(shown - value) <= 0.06 * (distance_hi - distance_lo), `${said}; expected ${value}`);
    }
    assert.ok(said.includes(`${scan.axes[0]} = `) && said.includes(`${scan.axes[1]} = `), said);
  }
  const colours = await cells.evaluateAll((all) => all.map((cell) => getComputedStyle(cell).fill));
  const [nearest, farthest] = [byDistance[0], byDistance.at(-1)].map((i) => luminance(colours[i]));
  assert.ok(nearest < farthest - 50, "the nearest is not the darkest");
  const ring = await page.locator('[data-chart="map"] .layer_1_marks path').evaluate((path) => path.__data__.datum);
  const value = (name) => parameters.find((parameter) => parameter.name === name).value;
  assert.deepEqual([ring.x, ring.y], scan.axes.map(value), "the ring is not at the fit");
}

export async function checkSaving(page) {
  const { configurations } = await reportOf(page);
  const svg = await saved(page, page.getByRole("button", { name: "save scan as SVG" }));
  assert.ok(svg.name === "scan.svg" && svg.bytes.toString().startsWith("<svg"), svg.name);
  const png = await saved(page, page.getByRole("button", { name: "save scan as PNG" }));
  assert.equal(png.bytes.subarray(1, 4).toString(), "PNG");
  const picture = await saved(page, page.getByRole("button", { name: "save measured as PNG" }));
  assert.equal(picture.bytes.subarray(1, 4).toString(), "PNG");
  const table = await saved(page, page.getByRole("button", { name: "save configurations.csv" }));
  const rows = table.bytes.toString().trimEnd().split("\n");
  assert.equal(rows.length, 1 + configurations.length);
  const first = configurations[0];
  assert.ok(rows[1].startsWith(`${first.orbit},${first.code},"${first.configuration}",${first.multiplicity},${first.count},${first.measured}`), rows[1]);
  await drawn(page);
}
