// Elements from values. Text is always set as text, so no name in a report can become markup.

export type Child = Node | string;

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A part of the page under its heading, which the contents at the top lead to. */
export function section(heading: string, ...children: Child[]): HTMLElement {
  const id = heading.toLowerCase().replace(/[^a-z]+/g, "-");
  return element("section", { id, "aria-label": heading }, element("h2", {}, heading), ...children);
}

export function paragraph(text: string, kind = ""): HTMLElement {
  return element("p", kind ? { class: kind } : {}, text);
}

/** A picture or chart with its caption. */
export function figure(caption: Child, ...children: Child[]): HTMLElement {
  return element("figure", {}, ...children, element("figcaption", {}, caption));
}

export function list(sentences: string[]): HTMLElement {
  return element("ul", {}, ...sentences.map((sentence) => element("li", {}, sentence)));
}

export function button(label: string, title: string, action: () => void): HTMLButtonElement {
  const made = element("button", { type: "button", title, "aria-label": title }, label);
  made.onclick = action;
  return made;
}

let groups = 0;

/** One of several, side by side. */
export function choice<Name extends string>(
  legend: string,
  options: [Name, string][],
  chosen: Name,
  action: (name: Name) => void,
): HTMLElement {
  const group = `choice${++groups}`;
  const made = options.map(([name, label]) => {
    const input = element("input", { type: "radio", name: group, value: name });
    input.checked = name === chosen;
    input.onchange = () => action(name);
    return element("label", {}, input, element("span", {}, label));
  });
  return element("fieldset", { class: "choice" }, element("legend", {}, legend), ...made);
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Numbers as print sets them: a true minus, and powers of ten. */
export function typeset(text: string): string {
  return text
    .replace(/(?<=[\d)])e([-+]?)0*(\d+)\b/g, (_, sign: string, power: string) => {
      const raised = [...power].map((digit) => superscripts[Number(digit)]).join("");
      return ` × 10${sign === "-" ? "⁻" : ""}${raised}`;
    })
    .replace(/(^|[^\w])-(?=\d)/g, "$1−");
}

/** A number with its error and its unit stays on one line. */
export function unbroken(text: string): string {
  return text.replaceAll(" ± ", "\u00a0±\u00a0").replace(/(?<=\d) (?=(kT|K|meV|%)(\W|$))/g, "\u00a0");
}

/** Columns whose heading starts with "#" hold numbers and are set to the right. */
export function table(headings: string[], rows: Child[][]): HTMLElement {
  const kind = (column: number) => (headings[column]?.startsWith("#") ? { class: "number" } : {});
  const head = headings.map((text, i) => element("th", { scope: "col", ...kind(i) }, text.replace(/^#/, "")));
  const set = (cell: Child, column: number) =>
    typeof cell === "string" && headings[column]?.startsWith("#") ? typeset(cell) : cell;
  const body = rows.map((row) =>
    element("tr", {}, ...row.map((cell, i) => element("td", kind(i), set(cell, i)))),
  );
  const headless = headings.every((text) => text.replace(/^#/, "") === "");
  return element(
    "div",
    { class: "scroll", tabindex: "0", role: "group", "aria-label": "table" },
    element(
      "table",
      {},
      ...(headless ? [] : [element("thead", {}, element("tr", {}, ...head))]),
      element("tbody", {}, ...body),
    ),
  );
}

/** Part of the page that is folded away until asked for. */
export function details(summary: string, ...children: Child[]): HTMLElement {
  return element("details", {}, element("summary", {}, summary), ...children);
}

/** A number to three digits; a dash where there is none. */
export function digits(value: number | null | undefined, count = 3): string {
  return value === null || value === undefined ? "–" : String(Number(value.toPrecision(count)));
}

/** A number to some digits, zeros at its end among them. */
export function significant(value: number | null | undefined, count = 2): string {
  if (value === null || value === undefined) return "–";
  const text = value.toPrecision(count);
  return text.includes("e") ? String(Number(text)) : text;
}

/** The power of ten of a number's last digit where it is written with two. */
function lastPower(value: number): number {
  return Math.floor(Math.log10(Number(value.toPrecision(2)))) - 1;
}

function fixed(value: number, power: number): string {
  const text = power <= 0 ? value.toFixed(Math.min(12, -power)) : String(Math.round(value / 10 ** power) * 10 ** power);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

/** A value to the last digit of its error, which has two. */
export function withError(value: number | null, error: number | null): string {
  if (value === null) return "–";
  if (error === null || !(error > 0)) return digits(value);
  const of = besideError(error);
  return `${of(value)} ± ${of(error)}`;
}

type Written = (value: number | null | undefined) => string;

/** How numbers are written that are known with some error: to its last digit. */
export function besideError(error: number | null): Written {
  if (error === null || !(error > 0)) return (value) => digits(value);
  const power = lastPower(error);
  return (value) => (value === null || value === undefined ? "–" : fixed(value, power));
}

/** Numbers that stand beside an interval, all to two digits of half its width. */
export function besideInterval([low, high]: [number | null, number | null]): { text: string; of: Written } {
  if (low === null || high === null || !(high > low)) return { text: "–", of: (value) => digits(value) };
  const of = besideError((high - low) / 2);
  return { text: `${of(low)} to ${of(high)}`, of };
}

export function percent(value: number | null | undefined, count = 2): string {
  if (value === null || value === undefined) return "–";
  if (value > 0 && value < 1e-4) return "< 0.01 %";
  return `${significant(100 * value, value > 0.9 ? count + 1 : count)} %`;
}
