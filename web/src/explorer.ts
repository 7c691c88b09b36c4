// s against temperature, and what happens to the histogram when the parameters move.
import configurationsChart from "../charts/configurations.vl.json";
import mapChart from "../charts/map.vl.json";
import scanChart from "../charts/scan.vl.json";
import { chart, type ChartOptions, type Tables } from "./charts";
import { chartTables, drawnRows } from "./configurations";
import { besideInterval, button, choice, digits, element, figure, paragraph, section, significant, typeset } from "./dom";
import type { Matrix, Model, Report, Response, Scan, ScanPoint } from "./report";

const reach = 2; // steps of the curvature, beyond which nothing was simulated

function dot(p: number[], q: number[]): number {
  return p.reduce((sum, value, i) => sum + value * (q[i] ?? 0), 0);
}

/** Coefficients of `shift` along the rows of `axes`: Gauss elimination of axes^T c = shift. */
function alongAxes(axes: Matrix, shift: number[]): number[] {
  const size = shift.length;
  const rows = shift.map((value, i) => [...axes.map((axis) => axis[i] ?? 0), value]);
  for (let k = 0; k < size; ++k) {
    const pivot = rows.slice(k).reduce((best, row, i) => (Math.abs(row[k] ?? 0) > Math.abs(rows[best]?.[k] ?? 0) ? k + i : best), k);
    [rows[k], rows[pivot]] = [rows[pivot] ?? [], rows[k] ?? []];
    const row = rows[k] ?? [];
    rows.forEach((other, i) => {
      if (i === k || !row[k]) return;
      const factor = (other[k] ?? 0) / (row[k] ?? 1);
      rows[i] = other.map((value, j) => value - factor * (row[j] ?? 0));
    });
  }
  return rows.map((row, i) => (row[i] ? (row[size] ?? 0) / (row[i] ?? 1) : 0));
}

/** Expected probabilities at some parameters, to second order about the fit. */
export function predict(response: Response, parameters: number[]): number[] {
  const shift = parameters.map((value, k) => value - (response.at[k] ?? 0));
  const steps = response.rises.length > 0 ? alongAxes(response.axes, shift) : [];
  const along = (columns: Matrix, orbit: number) => dot(columns.map((column) => column[orbit] ?? 0), shift);
  const psi = response.reference.map((value, orbit) => {
    const bend = response.rises.reduce((sum, rise, a) => {
      const step = Math.max(-reach, Math.min(reach, steps[a] ?? 0));
      return sum + (step / 2) * along(rise, orbit);
    }, 0);
    return Math.max(0, value + along(response.jacobian, orbit) + bend);
  });
  const total = dot(psi, psi);
  return psi.map((value) => (value * value) / total);
}

/** Statistical distance of two histograms, from the chord between their roots. */
export function distance(p: number[], q: number[]): number {
  const chord = Math.hypot(...p.map((value, i) => Math.sqrt(Math.max(0, value)) - Math.sqrt(Math.max(0, q[i] ?? 0))));
  return 2 * Math.asin(Math.min(1, chord / 2));
}

/** How far each parameter may be moved: three standard deviations, and not beyond what is known. */
function rangeOf(model: Model, response: Response, k: number): [number, number] {
  const best = response.best[k] ?? 0;
  const known = Math.max(...response.axes.map((axis) => reach * Math.abs(axis[k] ?? 0)), 0);
  const wide = 3 * (model.parameters[k]?.std ?? 0);
  const half = known > 0 ? Math.min(known, wide) : wide;
  const isFraction = model.parameters[k]?.name.startsWith("fraction:") ?? false;
  return isFraction ? [Math.max(0, best - half), Math.min(1, best + half)] : [best - half, best + half];
}

export function mostProbable(models: Model[]): Model | undefined {
  return [...models].sort((p, q) => (q.probability ?? 0) - (p.probability ?? 0))[0];
}

function slider(
  name: string,
  [low, high]: [number, number],
  best: number,
  unit: string,
  action: (value: number) => void,
): { place: HTMLElement; reset: () => void } {
  const places = Math.min(12, Math.max(0, 2 - Math.floor(Math.log10(Math.max(high - low, 1e-12)))));
  const words = (value: number) => typeset(`${value.toFixed(places)} ${unit}`);
  const said = element("output", {}, words(best));
  const input = element("input", { type: "range", min: String(low), max: String(high), step: String((high - low) / 200) });
  input.value = String(best);
  input.setAttribute("aria-label", name);
  const tell = (value: number) => {
    said.textContent = words(value);
    action(value);
  };
  input.oninput = () => tell(Number(input.value));
  const place = element("label", { class: "slider" }, element("span", {}, name), input, said);
  const reset = () => {
    input.value = String(best);
    tell(best);
  };
  return { place, reset };
}

