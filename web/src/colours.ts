// Colours that colour-blind readers tell apart (Okabe and Ito), and those of light and dark pages.

const palette = ["#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#f0e442", "#0072b2"];

/** One colour a species, or one a model; they repeat beyond seven. */
export function colour(index: number): string {
  return palette[index % palette.length] ?? "#999999";
}

/** A colour of the style sheet, as the current theme defines it. */
export function themed(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Calls back when the reader switches between light and dark. */
export function onThemeChange(action: () => void): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", action);
}
