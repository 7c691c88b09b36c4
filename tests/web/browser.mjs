// A headless Chromium, and pages opened in it from disk.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Ends the program with the status of a skipped test where there is no browser. */
export async function launch(packages) {
  const executablePath = browsers.find(existsSync);
  if (!executablePath) {
    console.log(`skipped: none of ${browsers.join(", ")}`);
    process.exit(77);
  }
  const { chromium } = createRequire(join(packages, "package.json"))("playwright-core");
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

const allDrawn = () =>
  [...document.querySelectorAll("[data-chart], canvas")].every((place) => place.dataset.drawn === "yes");

export const drawn = (page) => page.waitForFunction(allDrawn);

/** Opens a page and gives it with everything that went wrong or out meanwhile. */
export async function open(browser, path, colorScheme = "light", width = 1200) {
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 }, acceptDownloads: true });
  const troubles = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) troubles.push(message.text());
  });
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("dialog", (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const url = pathToFileURL(path).href;
  page.on("request", (request) => {
    if (request.url() !== url && !/^(data|blob):/.test(request.url())) troubles.push(request.url());
  });
  await page.goto(url);
  await drawn(page);
  return { page, troubles };
}

/** What the page was made from. */
export const reportOf = (page) => page.evaluate(() => JSON.parse(document.getElementById("report").textContent));

/** The text of a file that a button saves. */
export async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** Every fault that axe-core takes for serious or critical. */
export async function checkAccess(page, packages, name) {
  const axe = readFileSync(join(packages, "node_modules/axe-core/axe.min.js"), "utf8");
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const faults = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary}`).join("; ")}`);
  assert.deepEqual(faults, [], `${name}: faults of access`);
}
