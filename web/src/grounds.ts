// What is under the atoms: the levelled image, the same before levelling, or what the peaks leave of it.
import { diverging } from "./colours";
import type { Atoms, Picture, Report } from "./report";

export type Ground = "levelled" | "raw" | "residual";

/** The values of a picture, from its grey levels. */
export interface Values {
  columns: number;
  rows: number;
  step: number;
  at: Float32Array;
}

function context2d(columns: number, rows: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(columns, rows).getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no canvas");
  return context;
}

export function readValues(picture: Picture, image: HTMLImageElement): Values {
  const { columns, rows, step, black, white } = picture;
  const context = context2d(columns, rows);
  context.drawImage(image, 0, 0);
  const grey = context.getImageData(0, 0, columns, rows).data;
  const at = new Float32Array(columns * rows);
  for (let i = 0; i < at.length; ++i) at[i] = black + ((white - black) * (grey[4 * i] ?? 0)) / 255;
  return { columns, rows, step, at };
}

function paint(values: Values, colour: (value: number) => [number, number, number]): OffscreenCanvas {
  const context = context2d(values.columns, values.rows);
  const pixels = context.createImageData(values.columns, values.rows);
  values.at.forEach((value, i) => {
    const [red, green, blue] = colour(value);
    pixels.data.set([red, green, blue, 255], 4 * i);
  });
  context.putImageData(pixels, 0, 0);
  return context.canvas;
}

/** The value below which a share of them lies. */
function quantile(values: Float32Array, share: number): number {
  const sorted = Float32Array.from(values).sort();
  return sorted[Math.round(share * (sorted.length - 1))] ?? 0;
}

function beforeLevelling(values: Values, report: Report): Values {
  const at = Float32Array.from(values.at);
  for (let row = 0; row < values.rows; ++row) {
    const left = report.levelling?.left[row] ?? 0;
    const right = report.levelling?.right[row] ?? 0;
    for (let column = 0; column < values.columns; ++column) {
      const i = row * values.columns + column;
      at[i] = (at[i] ?? 0) + left + ((right - left) * column) / Math.max(1, values.columns - 1);
    }
  }
  return { ...values, at };
}

/** Fitted peaks on their backgrounds, which between the atoms go over into each other. */
function withoutPeaks(values: Values, atoms: Atoms): Values {
  const { columns, rows, step } = values;
  const peaks = new Float32Array(columns * rows);
  const ground = new Float32Array(columns * rows);
  const weights = new Float32Array(columns * rows);
  atoms.x_px.forEach((x, k) => {
    const sigma = (atoms.sigma_px[k] ?? 0) / step;
    const reach = Math.ceil(3.5 * sigma);
    const centre = (px: number) => (px - (step - 1) / 2) / step;
    const [u, v] = [centre(x), centre(atoms.y_px[k] ?? 0)];
    for (let row = Math.max(0, Math.round(v) - reach); row <= Math.min(rows - 1, Math.round(v) + reach); ++row)
      for (let column = Math.max(0, Math.round(u) - reach); column <= Math.min(columns - 1, Math.round(u) + reach); ++column) {
        const peak = Math.exp(-((column - u) ** 2 + (row - v) ** 2) / (2 * sigma * sigma));
        const i = row * columns + column;
        peaks[i] = (peaks[i] ?? 0) + (atoms.intensity[k] ?? 0) * peak;
        ground[i] = (ground[i] ?? 0) + (atoms.background[k] ?? 0) * peak;
        weights[i] = (weights[i] ?? 0) + peak;
      }
  });
  // Where no atom is near nothing was fitted.
  const at = values.at.map((value, i) => {
    const weight = weights[i] ?? 0;
    return weight < 0.01 ? 0 : value - (peaks[i] ?? 0) - (ground[i] ?? 0) / weight;
  });
  return { ...values, at };
}

export function paintGround(ground: Ground, values: Values, report: Report): OffscreenCanvas {
  if (ground === "residual") {
    const left = withoutPeaks(values, report.atoms);
    const range = Math.max(quantile(left.at.map(Math.abs), 0.99), Number.MIN_VALUE);
    return paint(left, (value) => diverging(value / range));
  }
  const shown = ground === "raw" ? beforeLevelling(values, report) : values;
  const [low, high] = [quantile(shown.at, 0.003), quantile(shown.at, 0.997)];
  return paint(shown, (value) => {
    const grey = Math.round((255 * (value - low)) / Math.max(high - low, Number.MIN_VALUE));
    return [grey, grey, grey];
  });
}
