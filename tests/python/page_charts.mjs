// What the report's page draws, and what Python's charts compile to: node page_charts.mjs WEB < {report, specs}
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const web = path.resolve(process.argv[2]);
const load = (name) => import(pathToFileURL(createRequire(path.join(web, "x.js")).resolve(name)));
const esbuild = await load("esbuild");
const { compile } = await load("vega-lite");

const entry = `
  export { assignAxes, assignScales } from "./src/charts";
  export { configurationsChartOf } from "./src/configurations";
  export { scanChartOf } from "./src/explorer";
  export { modelsChartOf } from "./src/comparison";
  export { marginalChartOf } from "./src/posterior";`;
const bundled = await esbuild.build({
  stdin: { contents: entry, resolveDir: web, loader: "ts" }, bundle: true, write: false, format: "esm", platform: "node" });
const page = await import(`data:text/javascript;base64,${Buffer.from(bundled.outputFiles[0].contents).toString("base64")}`);

const { report, specs } = JSON.parse(await readFile("/dev/stdin", "utf8"));
const best = report.models.find((model) => model.name === report.best_model);
const drawn = {
  configurations: () => page.configurationsChartOf(report),
  scan: () => page.scanChartOf(report.scan),
  models: () => page.modelsChartOf(report),
  marginal: () => page.marginalChartOf(best.parameters.find((parameter) => parameter.draws.length > 0)),
};

const quiet = { level: () => quiet, debug: () => quiet, info: () => quiet, warn: () => quiet, error: (...words) => { throw new Error(words); } };
const compiled = (template) => compile(template, { logger: quiet, config: { ...template.config, aria: false } }).spec;
const tablesOf = (spec, names) => Object.fromEntries(spec.data.filter((d) => names.includes(d.name)).map((d) => [d.name, d.values]));
/** All but the width, and the tables, which are compared by themselves. */
function rest({ data, signals = [], width, scales, axes, marks }, names) {
  return {
    data: data.map((d) => (names.includes(d.name) ? { ...d, values: [] } : d)),
    signals: signals.filter((signal) => signal.name !== "width"),
    scales,
    axes,
    marks,
  };
}

const answer = {};
for (const [name, chart] of Object.entries(drawn)) {
  const [tables, options] = chart();
  const names = Object.keys(tables);
  const template = JSON.parse(await readFile(path.join(web, "charts", `${name}.vl.json`), "utf8"));
  const theirs = compiled(template);
  theirs.scales = page.assignScales(theirs.scales ?? [], options);
  theirs.axes = page.assignAxes(theirs.axes ?? [], options);
  const ours = compiled(specs[name]);
  answer[name] = {
    page: { tables, spec: rest(theirs, names) },
    python: { tables: tablesOf(ours, names), spec: rest(ours, names) },
  };
}
process.stdout.write(JSON.stringify(answer));
