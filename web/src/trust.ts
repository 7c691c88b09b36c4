// How far to trust the answer: the same number read in other ways, and where nothing should be seen.
import forestChart from "../charts/forest.vl.json";
import { chart } from "./charts";
import { element, figure, list, paragraph, section, significant, table } from "./dom";
import type { Model, Parameter, Report } from "./report";

interface Reading {
  label: string;
  value: number | null;
  std: number | null;
  kind: "the answer" | "another reading" | "null test";
}

function isInteraction(parameter: Parameter): boolean {
  return parameter.unit === "kT" && parameter.draws.length > 0;
}

/** Every way in which one parameter of the chosen model was read. */
function readingsOf(report: Report, model: Model, parameter: Parameter): Reading[] {
  const other = "another reading";
  const readings: Reading[] = [
    { label: `${model.name}: the answer`, value: parameter.value, std: parameter.std, kind: "the answer" },
    { label: "prior half as wide", value: parameter.prior_halved, std: null, kind: other },
    { label: "prior twice as wide", value: parameter.prior_doubled, std: null, kind: other },
  ];
  if (parameter.moments) {
    readings.push({ label: "moment matching", value: parameter.moments.value, std: parameter.moments.std, kind: other });
  }
  for (const candidate of report.models) {
    const same = candidate.parameters.find((p) => p.name === parameter.name && p.unit === "kT");
    if (same && candidate !== model) readings.push({ label: `model ${candidate.name}`, value: same.value, std: same.std, kind: other });
  }
  const average = report.averaged.find((p) => p.name === parameter.name);
  if (average) readings.push({ label: "averaged over models", value: average.value, std: average.std, kind: other });
  for (const variation of report.variations) {
    if (variation.parameter !== parameter.name) continue;
    readings.push({ label: `${variation.aspect}: ${variation.label}`, value: variation.value, std: variation.std, kind: other });
  }
  const none = report.null_test?.rows.find((row) => row.parameter === parameter.name);
  if (none) readings.push({ label: "random mixture (null test)", value: none.mean, std: none.spread, kind: "null test" });
  return readings;
}

function forest(report: Report, model: Model, parameter: Parameter): HTMLElement {
  const readings = readingsOf(report, model, parameter).filter((reading) => reading.value !== null);
  const rows = readings.map((reading) => ({
    ...reading,
    low: (reading.value ?? 0) - (reading.std ?? 0),
    high: (reading.value ?? 0) + (reading.std ?? 0),
  }));
  const answer = readings[0];
  const band = answer ? [{ low: (answer.value ?? 0) - (answer.std ?? 0), high: (answer.value ?? 0) + (answer.std ?? 0) }] : [];
  const drawing = chart(
    `readings ${parameter.name}`,
    forestChart,
    { rows, band },
    { titles: { X: `${parameter.name} (kT)` }, series: ["null test", "the answer", "another reading"] },
  );
  return figure(`${parameter.name}, with one standard deviation; the shade is that of the answer.`, drawing.place);
}

function withUnit(report: Report, name: string): string {
  const best = report.models.find((model) => model.name === report.best_model);
  const unit = best?.parameters.find((parameter) => parameter.name === name)?.unit;
  return unit ? `${name} (${unit})` : name;
}

/** Where nothing was varied: why. */
function notVaried(report: Report): HTMLElement[] {
  if (report.variations.length > 0) return [];
  const why = report.counts?.sites === 0
    ? "a histogram does not say where its sites are"
    : "too little of the data would have been left, or a part of them is a bare histogram";
  return [paragraph(`Halves of the image, a wider mask and surer classes were not tried: ${why}.`, "note")];
}

function nullTest(report: Report): HTMLElement[] {
  const test = report.null_test;
  if (!test) return [];
  const rows = test.rows.map((row) => [
    withUnit(report, row.parameter),
    row.text,
    row.mean_text,
    significant(row.spread),
    row.mean !== null && row.mean_error !== null && Math.abs(row.mean) > 2 * row.mean_error
      ? element("strong", { class: "whole" }, "not zero: seen where there is none")
      : element("span", { class: "whole" }, "zero within its error"),
  ]);
  return [
    element("h3", {}, "Null test"),
    paragraph(
      `${test.images} images of the random mixture went through the whole chain, from the picture to the fit. ` +
        "The interactions that they appear to have are those that this microscope makes by itself.",
    ),
    table(["parameter", (report.parts ?? []).length > 0 ? "#these images" : "#this image", "#random\u00a0mixture, mean", "#spread", ""], rows),
  ];
}

export function trust(report: Report): HTMLElement[] {
  const withInteractions = report.models.filter((model) => model.parameters.some(isInteraction));
  const model =
    withInteractions.find((one) => one.name === report.best_model) ??
    [...withInteractions].sort((p, q) => (q.probability ?? 0) - (p.probability ?? 0))[0];
  const forests = model ? model.parameters.filter(isInteraction).map((p) => forest(report, model, p)) : [];
  const moments =
    model?.moments_p_value === null || model === undefined
      ? []
      : [paragraph(`Distance and moment matching agree with p = ${significant(model.moments_p_value)}; a small value is a sign of a wrong microscope or model.`, "note")];
  const warnings = report.warnings.length > 0 ? [element("h3", {}, "Warnings"), list(report.warnings)] : [];
  const parts = [...(forests.length > 0 ? notVaried(report) : []), ...moments, ...nullTest(report), ...warnings];
  if (forests.length + parts.length === 0) return [];
  return [
    section("How far to trust it", ...(model ? [paragraph("The same number, read in other ways. They should agree.")] : []),
      element("div", { class: "columns" }, ...forests), ...parts),
  ];
}
