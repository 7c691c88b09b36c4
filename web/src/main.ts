// The page from top to bottom: what was found, then what it rests on.
import { configurations, intensities, models, scan } from "./figures";
import { details, element, list, section, table } from "./dom";
import { pictures } from "./pictures";
import type { Report } from "./report";

function header(report: Report): HTMLElement {
  const words = {
    ok: "fitted",
    uninformative: "uninformative: the data cannot tell",
    refused: report.stage ? `refused at: ${report.stage}` : "refused",
  };
  const [first, ...rest] = report.verdict;
  return element(
    "header",
    {},
    element("p", { class: "source" }, report.title),
    element("h1", {}, first ?? report.title),
    ...rest.map((sentence) => element("p", { class: "lead" }, sentence)),
    element("p", { class: `status ${report.status}` }, words[report.status]),
    ...(report.reasons.length > 0 ? [list(report.reasons)] : []),
  );
}

function warnings(report: Report): HTMLElement[] {
  return report.warnings.length > 0 ? [section("Warnings", list(report.warnings))] : [];
}

function facts(report: Report): HTMLElement[] {
  if (report.facts.length === 0) return [];
  const rows = report.facts.map((fact) => [fact.name, fact.value, fact.sentence]);
  return [section("Quality of the measured lattice", table(["", "#", ""], rows))];
}

function provenance(report: Report): HTMLElement {
  const { version, commit, seed, inputs, configuration } = report.provenance;
  const rows = [
    ["gibbsight", commit ? `${version} (${commit})` : version],
    ["seed", seed],
    ...inputs.map((input) => [input.path, element("code", {}, `sha256 ${input.sha256}`)]),
  ];
  const text = element("pre", {}, configuration);
  const folded = configuration ? [details("effective configuration", text)] : [];
  return section("Where this comes from", table(["", ""], rows), ...folded);
}

function show(report: Report): void {
  document.title = `${report.title} – gibbsight`;
  document.querySelector("main")?.append(
    header(report),
    ...models(report),
    ...pictures(report),
    ...configurations(report),
    ...scan(report),
    ...facts(report),
    ...intensities(report),
    ...warnings(report),
    provenance(report),
  );
}

show(JSON.parse(document.getElementById("report")?.textContent ?? "{}") as Report);