/** Sliders of one model, and the chart that follows them. */
function explorerOf(report: Report, model: Model, response: Response): HTMLElement {
  const parameters = [...response.best];
  const measured = report.configurations.map((row) => row.measured ?? 0);
  const atBest = predict(response, parameters);
  const rows = drawnRows(report, "probability", 14);
  const said = element("p", { class: "readout", role: "status" });
  const moved = "moved";
  const tables = (now: number[]) =>
    chartTables(report, rows, { [moved]: (orbit) => now[orbit] ?? null, [model.name]: (orbit) => atBest[orbit] ?? null }, 0);
  const series = [...report.histogram_models, moved];
  const drawing = chart("explorer", configurationsChart, tables(atBest), { series, drawn: [model.name, moved] });
  const follow = () => {
    const now = predict(response, parameters);
    said.textContent = `s = ${significant(distance(now, measured), 3)} here; ${significant(distance(atBest, measured), 3)} at the best fit.`;
    drawing.update(tables(now));
  };
  const sliders = response.best.map((best, k) => {
    const name = model.parameters[k]?.name ?? "";
    const unit = model.parameters[k]?.unit ?? "";
    return slider(name, rangeOf(model, response, k), best, unit, (value) => {
      parameters[k] = value;
      follow();
    });
  });
  follow();
  const back = button("back to the best fit", "back to the best fit", () => sliders.forEach((one) => one.reset()));
  const order = response.rises.length > 0 ? "second" : "first";
  return element(
    "div",
    {},
    element("div", { class: "sliders" }, ...sliders.map((one) => one.place), back),
    said,
    figure(
      `Grey: measured. Symbols: ${model.name} at its best fit, and moved. An approximation of ${order} order about the fit, ` +
        "from derivatives of the same simulation; hence the narrow range.",
      drawing.place,
    ),
  );
}

function explorer(report: Report): HTMLElement[] {
  const models = report.models.filter((model) => model.response && report.configurations.length > 0);
  const first = mostProbable(models.filter((model) => model.name !== "random")) ?? models[0];
  if (!first) return [];
  const place = element("div");
  const show = (name: string) => {
    const model = models.find((one) => one.name === name);
    if (model?.response) place.replaceChildren(explorerOf(report, model, model.response));
  };
  show(first.name);
  const pick = choice("model", models.map((model): [string, string] => [model.name, model.name]), first.name, show);
  return [
    element(
      "div",
      { class: "interactive" },
      element("h3", {}, "Move the parameters"),
      ...(models.length > 1 ? [element("div", { class: "controls" }, pick)] : []),
      place,
    ),
  ];
}

/** Tables and options of the chart of a scan over one parameter. */
export function scanChartOf({ axes, points, random_distance, floor }: Scan): [Tables, ChartOptions] {
  const axis = axes[0] ?? "";
  const data = {
    points: points.map((point) => ({ ...point, x: point.at[0] })),
    random: random_distance === null ? [] : [{ distance: random_distance, label: "random mixture" }],
    floor: floor === null ? [] : [{ distance: floor, label: "floor of finite counting" }],
    fit: axis === "temperature" ? [{ x: 1 }] : [],
  };
  const isTemperature = axis === "temperature";
  const xs = points.map((point) => point.at[0] ?? 0);
  const [first, last] = [Math.min(...xs), Math.max(...xs)];
  const ticks = [0.1, 0.2, 0.5, 1, 2, 4, 8, 16, 32, 64].filter((tick) => tick >= 0.999 * first && tick <= 1.001 * last);
  const options = {
    titles: { X: isTemperature ? "temperature / fitted temperature" : axis },
    ...(isTemperature ? { logarithmic: [first, last] as [number, number], ticks } : {}),
  };
  return [data, options];
}

function curve(scan: Scan): HTMLElement {
  const { model } = scan;
  const axis = scan.axes[0] ?? "";
  const isTemperature = axis === "temperature";
  const [data, options] = scanChartOf(scan);
  const caption =
    `Line: distance of ${model} to the measurement when its ${isTemperature ? "temperature is changed; 1 is the fit" : `${axis} is changed`}. ` +
    "Band: where it would lie if the fit were true. Dashed: the random mixture, which infinite temperature leads to. " +
    "Dotted: what counting a finite image leaves even of the true model, on the average.";
  return figure(caption, chart("scan", scanChart, data, options).place);
}

