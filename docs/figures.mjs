// The top of a report as a picture: node figures.mjs FOLDER_WITH_NODE_MODULES PAGE PICTURE
import { resolve } from "node:path";
import { launch, open } from "../tests/web/browser.mjs";

const [packages, report, picture] = process.argv.slice(2).map((path) => resolve(path));
const browser = await launch(packages);
const { page } = await open(browser, report, "light", 1280);
const image = await page.locator("#the-image").boundingBox();
await page.screenshot({
  path: picture,
  fullPage: true,
  clip: { x: 0, y: 0, width: 1280, height: Math.ceil(image.y + image.height) },
});
await browser.close();
