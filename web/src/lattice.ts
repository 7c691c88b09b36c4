// How well the atoms lie on the lattice, and how well their intensities tell the species.
import intensitiesChart from "../charts/intensities.vl.json";
import { chart } from "./charts";
import { choice, digits, element, figure, paragraph, section, table, withError } from "./dom";
import type { Mark } from "./marks";
import type { Cell, Report } from "./report";
import { Shared, type Scene } from "./scene";
import { Viewer, wholeOf, type Sight } from "./viewer";

function cellSentence(cell: Cell): string {
  const vector = (name: string, [x, y]: [number, number], error: number, nm: number | null) =>
    `${name} = ${withError(Math.hypot(x, y), error)} px` + (nm === null ? "" : ` (${digits(nm, 4)} nm)`);
  const a = vector("a", cell.a_px, cell.a_error_px, cell.a_nm);
  const b = vector("b", cell.b_px, cell.b_error_px, cell.b_nm);
  return `Measured cell: ${a}, ${b}, ${cell.angle_degrees.toFixed(2)}° between them.`;
}

function fieldFigure(report: Report, scene: Scene): HTMLElement[] {
  const { measured, cell } = report;
  if (!measured || !cell || report.sites.a.length === 0) return [];
  const viewer = new Viewer({
    name: "field",
    label: "Where the atoms lie off the lattice",
    picture: measured,
    scene,
    sight: new Shared<Sight>(wholeOf(measured)),
    nmPerPixel: report.nm_per_pixel,
    mark: "displacement",
    lit: new Shared<number[]>([]),
    kindOf: (i) => report.sites.species[i] ?? -1,
    edited: () => [],
    onPoint: () => undefined,
    onPick: () => undefined,
  });
  const caption = element("span");
  const show = (mark: Mark) => {
    viewer.set({ mark });
    const words: Record<string, string> = {
      displacement: "Displacement from the mean lattice: drift, creep and strain. Arrows of neighbours that are too close to be told apart are averaged.",
      misfit: "Displacement from where the neighbours put each site.",
      sites: "Sites with their neighbours along a and b.",
    };
    caption.textContent = `${words[mark] ?? ""} Crosses: sites that were not seen.`;
  };
  show("displacement");
  const marks: [Mark, string][] = [
    ["displacement", "displacement"],
    ["misfit", "misfit"],
    ["sites", "sites"],
  ];
  const controls = element("div", { class: "controls" }, ...viewer.buttons(), choice("field", marks, "displacement", show));
  return [figure(caption, viewer.place, controls)];
}

export function lattice(report: Report, scene: Scene): HTMLElement[] {
  if (report.facts.length === 0) return [];
  const rows = report.facts.map((fact) => [
    element("span", {}, fact.name, element("span", { class: "note" }, fact.sentence)),
    fact.value,
    fact.judgement
      ? element("span", { class: `judgement ${fact.judgement.split(" ")[0] ?? ""}` }, fact.judgement)
      : "",
  ]);
  const cell = report.cell ? [paragraph(cellSentence(report.cell))] : [];
  const facts = element("div", {}, ...cell, table(["measure", "#value", "judged"], rows));
  return [section("The lattice", element("div", { class: "columns wide-right" }, ...fieldFigure(report, scene), facts))];
}

export function intensities(report: Report): HTMLElement[] {
  if (!report.intensities) return [];
  const { axis, edges, counts, curves } = report.intensities;
  const low = (i: number) => edges[i] ?? 0;
  const high = (i: number) => edges[i + 1] ?? 0;
  const total = counts.map((_, i) => curves.reduce((sum, curve) => sum + (curve.counts[i] ?? 0), 0));
  const overlap = total.map((sum, i) => sum - Math.max(0, ...curves.map((curve) => curve.counts[i] ?? 0)));
  const data = {
    bins: counts.map((count, i) => ({ low: low(i), high: high(i), count })),
    curves: curves.flatMap((curve) =>
      curve.counts.map((count, i) => ({
        centre: (low(i) + high(i)) / 2,
        count,
        species: report.species[curve.species],
      })),
    ),
    overlap: overlap.map((count, i) => ({ centre: (low(i) + high(i)) / 2, count })),
  };
  const unit = report.nm_per_pixel === null || axis !== "intensity" ? axis : "intensity (units of the image)";
  const drawing = chart("intensities", intensitiesChart, data, {
    series: report.species,
    species: true,
    titles: { INTENSITY: unit },
  });
  const shared = overlap.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.reduce((sum, c) => sum + c, 0));
  const words = shared < 5e-4 ? "They hardly overlap." : `Dark: where they overlap, ${digits(100 * shared, 2)} % of all.`;
  return [
    section("Species by intensity", figure(`Grey: atoms. Lines: the classes fitted to them. ${words}`, drawing.place)),
  ];
}
