// What is known of every site, ready to be drawn over a picture and asked for.
import type { Report, Sites } from "./report";

type Vector = [number, number];

export interface Scene {
  report: Report;
  sites: Sites;
  spacing: number; // px between neighbouring sites
  bonds: [number, number][]; // pairs of sites, along a and b
  displacement: (Vector | null)[]; // px from the mean lattice
  nearest(x: number, y: number): number; // the site within half a spacing, or -1
}

function length([x, y]: Vector): number {
  return Math.hypot(x, y);
}

function findBonds(sites: Sites): [number, number][] {
  const key = (a: number, b: number, sublattice: number) => `${a},${b},${sublattice}`;
  const known = new Map<string, number>();
  sites.a.forEach((a, i) => known.set(key(a, sites.b[i] ?? 0, sites.sublattice[i] ?? 0), i));
  const bonds: [number, number][] = [];
  sites.a.forEach((a, i) => {
    const b = sites.b[i] ?? 0;
    const sublattice = sites.sublattice[i] ?? 0;
    for (const neighbour of [key(a + 1, b, sublattice), key(a, b + 1, sublattice)]) {
      const other = known.get(neighbour);
      if (other !== undefined) bonds.push([i, other]);
    }
  });
  return bonds;
}

/** From the mean cell, put where the atoms of each sublattice lie on the average. */
function findDisplacement(report: Report): (Vector | null)[] {
  const { sites, cell } = report;
  if (!cell) return [];
  const ideal = (i: number): Vector => {
    const [a, b] = [sites.a[i] ?? 0, sites.b[i] ?? 0];
    return [a * cell.a_px[0] + b * cell.b_px[0], a * cell.a_px[1] + b * cell.b_px[1]];
  };
  const off = sites.a.map((_, i): Vector | null => {
    if ((sites.atom[i] ?? -1) < 0) return null;
    const [x, y] = ideal(i);
    return [(sites.x_px[i] ?? 0) - x, (sites.y_px[i] ?? 0) - y];
  });
  const sums = new Map<number, [number, number, number]>();
  off.forEach((vector, i) => {
    if (!vector) return;
    const [x, y, n] = sums.get(sites.sublattice[i] ?? 0) ?? [0, 0, 0];
    sums.set(sites.sublattice[i] ?? 0, [x + vector[0], y + vector[1], n + 1]);
  });
  return off.map((vector, i) => {
    const [x, y, n] = sums.get(sites.sublattice[i] ?? 0) ?? [0, 0, 1];
    return vector && [vector[0] - x / n, vector[1] - y / n];
  });
}

/** Looks sites up by place, in boxes as wide as the spacing. */
function makeIndex(sites: Sites, spacing: number): (x: number, y: number) => number {
  const boxes = new Map<string, number[]>();
  const box = (value: number) => Math.floor(value / spacing);
  sites.x_px.forEach((x, i) => {
    const key = `${box(x)},${box(sites.y_px[i] ?? 0)}`;
    const inside = boxes.get(key);
    if (inside) inside.push(i);
    else boxes.set(key, [i]);
  });
  return (x, y) => {
    let best = -1;
    let closest = spacing / 2;
    for (const across of [-1, 0, 1])
      for (const down of [-1, 0, 1])
        for (const i of boxes.get(`${box(x) + across},${box(y) + down}`) ?? []) {
          const distance = Math.hypot((sites.x_px[i] ?? 0) - x, (sites.y_px[i] ?? 0) - y);
          if (distance >= closest) continue;
          closest = distance;
          best = i;
        }
    return best;
  };
}

/** Distance between neighbouring sites; a guess from their density where no cell was measured. */
function spacingOf(report: Report): number {
  if (report.cell) return Math.min(length(report.cell.a_px), length(report.cell.b_px));
  const xs = report.sites.x_px;
  const ys = report.sites.y_px;
  const range = (values: number[]) =>
    values.reduce((m, v) => Math.max(m, v), -Infinity) - values.reduce((m, v) => Math.min(m, v), Infinity);
  return Math.sqrt(Math.max(1, range(xs) * range(ys)) / Math.max(1, xs.length));
}

export function makeScene(report: Report): Scene {
  const { sites } = report;
  const spacing = spacingOf(report);
  return {
    report,
    sites,
    spacing,
    bonds: findBonds(sites),
    displacement: findDisplacement(report),
    nearest: makeIndex(sites, spacing),
  };
}

/** A value that parts of the page share, and who wants to know when it changes. */
export class Shared<Value> {
  private readonly listeners: ((value: Value) => void)[] = [];
  constructor(private current: Value) {}
  get value(): Value {
    return this.current;
  }
  set value(changed: Value) {
    this.current = changed;
    for (const listener of this.listeners) listener(changed);
  }
  listen(listener: (value: Value) => void): void {
    this.listeners.push(listener);
  }
}
