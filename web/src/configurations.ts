// Measured, fitted and random probability of every local configuration.
import configurationsChart from "../charts/configurations.vl.json";
import { chart, type ChartOptions, type Tables } from "./charts";
import { colour } from "./colours";
import { besideError, button, choice, details, digits, element, figure, section, significant, table, typeset, withError } from "./dom";
import { pictogram } from "./pictogram";
import { describePoint } from "./pictures";
import type { Configuration, Report } from "./report";
import { Shared, type Scene } from "./scene";
import { Viewer, wholeOf, type Sight } from "./viewer";

const mostDrawn = 26;

type Order = "probability" | "misfit";
type Scale = "linear" | "log";

export const picturesOf = (report: Report): string[] =>
  report.configurations.map((row) => (report.motif ? pictogram(report.motif.positions, row.species) : ""));

/** The fitted model with interactions, and the random mixture. */
export function drawnModels(report: Report): string[] {
  const fitted = report.best_model === "random" ? report.scan?.model : report.best_model;
  return report.histogram_models.filter((name) => name === "random" || name === fitted);
}

function misfit(row: Configuration): number {
  return Math.abs(row.deviations ?? 0);
}

/** Rows that were seen, or that some model expects to be, the first ones first. */
export function drawnRows(report: Report, order: Order, most = mostDrawn): Configuration[] {
  const key = order === "misfit" ? misfit : (row: Configuration) => row.measured ?? 0;
  const few = 0.5 / Math.max(1, report.counts?.motifs ?? 1);
  return report.configurations
    .filter((row) => row.count > 0 || row.probabilities.some((p) => (p ?? 0) > few))
    .sort((p, q) => key(q) - key(p))
    .slice(0, most);
}

/** The smallest probability that is drawn on a logarithmic scale: a third of a single motif. */
function lowest(report: Report): number {
  return 1 / (3 * Math.max(1, report.counts?.motifs ?? 1000));
}

/** Tables of the chart for some rows; `predicted` gives what each named series says of an orbit. */
export function chartTables(
  report: Report,
  rows: Configuration[],
  predicted: Record<string, (orbit: number) => number | null>,
  base: number,
): Tables {
  const drawings = picturesOf(report);
  const measured = rows.map((row) => {
    const [value, error] = [row.measured ?? 0, row.measured_error ?? 0];
    return {
      ...row,
      species: null,
      picture: drawings[row.orbit],
      base,
      low: Math.max(base, value - error),
      high: value + error,
    };
  });
  const models = rows.flatMap((row) =>
    Object.entries(predicted).map(([model, probability]) => ({
      configuration: row.configuration,
      orbit: row.orbit,
      model,
      probability: Math.max(base, probability(row.orbit) ?? 0),
    })),
  );
  return { measured, models };
}

function legend(report: Report): HTMLElement {
  const chips = report.species.map((name, i) => {
    const disc = element("span", { class: "disc" });
    disc.style.background = colour(i);
    return element("span", { class: "chip" }, disc, name);
  });
  return element("p", { class: "legend" }, ...chips);
}

/** The image with the places of one configuration lit up. */
function placesFigure(report: Report, scene: Scene, lit: Shared<number[]>, said: HTMLElement): HTMLElement[] {
  if (!report.measured || !report.sites.orbit.some((orbit) => orbit >= 0)) return [];
  const kindOf = (site: number) => report.sites.species[site] ?? -1;
  const viewer = new Viewer({
    name: "places",
    label: "The places of the chosen configuration in the image",
    picture: report.measured,
    scene,
    sight: new Shared<Sight>(wholeOf(report.measured)),
    nmPerPixel: report.nm_per_pixel,
    mark: "none",
    lit,
    kindOf,
    edited: () => [],
    onPoint: (at) => {
      if (at) said.textContent = describePoint(report, kindOf, at);
    },
    onPick: () => undefined,
  });
  const controls = element("div", { class: "controls" }, ...viewer.buttons());
  return [element("div", { class: "beside" }, viewer.place, controls, element("p", { class: "readout" }, said))];
}

