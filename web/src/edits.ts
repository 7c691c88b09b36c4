// Corrections by hand, and the table that the next run takes with --edits.
import type { Report } from "./report";
import { toCsv, type Cell } from "./save";

const vacancy = "vacancy";

export class Edits {
  /** What a site holds by hand: a species, or -1 for unseen. Those of this run are kept. */
  private readonly byHand = new Map<number, number>();
  private readonly before: Map<number, number>;

  constructor(private readonly report: Report) {
    const { species, manual } = report.sites;
    species.forEach((kind, i) => manual[i] === 1 && this.byHand.set(i, kind));
    this.before = new Map(this.byHand);
  }

  kindOf(site: number): number {
    return this.byHand.get(site) ?? this.report.sites.species[site] ?? -1;
  }

  get sites(): number[] {
    return [...this.byHand.keys()];
  }

  /** How many are new on this page. */
  get added(): number {
    return this.sites.filter((i) => this.before.get(i) !== this.byHand.get(i)).length;
  }

  /** Another species, after the last one unseen, then as it was. */
  next(site: number): void {
    const kind = this.kindOf(site);
    const last = this.report.species.length - 1;
    this.set(site, kind === last ? -1 : kind + 1);
  }

  undo(): void {
    this.byHand.clear();
    for (const [site, kind] of this.before) this.byHand.set(site, kind);
  }

  csv(): string {
    return toCsv(["x_px", "y_px", "action", "species"], this.sites.map((site) => this.row(site)));
  }

  private set(site: number, kind: number): void {
    const wasByHand = this.before.has(site);
    if (!wasByHand && kind === this.report.sites.species[site]) this.byHand.delete(site);
    else this.byHand.set(site, kind);
  }

  private row(site: number): Cell[] {
    const { x_px, y_px, atom } = this.report.sites;
    const place = [x_px[site], y_px[site]];
    const name = this.report.species[this.kindOf(site)];
    if (name === undefined) return [...place, "unseen", ""];
    if (name === vacancy) return [...place, "remove", ""];
    return [...place, (atom[site] ?? -1) < 0 ? "add" : "set", name];
  }
}
