// The shape of report.json, schema gibbsight.report/1. A number that was not finite is null.

export type Value = number | null;
export type Interval = [Value, Value];

export interface Picture {
  columns: number;
  rows: number;
  png: string; // base64
}

/** One entry a site in every array. */
export interface Sites {
  a: number[];
  b: number[];
  x_px: number[];
  y_px: number[];
  species: number[]; // -1 = not seen
  sublattice: number[];
  atom: number[];
}

export interface Cell {
  a_px: [number, number];
  b_px: [number, number];
  a_nm: Value;
  b_nm: Value;
  angle_degrees: number;
}

export interface Fact {
  name: string;
  value: string;
  sentence: string;
}

export interface Intensities {
  axis: string;
  edges: number[];
  counts: number[];
  curves: { species: number; counts: number[] }[];
}

export interface Configuration {
  configuration: string;
  code: number;
  orbit: number;
  multiplicity: number;
  count: number;
  measured: Value;
  measured_error: Value;
  probabilities: Value[]; // one for each of histogram_models
}

export interface Scan {
  model: string;
  random_distance: Value;
  points: { temperature_ratio: number; distance: Value; distance_lo: Value; distance_hi: Value }[];
}

export interface Parameter {
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

export interface Model {
  name: string;
  parameters: Parameter[];
  distance: Value;
  distance_expected: Interval;
  p_value: Value;
  log_evidence: Value;
  probability: Value;
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
  simulated: Picture | null;
  nm_per_pixel: Value;
  sites: Sites;
  cell: Cell | null;
  facts: Fact[];
  intensities: Intensities | null;
  best_model: string;
  histogram_models: string[];
  configurations: Configuration[];
  scan: Scan | null;
  models: Model[];
  energy_note: string;
  provenance: {
    version: string;
    commit: string;
    seed: string;
    inputs: { path: string; sha256: string }[];
    configuration: string;
  };
}
