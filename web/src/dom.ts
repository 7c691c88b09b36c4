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

/** A part of the page under its heading. */
export function section(heading: string, ...children: Child[]): HTMLElement {
  return element("section", {}, element("h2", {}, heading), ...children);
}

/** A picture or chart with its caption. */
export function figure(caption: string, ...children: Child[]): HTMLElement {
  return element("figure", {}, ...children, element("figcaption", {}, caption));
}

export function list(sentences: string[]): HTMLElement {
  return element("ul", {}, ...sentences.map((sentence) => element("li", {}, sentence)));
}

/** Columns whose heading starts with "#" hold numbers and are set to the right. */
export function table(headings: string[], rows: Child[][]): HTMLElement {
  const kind = (column: number) => (headings[column]?.startsWith("#") ? { class: "number" } : {});
  const head = headings.map((text, i) => element("th", kind(i), text.replace(/^#/, "")));
  const body = rows.map((row) =>
    element("tr", {}, ...row.map((cell, i) => element("td", kind(i), cell))),
  );
  return element(
    "div",
    { class: "scroll" },
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, ...body),
    ),
  );
}

/** Part of the page that is folded away until asked for. */
export function details(summary: string, ...children: Child[]): HTMLElement {
  return element("details", {}, element("summary", {}, summary), ...children);
}

/** A number to three digits; a dash where there is none. */
export function digits(value: number | null, count = 3): string {
  return value === null ? "–" : String(Number(value.toPrecision(count)));
}
