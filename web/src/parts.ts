// Several inputs that were fitted together: what the fit says of each, and where its own report is.
import { pText } from "./comparison";
import { besideInterval, digits, element, paragraph, percent, section, table, type Child } from "./dom";
import type { Part, Report } from "./report";

function named(part: Part): Child {
  const link = element("a", { href: `${encodeURIComponent(part.folder)}/report.html` }, part.source);
  if (!part.refusal) return link;
  return element("div", {}, link, element("span", { class: "note" }, `refused at ${part.refusal}`));
}

function thumbnail({ thumbnail }: Part): Child {
  if (!thumbnail) return "";
  return element("img", { src: `data:image/png;base64,${thumbnail.png}`, alt: "", width: "72" });
}

export function parts(report: Report): HTMLElement[] {
  const all = report.parts ?? [];
  if (all.length === 0) return [];
  const pictured = all.some((part) => part.thumbnail !== null);
  const rows = all.map((part): Child[] => {
    const { of, text } = besideInterval(part.distance_expected);
    const shown = part.counts
      ? [
          digits(part.counts.motifs, 9),
          ...report.species.map((_, i) => percent(part.counts?.composition[i], 3)),
          of(part.distance),
          text,
          pText(part.p_value, part.counts.twins),
        ]
      : [];
    return [...(pictured ? [thumbnail(part)] : []), named(part), ...shown];
  });
  const fitted = report.models.length > 0;
  const numbers = ["#motifs", ...report.species.map((name) => `#${name}`), "#distance\u00a0s", "#s if true", "#p"];
  const headings = [...(pictured ? [""] : []), "input", ...(fitted ? numbers : [])];
  const lead = fitted
    ? `One set of interactions was fitted to these ${all.length}. Distance and p are those of ${report.best_model} to each alone. `
    : "";
  const made = table(headings, rows);
  made.classList.add("pictured");
  return [
    section(fitted ? "Fitted together" : "To be fitted together", paragraph(`${lead}A name leads to the report of its own: its image, atoms, lattice and configurations.`), made),
  ];
}
