// What is drawn over the image, in the coordinates of its pixels times `pixel`.
import { certainty, colour } from "./colours";
import type { Scene } from "./scene";

export type Mark = "species" | "probability" | "sites" | "displacement" | "misfit" | "none";

/** The part of the image in view, px. */
export interface Bounds {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Brush {
  context: CanvasRenderingContext2D;
  pixel: number; // screen pixels a pixel of the image takes
  bounds: Bounds;
}

function visible(scene: Scene, { bounds }: Brush): number[] {
  const { x_px, y_px } = scene.sites;
  const margin = scene.spacing;
  const inside: number[] = [];
  x_px.forEach((x, i) => {
    const y = y_px[i] ?? 0;
    if (x < bounds.left - margin || x > bounds.right + margin) return;
    if (y < bounds.top - margin || y > bounds.bottom + margin) return;
    inside.push(i);
  });
  return inside;
}

function groupBy<Key>(sites: number[], key: (site: number) => Key): Map<Key, number[]> {
  const groups = new Map<Key, number[]>();
  for (const i of sites) {
    const group = groups.get(key(i));
    if (group) group.push(i);
    else groups.set(key(i), [i]);
  }
  return groups;
}

/** One path a colour: a hundred thousand strokes of their own would take a second. */
function rings(scene: Scene, { context, pixel }: Brush, sites: number[], stroke: string, heavy = 1, size = 0.3): void {
  const radius = size * scene.spacing * pixel;
  const width = heavy * Math.min(3, Math.max(1, radius / 4));
  const isDot = radius < 2.5; // rings would be blots, and a hundred thousand of them slow
  const { x_px, y_px } = scene.sites;
  context.beginPath();
  for (const i of sites) {
    const [u, v] = [(x_px[i] ?? 0) * pixel, (y_px[i] ?? 0) * pixel];
    if (isDot) {
      context.rect(u - radius, v - radius, 2 * radius, 2 * radius);
    } else {
      context.moveTo(u + radius, v);
      context.arc(u, v, radius, 0, 2 * Math.PI);
    }
  }
  if (isDot) {
    context.fillStyle = stroke;
    context.fill();
    return;
  }
  // Dark below, so that the colour shows on bright ground.
  context.strokeStyle = "rgba(0, 0, 0, 0.6)";
  context.lineWidth = width + 1.5;
  context.stroke();
  context.strokeStyle = stroke;
  context.lineWidth = width;
  context.stroke();
}

function crosses(scene: Scene, { context, pixel }: Brush, sites: number[]): void {
  const half = 0.15 * scene.spacing * pixel;
  context.beginPath();
  for (const i of sites) {
    const [u, v] = [(scene.sites.x_px[i] ?? 0) * pixel, (scene.sites.y_px[i] ?? 0) * pixel];
    context.moveTo(u - half, v - half);
    context.lineTo(u + half, v + half);
    context.moveTo(u + half, v - half);
    context.lineTo(u - half, v + half);
  }
  context.strokeStyle = "rgba(0, 0, 0, 0.7)";
  context.lineWidth = 3.5;
  context.stroke();
  context.strokeStyle = "#ffffff";
  context.lineWidth = 1.5;
  context.stroke();
}

function lattice(scene: Scene, { context, pixel }: Brush): void {
  const { x_px, y_px } = scene.sites;
  context.beginPath();
  for (const [from, to] of scene.bonds) {
    context.moveTo((x_px[from] ?? 0) * pixel, (y_px[from] ?? 0) * pixel);
    context.lineTo((x_px[to] ?? 0) * pixel, (y_px[to] ?? 0) * pixel);
  }
  context.strokeStyle = "rgba(255, 255, 255, 0.6)";
  context.lineWidth = 1;
  context.stroke();
}

type Vector = [number, number];

interface Arrow {
  at: Vector;
  off: Vector;
}

const readable = 16; // screen pixels between arrows

/** Means over blocks of cells that are wide enough on the screen for an arrow to be seen. */
function arrowsOf(scene: Scene, { pixel }: Brush, sites: number[], vectors: (Vector | null)[]): Arrow[] {
  const cells = Math.max(1, Math.ceil(readable / (scene.spacing * pixel)));
  const blocks = new Map<string, { at: Vector; off: Vector; count: number }>();
  for (const i of sites) {
    const vector = vectors[i];
    if (!vector) continue;
    const key = `${Math.floor((scene.sites.a[i] ?? 0) / cells)},${Math.floor((scene.sites.b[i] ?? 0) / cells)}`;
    const { at, off, count } = blocks.get(key) ?? { at: [0, 0], off: [0, 0], count: 0 };
    const [x, y] = [scene.sites.x_px[i] ?? 0, scene.sites.y_px[i] ?? 0];
    blocks.set(key, { at: [at[0] + x, at[1] + y], off: [off[0] + vector[0], off[1] + vector[1]], count: count + 1 });
  }
  return [...blocks.values()].map(({ at, off, count }) => ({
    at: [at[0] / count, at[1] / count],
    off: [off[0] / count, off[1] / count],
  }));
}

/** A round number of times that arrows are drawn longer than they are: the long ones as far as the next arrow. */
function magnification(arrows: Arrow[], room: number): number {
  const lengths = arrows.map(({ off }) => Math.hypot(...off)).sort((p, q) => p - q);
  const long = lengths[Math.floor(0.95 * (lengths.length - 1))] ?? 0;
  if (long <= 0) return 1;
  const wanted = room / long;
  const power = 10 ** Math.floor(Math.log10(wanted));
  return Math.max(1, power * (wanted / power >= 5 ? 5 : wanted / power >= 2 ? 2 : 1));
}

/** On dimmed ground; gives how many times they are enlarged. */
function drawArrows(scene: Scene, brush: Brush, sites: number[], vectors: (Vector | null)[]): number {
  const { context, pixel, bounds } = brush;
  const arrows = arrowsOf(scene, brush, sites, vectors);
  const times = magnification(arrows, Math.max(scene.spacing, readable / pixel));
  context.fillStyle = "rgba(0, 0, 0, 0.55)";
  context.fillRect(bounds.left * pixel, bounds.top * pixel, (bounds.right - bounds.left) * pixel, (bounds.bottom - bounds.top) * pixel);
  context.beginPath();
  for (const { at, off } of arrows) {
    const [u, v] = [at[0] * pixel, at[1] * pixel];
    const [du, dv] = [off[0] * times * pixel, off[1] * times * pixel];
    context.moveTo(u - du / 2, v - dv / 2);
    context.lineTo(u + du / 2, v + dv / 2);
    for (const turn of [-1, 1]) {
      context.moveTo(u + du / 2, v + dv / 2);
      context.lineTo(u + du / 2 - 0.35 * (du + turn * 0.6 * dv), v + dv / 2 - 0.35 * (dv - turn * 0.6 * du));
    }
  }
  context.strokeStyle = "#f0e442";
  context.lineWidth = 1.5;
  context.stroke();
  return times;
}

/** Gives how many times arrows are enlarged, where there are any. */
export function drawMarks(mark: Mark, scene: Scene, brush: Brush, kindOf: (site: number) => number): number | null {
  if (mark === "none") return null;
  const sites = visible(scene, brush);
  const unseen = sites.filter((i) => kindOf(i) < 0);
  const seen = sites.filter((i) => kindOf(i) >= 0);
  if (mark === "sites") lattice(scene, brush);
  if (mark === "species" || mark === "sites") {
    for (const [kind, members] of groupBy(seen, kindOf)) rings(scene, brush, members, colour(kind));
  }
  if (mark === "probability") {
    const probability = (i: number) => scene.sites.probabilities[i]?.[kindOf(i)] ?? 1;
    for (const [step, members] of groupBy(seen, (i) => Math.round(20 * probability(i)) / 20)) {
      rings(scene, brush, members, certainty(step), step < 0.95 ? 1.8 : 1);
    }
  }
  const isField = mark === "displacement" || mark === "misfit";
  const vectors = mark === "misfit" ? scene.sites.misfit_px : scene.displacement;
  const times = isField ? drawArrows(scene, brush, sites, vectors) : null;
  crosses(scene, brush, unseen);
  return times;
}

export function drawLit(scene: Scene, brush: Brush, sites: number[]): void {
  rings(scene, brush, sites, "#f0e442", 2, 0.45);
}

export function drawEdited(scene: Scene, brush: Brush, sites: number[]): void {
  rings(scene, brush, sites, "#ffffff", 1, 0.48);
}
