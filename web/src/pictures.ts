// The measured image with its atoms, a region of the lattice, and the simulated image beside them.
import { colour } from "./colours";
import { digits, element, figure, section } from "./dom";
import type { Cell, Picture, Report } from "./report";
import { makeOverlay, Viewer, type Overlay } from "./viewer";

const regionCells = 14;

function legend(report: Report): HTMLElement {
  const chips = report.species.map((name, i) => {
    const ring = element("span", { class: "ring" });
    ring.style.borderColor = colour(i);
    const count = report.sites.species.filter((kind) => kind === i).length;
    return element("span", { class: "chip" }, ring, `${name} (${count})`);
  });
  const unseen = report.sites.species.filter((kind) => kind < 0).length;
  const cross = element("span", { class: "chip" }, element("span", { class: "cross" }, "×"), `not seen (${unseen})`);
  return element("p", { class: "legend" }, ...chips, ...(unseen > 0 ? [cross] : []));
}

function length([x, y]: [number, number]): number {
  return Math.hypot(x, y);
}

function cellSentence(cell: Cell): string {
  const vector = (name: string, px: number, nm: number | null) =>
    `${name} = ${digits(px, 4)} px` + (nm === null ? "" : ` (${digits(nm, 4)} nm)`);
  const a = vector("a", length(cell.a_px), cell.a_nm);
  const b = vector("b", length(cell.b_px), cell.b_nm);
  return `Measured cell: ${a}, ${b}, ${digits(cell.angle_degrees, 4)}° between them.`;
}

/** Distance between neighbouring sites in px; a guess from their density where no cell was measured. */
function spacing(report: Report, picture: Picture): number {
  if (report.cell) return Math.min(length(report.cell.a_px), length(report.cell.b_px));
  return Math.sqrt((picture.columns * picture.rows) / Math.max(1, report.sites.a.length));
}

function measuredFigure(report: Report, picture: Picture, overlay: Overlay | null): HTMLElement {
  const whole = new Viewer("measured", picture, overlay, { atoms: overlay !== null, lattice: false });
  const size =
    report.nm_per_pixel === null
      ? `${picture.columns} × ${picture.rows} pixels of unknown size`
      : `${digits(picture.columns * report.nm_per_pixel)} × ${digits(picture.rows * report.nm_per_pixel)} nm`;
  return figure(`Measured, ${size}`, whole.place);
}

function regionFigure(picture: Picture, overlay: Overlay): HTMLElement {
  const region = new Viewer("region", picture, overlay, { atoms: true, lattice: true }, regionCells);
  return figure("A region of the lattice; lines join neighbours along a and b", region.place);
}

function simulatedFigure(picture: Picture): HTMLElement {
  const viewer = new Viewer("simulated", picture, null, { atoms: false, lattice: false });
  return figure("Simulated: the best fit seen through the same microscope", viewer.place);
}

export function pictures(report: Report): HTMLElement[] {
  const { measured, simulated, sites } = report;
  const overlay = measured ? makeOverlay(sites, spacing(report, measured)) : null;
  const figures = [
    ...(measured ? [measuredFigure(report, measured, overlay)] : []),
    ...(simulated ? [simulatedFigure(simulated)] : []),
    ...(measured && overlay ? [regionFigure(measured, overlay)] : []),
  ];
  if (figures.length === 0) return [];
  const cell = report.cell ? [element("p", {}, cellSentence(report.cell))] : [];
  const key = sites.a.length > 0 ? [legend(report)] : [];
  return [section("Image", ...key, element("div", { class: "pictures" }, ...figures), ...cell)];
}
