// A configuration drawn on its lattice, as an SVG that charts and tables show as a picture.
import { colour } from "./colours";

type Position = [number, number];

const half = 20;

/** A centre and its neighbours as discs, joined to the centre; `species` of every site. */
export function pictogram(positions: Position[], species: number[]): string {
  const reach = Math.max(...positions.map(([x, y]) => Math.hypot(x, y)), 1e-9);
  const nearest = Math.min(...positions.slice(1).map(([x, y]) => Math.hypot(x, y)), Infinity);
  const radius = Math.min(5.5, (0.3 * nearest * half) / reach);
  const unit = (half - radius - 1) / reach;
  const at = ([x, y]: Position) => [half + x * unit, half + y * unit].map((v) => v.toFixed(1));
  const lines = positions.slice(1).map((position) => {
    const [x, y] = at(position);
    return `<line x1="${half}" y1="${half}" x2="${x}" y2="${y}" stroke="#8a929b" stroke-width="1"/>`;
  });
  const discs = positions.map((position, i) => {
    const [x, y] = at(position);
    const r = i === 0 ? radius * 1.15 : radius;
    return `<circle cx="${x}" cy="${y}" r="${r.toFixed(1)}" fill="${colour(species[i] ?? 0)}" stroke="#3b4249" stroke-width="${i === 0 ? 1.6 : 0.8}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${2 * half}" height="${2 * half}">${lines.join("")}${discs.join("")}</svg>`;
  return `data:image/svg+xml;base64,${btoa(svg)}`;
}
