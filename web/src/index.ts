// Several images that were fitted one by one: a table to sort, with links to their reports.
import { digits, element, type Child } from "./dom";
import type { Picture, Report, Value } from "./report";

interface Row {
  source: string;
  folder?: string;
  status: Report["status"] | "failed";
  verdict: string[];
  thumbnail?: Picture | null;
  best_model?: string;
  counts?: Report["counts"];
  parameters?: { name: string; value: Value; text: string; unit: string }[];
}

interface Column {
  heading: string;
  number: boolean;
  key: (row: Row) => string | number; // what it is sorted by
  cell: (row: Row) => Child;
}

const statusOrder = ["ok", "uninformative", "refused", "failed"];

function picture(row: Row): Child {
  if (!row.thumbnail) return "";
  return element("img", { src: `data:image/png;base64,${row.thumbnail.png}`, alt: "", width: "72" });
}

function link(row: Row): Child {
  if (!row.folder) return row.source;
  return element("a", { href: `${encodeURIComponent(row.folder)}/report.html` }, row.source);
}

function parameterColumn(name: string): Column {
  const of = (row: Row) => row.parameters?.find((parameter) => parameter.name === name);
  return {
    heading: name,
    number: true,
    key: (row) => of(row)?.value ?? -Infinity,
    cell: (row) => {
      const parameter = of(row);
      return parameter ? `${parameter.text} ${parameter.unit}` : "";
    },
  };
}

function columnsOf(rows: Row[]): Column[] {
  const names = new Set(rows.flatMap((row) => row.parameters?.map((parameter) => parameter.name) ?? []));
  return [
    { heading: "image", number: false, key: (row) => row.source, cell: link },
    {
      heading: "status",
      number: false,
      key: (row) => statusOrder.indexOf(row.status),
      cell: (row) => element("span", { class: `status ${row.status}` }, row.status),
    },
    { heading: "verdict", number: false, key: (row) => row.verdict.join(" "), cell: verdict },
    { heading: "best model", number: false, key: (row) => row.best_model ?? "", cell: (row) => row.best_model ?? "" },
    ...[...names].map(parameterColumn),
    {
      heading: "motifs",
      number: true,
      key: (row) => row.counts?.motifs ?? -1,
      cell: (row) => (row.counts ? digits(row.counts.motifs, 9) : ""),
    },
  ];
}

function verdict(row: Row): Child {
  const [first, second] = row.verdict;
  const more = row.status === "refused" && second ? [element("span", { class: "note" }, second)] : [];
  return element("div", {}, first ?? "", ...more);
}

function compare(left: string | number, right: string | number): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  return String(left).localeCompare(String(right), "en", { numeric: true });
}

function show(rows: Row[]): void {
  const columns = columnsOf(rows);
  const body = element("tbody");
  const fill = (ordered: Row[]) =>
    body.replaceChildren(
      ...ordered.map((row) =>
        element(
          "tr",
          {},
          element("td", {}, picture(row)),
          ...columns.map((column) => element("td", column.number ? { class: "number" } : {}, column.cell(row))),
        ),
      ),
    );
  const heads = columns.map((column) => {
    const made = element("button", { type: "button", class: "sorter" }, column.heading);
    const head = element("th", { scope: "col", ...(column.number ? { class: "number" } : {}) }, made);
    made.onclick = () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      fill([...rows].sort((p, q) => (down ? -1 : 1) * compare(column.key(p), column.key(q))));
    };
    return head;
  });
  fill(rows);
  const count = (status: string) => rows.filter((row) => row.status === status).length;
  const words = statusOrder.flatMap((status) => (count(status) > 0 ? [`${count(status)} ${status}`] : []));
  document.title = "Images fitted one by one – gibbsight";
  document.querySelector("main")?.append(
    element("h1", {}, `${rows.length} images, fitted one by one`),
    element("p", {}, `${words.join(", ")}. Click a heading to sort.`),
    element(
      "div",
      { class: "scroll", tabindex: "0", role: "group", "aria-label": "table" },
      element(
        "table",
        { class: "index" },
        element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "picture"), ...heads)),
        body,
      ),
    ),
  );
}

show(JSON.parse(document.getElementById("report")?.textContent ?? "[]") as Row[]);
