// The shape of report.json, schema gibbsight.report/2. A number that was not finite is null.

export type Value = number | null;
export type Interval = [Value, Value];

/** A pixel of it stands for step x step of the image; `black` and `white` are values there. */
export interface Picture {
  columns: number;
  rows: number;
  step: number;
  black: number;
  white: number;
  png: string; // base64
}

/** What levelling took: of each row at the first and the last column, a straight line between. */
export interface Levelling {
  left: Value[];
  right: Value[];
}

/** One entry an atom in every array. */
export interface Atoms {
  x_px: number[];
  y_px: number[];
  intensity: Value[];
  background: Value[];
  sigma_px: number[];
}

/** One entry a site in every array. */
export interface Sites {
  a: number[];
  b: number[];
  x_px: number[];
  y_px: number[];
  species: number[]; // -1 = not seen
  sublattice: number[];
  atom: number[]; // -1 = none
  orbit: number[]; // -1 = not all of the motif was seen
  manual: number[]; // 1 = species by hand
  intensity: Value[];
  probabilities: (number[] | null)[];
  misfit_px: ([number, number] | null)[];
}

export interface Cell {
  a_px: [number, number];
  b_px: [number, number];
  a_error_px: number;
  b_error_px: number;
  a_nm: Value;
  b_nm: Value;
  angle_degrees: number;
}

export interface Fact {
  name: string;
  value: string;
  sentence: string;
  judgement: string;
}

export interface Intensities {
  axis: string;
  edges: number[];
  counts: number[];
  curves: { species: number; counts: number[] }[];
}

export interface Configuration {
  configuration: string;
  species: number[]; // of every site of the motif
  code: number;
  orbit: number;
  multiplicity: number;
  count: number;
  measured: Value;
  measured_error: Value;
  probabilities: Value[]; // one for each of histogram_models
  deviations: Value;
}

export interface ScanPoint {
  at: number[]; // one entry an axis
  distance: Value;
  distance_lo: Value;
  distance_hi: Value;
}

export interface Scan {
  model: string;
  axes: string[];
  random_distance: Value;
  floor: Value;
  points: ScanPoint[];
}

export interface Estimate {
  name: string;
  value: Value;
  std: Value;
  text: string;
  interval: Interval;
  interval_text: string;
  level: number;
  unit: string;
  identifiable: boolean;
}

export interface Parameter extends Estimate {
  prior: { mean: number; std: number; low: Value; high: Value } | null;
  prior_halved: Value;
  prior_doubled: Value;
  moments: { value: Value; std: Value; text: string } | null;
  draws: number[];
}

export type Matrix = number[][];

/** How square roots of the expected histogram move near the fit; see report.hpp. */
export interface Response {
  at: number[];
  best: number[];
  reference: number[];
  jacobian: Matrix;
  axes: Matrix;
  rises: Matrix[];
}

export interface Model {
  name: string;
  parameters: Parameter[];
  distance: Value;
  distance_expected: Interval;
  p_value: Value;
  log_evidence: Value;
  log_evidence_error: Value;
  probability: Value;
  probability_prior_halved: Value;
  probability_prior_doubled: Value;
  undetermined: string[];
  moments_p_value: Value;
  response: Response | null;
}

export interface Prediction {
  name: string;
  measured: Value;
  expected: Value;
  interval: Interval;
  deviations: Value;
  p_value: Value;
}

export interface NullTest {
  images: number;
  rows: {
    parameter: string;
    measured: Value;
    std: Value;
    text: string;
    mean: Value;
    mean_error: Value;
    mean_text: string;
    spread: Value;
  }[];
}

export interface Variation {
  aspect: string;
  label: string;
  parameter: string;
  value: Value;
  std: Value;
  text: string;
}

/** One of several inputs that were fitted together. */
export interface Part {
  source: string;
  folder: string; // of its own report
  refusal: string;
  thumbnail: Picture | null;
  counts: Report["counts"];
  distance: Value; // of the best model to this input alone
  distance_expected: Interval;
  p_value: Value;
}

export interface Report {
  title: string;
  verdict: string[];
  status: "ok" | "uninformative" | "refused";
  stage: string;
  reasons: string[];
  warnings: string[];
  species: string[];
  measured: Picture | null;
  levelling: Levelling | null;
  simulated: Picture | null;
  nm_per_pixel: Value;
  atoms: Atoms;
  sites: Sites;
  cell: Cell | null;
  facts: Fact[];
  intensities: Intensities | null;
  best_model: string;
  histogram_models: string[];
  motif: { positions: [number, number][] } | null;
  configurations: Configuration[];
  scan: Scan | null;
  counts: {
    sites: number;
    motifs: number;
    effective_motifs: Value;
    composition: number[];
    twins: number;
    edits: number;
  } | null;
  models: Model[];
  averaged: (Parameter & { models: Interval })[];
  predictions: Prediction[];
  null_test: NullTest | null;
  variations: Variation[];
  energy_note: string;
  parts?: Part[]; // none before version 0.1
  fitted_with?: string[]; // their whole is in the folder above
  provenance: {
    version: string;
    commit: string;
    seed: string;
    inputs: { path: string; sha256: string }[];
    configuration: string;
  };
}
