// Charts and tables of the fit, each from its part of the report; empty parts give nothing.
import configurationsChart from "../charts/configurations.vl.json";
import intensitiesChart from "../charts/intensities.vl.json";
import modelsChart from "../charts/models.vl.json";
import scanChart from "../charts/scan.vl.json";
import { chart } from "./charts";
import { details, digits, element, figure, section, table } from "./dom";
import type { Configuration, Interval, Model, Report } from "./report";

const drawnConfigurations = 26;

function parameterRows(model: Model): (string | HTMLElement)[][] {
  return model.parameters.map((parameter) => [
    model.name,
    parameter.name,
    parameter.text,
    `${parameter.interval_text} at ${digits(100 * parameter.level)} %`,
    parameter.unit,
    parameter.identifiable ? "" : element("strong", {}, "not identifiable"),
  ]);
}

function interval([low, high]: Interval): string {
  return low === null || high === null ? "–" : `[${digits(low)}, ${digits(high)}]`;
}

/** The answer: the parameters of every model, the best first, and how the models compare. */
export function models(report: Report): HTMLElement[] {
  if (report.models.length === 0) return [];
  const best = report.models.filter((model) => model.name === report.best_model);
  const others = report.models.filter((model) => model.name !== report.best_model);
  const parameters = [...best, ...others].flatMap(parameterRows);
  const comparison = report.models.map((model) => [
    model.name === report.best_model ? element("strong", {}, model.name) : model.name,
    digits(model.distance),
    interval(model.distance_expected),
    digits(model.p_value, 2),
    digits(model.log_evidence, 4),
    digits(model.probability),
  ]);
  const rows = report.models.map((model) => ({
    name: model.name,
    distance: model.distance,
    low: model.distance_expected[0],
    high: model.distance_expected[1],
  }));
  const names = report.models.map((model) => model.name);
  const note = report.energy_note ? [element("p", { class: "note" }, report.energy_note)] : [];
  return [
    section(
      "Interactions",
      table(["model", "parameter", "#value ± error", "#interval", "unit", ""], parameters),
      ...note,
    ),
    section(
      "Models compared",
      table(["model", "#distance s", "#s expected if true", "#p-value", "#log evidence", "#probability"], comparison),
      figure(
        "Symbol: distance of the model to the measurement. Bar: where it would lie if the model were true.",
        chart("models", modelsChart, { models: rows }, names),
      ),
    ),
  ];
}

function measuredRow(row: Configuration): Record<string, unknown> {
  const { measured, measured_error } = row;
  const error = measured_error ?? 0;
  const [low, high] = measured === null ? [null, null] : [Math.max(0, measured - error), measured + error];
  return { ...row, low, high };
}

/** The most frequent configurations as a chart; all of them as a table. */
export function configurations(report: Report): HTMLElement[] {
  const all = report.configurations;
  if (all.length === 0) return [];
  const drawn = [...all].sort((p, q) => (q.measured ?? 0) - (p.measured ?? 0)).slice(0, drawnConfigurations);
  const modelRows = drawn.flatMap((row) =>
    report.histogram_models.map((model, i) => ({
      configuration: row.configuration,
      model,
      probability: row.probabilities[i],
    })),
  );
  const headings = ["configuration", "#code", "#multiplicity", "#count", "#measured", "#error"];
  const rows = all.map((row) => [
    row.configuration,
    String(row.code),
    String(row.multiplicity),
    digits(row.count, 6),
    digits(row.measured),
    digits(row.measured_error, 2),
    ...row.probabilities.map((value) => digits(value)),
  ]);
  const caption =
    "Grey bars: measured, with one standard deviation. Symbols: the models." +
    (drawn.length < all.length ? ` The ${drawn.length} most frequent of ${all.length}.` : "");
  const data = { measured: drawn.map(measuredRow), models: modelRows };
  return [
    section(
      "Local configurations",
      figure(caption, chart("configurations", configurationsChart, data, report.histogram_models)),
      details(
        `all ${all.length} as a table`,
        table([...headings, ...report.histogram_models.map((name) => `#${name}`)], rows),
      ),
    ),
  ];
}

export function scan(report: Report): HTMLElement[] {
  if (!report.scan) return [];
  const { model, points, random_distance } = report.scan;
  const data = {
    points: points.map((point) => ({ ...point })),
    random: random_distance === null ? [] : [{ distance: random_distance, label: "random mixture" }],
    fit: [{ temperature_ratio: 1 }],
  };
  const caption = `Distance of ${model} to the measurement when its temperature is changed; 1 is the fit.`;
  return [section("Distance against temperature", figure(caption, chart("scan", scanChart, data)))];
}

export function intensities(report: Report): HTMLElement[] {
  if (!report.intensities) return [];
  const { axis, edges, counts, curves } = report.intensities;
  const low = (i: number) => edges[i] ?? 0;
  const high = (i: number) => edges[i + 1] ?? 0;
  const data = {
    bins: counts.map((count, i) => ({ low: low(i), high: high(i), count })),
    curves: curves.flatMap((curve) =>
      curve.counts.map((count, i) => ({
        centre: (low(i) + high(i)) / 2,
        count,
        species: report.species[curve.species],
      })),
    ),
  };
  const drawing = chart("intensities", intensitiesChart, data, report.species);
  return [section("Species by intensity", figure(`Horizontal: ${axis}. Lines: the fitted classes.`, drawing))];
}
