// Files that the reader saves from the page.
import { button, element } from "./dom";

export function saveBlob(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

export type Cell = string | number | null | undefined;

/** As the program writes tables: a text with a comma, a quote or a line break stands in quotes. */
export function toCsv(columns: string[], rows: Cell[][]): string {
  const field = (cell: Cell) => {
    const text = cell === null || cell === undefined ? "" : String(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((row) => row.map(field).join(",")).join("\n") + "\n";
}

export function csvButton(name: string, columns: string[], rows: () => Cell[][]): HTMLButtonElement {
  return button(`${name}.csv`, `save ${name}.csv`, () =>
    saveBlob(`${name}.csv`, new Blob([toCsv(columns, rows())], { type: "text/csv" })),
  );
}
