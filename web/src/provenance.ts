// How it was made, and everything to take away.
import { details, element, section, table } from "./dom";
import type { Report } from "./report";
import { csvButton, type Cell } from "./save";

function sitesTable(report: Report): HTMLElement {
  const { sites, species } = report;
  const columns = ["a", "b", "sublattice", "species", "source", "x_px", "y_px", "atom", "intensity", ...species.map((name) => `p_${name}`)];
  return csvButton("sites", columns, () =>
    sites.a.map((a, i): Cell[] => [
      a,
      sites.b[i],
      sites.sublattice[i],
      species[sites.species[i] ?? -1] ?? "",
      sites.manual[i] === 1 ? "manual" : "auto",
      sites.x_px[i],
      sites.y_px[i],
      (sites.atom[i] ?? -1) < 0 ? "" : sites.atom[i],
      sites.intensity[i],
      ...species.map((_, k) => sites.probabilities[i]?.[k]),
    ]),
  );
}

function atomsTable(report: Report): HTMLElement {
  const { x_px, y_px, intensity, background, sigma_px } = report.atoms;
  return csvButton("atoms", ["x_px", "y_px", "intensity", "background", "sigma_px"], () =>
    x_px.map((x, i): Cell[] => [x, y_px[i], intensity[i], background[i], sigma_px[i]]),
  );
}

function configurationsTable(report: Report): HTMLElement {
  const columns = ["orbit", "code", "configuration", "multiplicity", "count", "measured", "error", "deviations", ...report.histogram_models];
  return csvButton("configurations", columns, () =>
    report.configurations.map((row): Cell[] => [
      row.orbit,
      row.code,
      row.configuration,
      row.multiplicity,
      row.count,
      row.measured,
      row.measured_error,
      row.deviations,
      ...row.probabilities,
    ]),
  );
}

function modelsTables(report: Report): HTMLElement[] {
  const models = csvButton(
    "models",
    ["model", "distance", "distance_lo", "distance_hi", "p_value", "log_evidence", "log_evidence_error", "probability"],
    () =>
      report.models.map((m): Cell[] => [m.name, m.distance, ...m.distance_expected, m.p_value, m.log_evidence, m.log_evidence_error, m.probability]),
  );
  const parameters = csvButton("parameters", ["model", "parameter", "value", "std", "lo", "hi", "level", "unit"], () =>
    report.models.flatMap((m) => m.parameters.map((p): Cell[] => [m.name, p.name, p.value, p.std, ...p.interval, p.level, p.unit])),
  );
  const draws = csvButton("posterior", ["model", "parameter", "draw", "value"], () =>
    report.models.flatMap((m) => m.parameters.flatMap((p) => p.draws.map((value, i): Cell[] => [m.name, p.name, i, value]))),
  );
  const predictions = csvButton("predictions", ["name", "measured", "expected", "lo", "hi", "deviations", "p_value"], () =>
    report.predictions.map((p): Cell[] => [p.name, p.measured, p.expected, ...p.interval, p.deviations, p.p_value]),
  );
  return [models, parameters, draws, ...(report.predictions.length > 0 ? [predictions] : [])];
}

function downloads(report: Report): HTMLElement[] {
  const { scan } = report;
  const buttons = [
    ...(report.atoms.x_px.length > 0 ? [atomsTable(report)] : []),
    ...(report.sites.a.length > 0 ? [sitesTable(report)] : []),
    ...(report.configurations.length > 0 ? [configurationsTable(report)] : []),
    ...(report.models.length > 0 ? modelsTables(report) : []),
    ...(report.variations.length > 0
      ? [
          csvButton("variations", ["aspect", "label", "parameter", "value", "std"], () =>
            report.variations.map((v): Cell[] => [v.aspect, v.label, v.parameter, v.value, v.std]),
          ),
        ]
      : []),
    ...(scan
      ? [
          csvButton("scan", [...scan.axes, "distance", "distance_lo", "distance_hi"], () =>
            scan.points.map((point): Cell[] => [...point.at, point.distance, point.distance_lo, point.distance_hi]),
          ),
        ]
      : []),
  ];
  if (buttons.length === 0) return [];
  return [element("div", { class: "interactive" }, element("h3", {}, "Tables"), element("div", { class: "controls" }, ...buttons))];
}

function citation(report: Report): HTMLElement {
  const { version, commit } = report.provenance;
  return element(
    "p",
    {},
    `To cite: gibbsight ${version}${commit ? ` (commit ${commit})` : ""}, and the method: Vlcek, Maksov, Pan, Vasudevan and Kalinin, ACS Nano 11, 10313 (2017), doi:10.1021/acsnano.7b05036.`,
  );
}

export function provenance(report: Report): HTMLElement {
  const { version, commit, seed, inputs, configuration } = report.provenance;
  const rows = [
    ["gibbsight", commit ? `${version} (commit ${commit})` : version],
    ["seed", seed],
    ...inputs.map((input) => [input.path, element("code", {}, `sha256 ${input.sha256}`)]),
  ];
  const folded = configuration ? [details("effective configuration", element("pre", { tabindex: "0" }, configuration))] : [];
  return section("How it was made", table(["", ""], rows), ...folded, citation(report), ...downloads(report));
}
