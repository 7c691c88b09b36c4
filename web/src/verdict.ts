// What was found, in sentences and a few numbers.
import { digits, element, list, percent, significant, typeset, unbroken } from "./dom";
import { pText } from "./comparison";
import type { Report } from "./report";

const words = {
  ok: "fitted",
  uninformative: "uninformative: the data cannot tell",
  refused: "refused",
};

function tile(name: string, value: string, note: string): HTMLElement {
  return element(
    "div",
    { class: "tile" },
    element("dt", {}, name),
    element("dd", {}, element("strong", {}, typeset(value)), element("span", {}, typeset(note))),
  );
}

/** "p = 0.37", or "p ≤ 0.004". */
function pWord(p: number | null, twins: number): string {
  const text = pText(p, twins);
  return text.startsWith("≤") ? `p ${text}` : `p = ${text}`;
}

/** The numbers that a reader asks for first. */
function tiles(report: Report): HTMLElement[] {
  const { counts } = report;
  const best = report.models.find((model) => model.name === report.best_model);
  const random = report.models.find((model) => model.name === "random");
  if (!counts || !best || !random) return [];
  const interactions = best.parameters.filter((parameter) => parameter.unit === "kT");
  const made = [
    ...interactions.slice(0, 3).map((p) => tile(p.name, `${p.text} ${p.unit}`, `${p.interval_text} at ${digits(100 * p.level)} %`)),
    tile("best model", best.name, `probability ${percent(best.probability)}, ${pWord(best.p_value, counts.twins).replaceAll(" ", "\u00a0")}`),
    tile("random mixture", pWord(random.p_value, counts.twins), `s = ${significant(random.distance, 3)}`),
    tile("motifs counted", String(counts.motifs), `worth ${digits(counts.effective_motifs)} independent ones`),
  ];
  return [element("dl", { class: "tiles" }, ...made)];
}

/** Of one of several inputs: whose numbers these are. */
function whole({ fitted_with = [] }: Report): HTMLElement[] {
  if (fitted_with.length === 0) return [];
  const link = element("a", { href: "../report.html" }, "report of the whole fit");
  return [element("p", { class: "note" }, `Fitted together with ${fitted_with.join(", ")}: the interactions are those of all. See the `, link, ".")];
}

export function header(report: Report): HTMLElement {
  // A refusal may name a file.
  const [first, ...rest] = report.status === "refused" ? report.verdict : report.verdict.map((sentence) => unbroken(typeset(sentence)));
  const status = report.status === "refused" && report.stage ? `refused at: ${report.stage}` : words[report.status];
  const said = report.verdict.join(" ").toLowerCase();
  const more = report.reasons.filter((reason) => !said.includes(reason.toLowerCase()));
  return element(
    "header",
    {},
    element("p", { class: "source" }, report.title),
    element("h1", {}, first ?? report.title),
    element("p", { class: `status ${report.status}` }, status),
    ...whole(report),
    ...rest.map((sentence) => element("p", { class: "lead" }, sentence)),
    ...(more.length > 0 ? [list(more)] : []),
    ...tiles(report),
  );
}

/** Links to the sections. */
export function contents(sections: HTMLElement[]): HTMLElement[] {
  if (sections.length < 3) return [];
  const links = sections.map((part) =>
    element("a", { href: `#${part.id}` }, part.querySelector("h2")?.textContent ?? ""),
  );
  return [element("nav", { class: "contents", "aria-label": "Contents" }, ...links)];
}
