// Colours that colour-blind readers tell apart (Okabe and Ito), and those of light and dark pages.

const palette = ["#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#f0e442", "#0072b2"];

/** One colour a species; they repeat beyond seven. */
export function colour(index: number): string {
  return palette[index % palette.length] ?? "#999999";
}

const seriesPalette = ["#d55e00", "#0083c8", "#009e73", "#cc79a7", "#8a6d00", "#7a7f87"];

/** One colour a model, other ones than those of the first species. */
export function seriesColour(index: number): string {
  return seriesPalette[index % seriesPalette.length] ?? "#999999";
}

/** A colour of the style sheet, as the current theme defines it. */
export function themed(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Calls back when the reader switches between light and dark. */
export function onThemeChange(action: () => void): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", action);
}

type Rgb = [number, number, number];

function between(from: Rgb, to: Rgb, share: number): Rgb {
  return [0, 1, 2].map((i) => Math.round((from[i] ?? 0) + ((to[i] ?? 0) - (from[i] ?? 0)) * share)) as Rgb;
}

const blue: Rgb = [33, 102, 172];
const white: Rgb = [247, 247, 247];
const orange: Rgb = [179, 88, 6];

/** From blue at -1 over white to orange at 1. */
export function diverging(value: number): Rgb {
  const v = Math.max(-1, Math.min(1, value));
  return v < 0 ? between(white, blue, -v) : between(white, orange, v);
}

const doubt: Rgb = [213, 94, 0];
const sure: Rgb = [86, 180, 233];

/** From a half, a coin's throw, to certainty. */
export function certainty(probability: number): string {
  return `rgb(${between(doubt, sure, Math.max(0, Math.min(1, 2 * probability - 1))).join(", ")})`;
}