function fullTable(report: Report, show: (orbit: number) => void): HTMLElement {
  const drawings = picturesOf(report);
  const headings = ["", "configuration", "#code", "#multiplicity", "#count", "#measured", "#misfit (σ)"];
  const rows = report.configurations.map((row) => {
    const picture = element("img", { src: drawings[row.orbit] ?? "", alt: "", width: "32", height: "32" });
    const shower = button("", `show ${row.configuration} in the image`, () => show(row.orbit));
    shower.append(picture);
    shower.className = "pictogram";
    return [
      shower,
      row.configuration,
      String(row.code),
      String(row.multiplicity),
      digits(row.count, 6),
      withError(row.measured, row.measured_error),
      (row.deviations ?? 0).toFixed(1),
      ...row.probabilities.map(besideError(row.measured_error)),
    ];
  });
  return details(
    `all ${report.configurations.length} as a table`,
    table([...headings, ...report.histogram_models.map((name) => `#${name}`)], rows),
  );
}

/** What each of the models says of an orbit. */
function predictedBy(report: Report, names: string[]): Record<string, (orbit: number) => number | null> {
  return Object.fromEntries(
    names.map((name) => {
      const column = report.histogram_models.indexOf(name);
      return [name, (orbit: number) => report.configurations[orbit]?.probabilities[column] ?? null];
    }),
  );
}

/** Tables and options of the chart as it first shows, the most frequent configurations first. */
export function configurationsChartOf(report: Report): [Tables, ChartOptions] {
  const names = drawnModels(report);
  const rows = drawnRows(report, "probability");
  return [chartTables(report, rows, predictedBy(report, names), 0), { series: report.histogram_models, drawn: names }];
}

export function configurations(report: Report, scene: Scene, lit: Shared<number[]>): HTMLElement[] {
  if (report.configurations.length === 0) return [];
  const names = drawnModels(report);
  const predicted = predictedBy(report, names);
  let order: Order = "probability";
  let scale: Scale = "linear";
  let pinned: number | null = null;
  const said = element("span", {}, "Point at a configuration: its places light up here. Click to keep them.");
  const show = (orbit: number | null) => {
    const row = orbit === null ? undefined : report.configurations[orbit];
    if (!row) {
      lit.value = [];
      return;
    }
    lit.value = report.sites.orbit.flatMap((of, i) => (of === orbit ? [i] : []));
    said.textContent = `${row.configuration}: ${digits(row.count, 6)} places, ${significant(row.measured, 3)} of all; ${typeset((row.deviations ?? 0).toFixed(1))} σ from the fit.`;
  };
  const tables = () =>
    chartTables(report, drawnRows(report, order), predicted, scale === "log" ? lowest(report) : 0);
  const options = (): ChartOptions =>
    scale === "log" ? { logarithmic: [lowest(report), 1] } : { logarithmic: undefined as never };
  const drawing = chart("configurations", configurationsChart, tables(), {
    series: report.histogram_models,
    drawn: names,
    onHover: (datum) => {
      const orbit = datum?.["orbit"];
      if (typeof orbit === "number") show(orbit);
      else if (pinned !== null) show(pinned);
    },
  });
  drawing.place.addEventListener("click", () => {
    const first = lit.value[0];
    pinned = first === undefined ? null : (report.sites.orbit[first] ?? null);
  });
  const change = () => drawing.set(tables(), options());
  const controls = element(
    "div",
    { class: "controls" },
    choice<Order>("sort by", [["probability", "probability"], ["misfit", "misfit"]], order, (name) => {
      order = name;
      change();
    }),
    choice<Scale>("scale", [["linear", "linear"], ["log", "log"]], scale, (name) => {
      scale = name;
      change();
    }),
  );
  const drawn = drawnRows(report, order).length;
  const caption =
    "Grey bars: measured, with one standard deviation as simulated images of the fit show it. Symbols: models." +
    (drawn < report.configurations.length ? ` ${drawn} of ${report.configurations.length}; the others are rarer than half a motif.` : "");
  const chartFigure = element("div", {}, controls, legend(report), figure(caption, drawing.place));
  const places = placesFigure(report, scene, lit, said);
  const parts = places.length > 0 ? [element("div", { class: "columns" }, chartFigure, ...places)] : [chartFigure];
  const pin = (orbit: number) => {
    pinned = orbit;
    show(orbit);
  };
  return [section("Local configurations", ...parts, fullTable(report, pin))];
}
