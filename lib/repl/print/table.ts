/** Replies as a table: for a terminal, or in Markdown. */

import stringWidth from "string-width";
import { Binary, type Data, Failure, isList, Pairs, toJson } from "./data.ts";

/** Cells as they are shown; a column of numbers stands at the right. */
interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Data[])[];
}

/** The table that shows it best; null if it is a single value. */
function tableOf(data: Data): Table | null {
  if (data instanceof Pairs) {
    return { head: ["key", "value"], rows: data.pairs };
  }
  if (!isList(data)) return null;
  if (data.length > 0 && data.every((item) => item instanceof Pairs)) return tableOfMaps(data);
  const width = widthOf(data);
  if (width === 0) {
    return { head: ["#", "value"], rows: data.map((item, i) => [i + 1, item]) };
  }
  const head = Array.from({ length: width }, (_, i) => String(i + 1));
  return { head: ["#", ...head], rows: data.map((row, i) => [i + 1, ...row as readonly Data[]]) };
}

/** One column for each key, in the order in which they come. */
function tableOfMaps(maps: readonly Pairs[]): Table {
  const head = new Set(maps.flatMap(({ pairs }) => pairs.map(([key]) => key)));
  const rows = maps.map(({ pairs }) => {
    const fields = new Map(pairs);
    return [...head].map((name) => fields.get(name) ?? "");
  });
  return { head: [...head], rows };
}

/** How long all the lists in it are; 0 if they are not alike, or none. */
function widthOf(items: readonly Data[]): number {
  const [first] = items;
  if (first === undefined || !isList(first) || first.length < 2) return 0;
  return items.every((item) => isList(item) && item.length === first.length) ? first.length : 0;
}

/** Lines and columns drawn with line characters. Ends with a line end. */
export function toTable(data: Data): string {
  const table = tableOf(data);
  if (table === null) return `${textOf(data)}\n`;
  if (table.rows.length === 0) return "(empty)\n";
  const { head, rows } = shown(table, (text) => text.replace(/\p{Cc}/gu, escaped));
  const widths = head.map((name, i) =>
    Math.max(...[name, ...rows.map((row) => row[i])].map((cell) => stringWidth(cell)))
  );
  const isRight = numeric(table);
  const line = (cells: readonly string[]) => `│ ${cells.map(padded).join(" │ ")} │\n`;
  const padded = (cell: string, i: number) => {
    const gap = " ".repeat(widths[i] - stringWidth(cell));
    return isRight[i] ? gap + cell : cell + gap;
  };
  const rule = (left: string, cross: string, right: string) =>
    left + widths.map((width) => "─".repeat(width + 2)).join(cross) + right + "\n";
  return rule("┌", "┬", "┐") + line(head) + rule("├", "┼", "┤") + rows.map(line).join("") +
    rule("└", "┴", "┘");
}

/** A table of Markdown as GitHub knows it. Ends with a line end. */
export function toMarkdown(data: Data): string {
  const table = tableOf(data);
  if (table === null) return `${textOf(data)}\n`;
  const { head, rows } = shown(
    table,
    (text) => text.replace(/[\\|`*_<[&]/g, "\\$&").replace(/\r?\n/g, "<br>"),
  );
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  return line(head) + line(numeric(table).map((isRight) => isRight ? "--:" : "---")) +
    rows.map(line).join("");
}

function shown({ head, rows }: Table, show: (text: string) => string) {
  return { head: head.map(show), rows: rows.map((row) => row.map((cell) => show(textOf(cell)))) };
}

/** Which columns are of numbers only. */
function numeric({ head, rows }: Table): boolean[] {
  const isNumber = (cell: Data) => typeof cell === "number" || typeof cell === "bigint";
  return head.map((_, i) => rows.length > 0 && rows.every((row) => isNumber(row[i])));
}

function textOf(data: Data): string {
  if (data === null) return "(nil)";
  if (data instanceof Failure) return `(error) ${data.message}`;
  if (data instanceof Binary) return `base64:${data.base64}`;
  return typeof data === "string" ? data : toJson(data);
}

/** A control character as JSON writes it. */
function escaped(character: string): string {
  return JSON.stringify(character).slice(1, -1);
}