/** Where the cell of each value of a grid begins and ends: halfway to the next. */
function bounds(values: number[]): Map<number, [number, number]> {
  const sorted = [...new Set(values)].sort((p, q) => p - q);
  const gaps = sorted.slice(1).map((value, i) => value - (sorted[i] ?? 0));
  const half = (i: number) => (gaps[Math.max(0, Math.min(gaps.length - 1, i))] ?? 1) / 2;
  return new Map(sorted.map((value, i) => [value, [value - half(i - 1), value + half(i)]]));
}

/** Cells that lie without a gap around the points they are of. */
function cellsOf(points: ScanPoint[]): Record<string, unknown>[] {
  const [across, up] = [0, 1].map((axis) => bounds(points.map((point) => point.at[axis] ?? 0)));
  return points.map((point) => {
    const [x = 0, y = 0] = point.at;
    const [left, right] = across?.get(x) ?? [x, x];
    const [bottom, top] = up?.get(y) ?? [y, y];
    return { ...point, x, y, left, right, bottom, top };
  });
}

function nameAndUnit(model: Model | undefined, name: string): string {
  const unit = model?.parameters.find((parameter) => parameter.name === name)?.unit;
  if (name === "temperature") return "temperature / fitted temperature";
  return unit ? `${name} (${unit})` : name;
}

/** Over two parameters, as they were scanned. */
function map(scan: Scan, model: Model | undefined): HTMLElement {
  const [first = "", second = ""] = scan.axes;
  const fitted = (name: string) =>
    name === "temperature" ? 1 : model?.parameters.find((parameter) => parameter.name === name)?.value;
  const best = [{ x: fitted(first), y: fitted(second) }];
  const hint = "Point at a cell.";
  const said = element("p", { class: "readout", role: "status" }, hint);
  const show = (datum: Record<string, unknown> | null) => {
    const [x, y, s] = ["x", "y", "distance"].map((key) => datum?.[key]);
    if (typeof x !== "number" || typeof y !== "number" || typeof s !== "number") {
      said.textContent = hint;
      return;
    }
    const at = `${first} = ${digits(x, 4)}, ${second} = ${digits(y, 4)}`;
    const expected = besideInterval([datum?.["distance_lo"] as number | null, datum?.["distance_hi"] as number | null]);
    said.textContent = typeset(`${at}: s = ${significant(s, 4)}; ${expected.text} if the fit were true.`);
  };
  const titles = { X: nameAndUnit(model, first), Y: nameAndUnit(model, second) };
  const drawing = chart("map", mapChart, { cells: cellsOf(scan.points), best }, { titles, onHover: show });
  const caption = `Distance of ${scan.model} to the measurement over two parameters, simulated at every cell; the darker the nearer, the ring is the fit.`;
  return figure(caption, drawing.place, said);
}

/** Where no second parameter was scanned: the same from the fit's derivatives. */
function approximateMap(report: Report): HTMLElement[] {
  const models = report.models.filter((model) => (model.response?.best.length ?? 0) > 1);
  const model = models.find((one) => one.name === report.best_model) ?? mostProbable(models);
  const { response } = model ?? {};
  if (!model || !response || report.configurations.length === 0) return [];
  const measured = report.configurations.map((row) => row.measured ?? 0);
  const [left, right] = rangeOf(model, response, 0);
  const [bottom, top] = rangeOf(model, response, 1);
  const steps = 24;
  const points: ScanPoint[] = [];
  for (let i = 0; i <= steps; ++i)
    for (let j = 0; j <= steps; ++j) {
      const at = [left + ((right - left) * i) / steps, bottom + ((top - bottom) * j) / steps];
      const predicted = predict(response, [...at, ...response.best.slice(2)]);
      points.push({ at, distance: distance(predicted, measured), distance_lo: null, distance_hi: null });
    }
  const named = (k: number) => nameAndUnit(model, model.parameters[k]?.name ?? "");
  const best = [{ x: response.best[0], y: response.best[1] }];
  const drawing = chart("map", mapChart, { cells: cellsOf(points), best }, { titles: { X: named(0), Y: named(1) } });
  const caption = `s of ${model.name} over two of its parameters; the darker the nearer, the ring is the fit. An approximation about the fit.`;
  return [figure(caption, drawing.place)];
}

export function response(report: Report): HTMLElement[] {
  const { scan } = report;
  const parts: HTMLElement[] = [];
  if (scan) parts.push(scan.axes.length > 1 ? map(scan, report.models.find((model) => model.name === scan.model)) : curve(scan));
  if (!scan || scan.axes.length < 2) parts.push(...approximateMap(report));
  const moving = explorer(report);
  if (parts.length === 0 && moving.length === 0) return [];
  const lead = paragraph("s is the statistical distance between the measured histogram and that of a model: 0 where they are the same.");
  return [section("Distance to the model", lead, element("div", { class: "columns" }, ...parts), ...moving)];
}
