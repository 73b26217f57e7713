import type { ResultColumn, ResultRow } from "@lakehand/protocol";
import { isNumeric, typeFamily } from "./type-family.ts";

export type CopyFormat = "tsv" | "markdown" | "json";

/** More than this is for a file, not for the clipboard. */
export const MAX_COPIED_ROWS = 10_000;

/** Tab-separated as spreadsheets read it; a cell with a tab, quote or line break is quoted. */
export function toTsv(rows: readonly ResultRow[], columns?: readonly ResultColumn[]): string {
  const cell = (text: string | null) =>
    text === null ? "" : /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = rows.map((row) => row.map(cell).join("\t"));
  if (columns) lines.unshift(columns.map((c) => cell(c.name)).join("\t"));
  return lines.join("\n");
}

export function toMarkdown(rows: readonly ResultRow[], columns: readonly ResultColumn[]): string {
  const cell = (text: string) =>
    text
      .replaceAll("\\", "\\\\")
      .replaceAll("|", "\\|")
      .replace(/\r?\n|\r/g, "<br>");
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map((c) => cell(c.name))),
    line(columns.map((c) => (isNumeric(c.type) ? "---:" : "---"))),
    ...rows.map((row) => line(columns.map((_, i) => cell(row[i] ?? "")))),
  ].join("\n");
}

/**
 * An array of objects. Numbers keep every digit of theirs, nested values are JSON and not text, and a column name
 * that comes twice gets a number.
 */
export function toJson(rows: readonly ResultRow[], columns: readonly ResultColumn[]): string {
  const names = distinctNames(columns.map((c) => c.name)).map((name) => JSON.stringify(name));
  if (rows.length === 0) return "[]";
  const objects = rows.map(
    (row) => `  {${columns.map((c, i) => `${names[i]}: ${jsonValue(row[i] ?? null, c.type)}`).join(", ")}}`,
  );
  return `[\n${objects.join(",\n")}\n]`;
}

export function distinctNames(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let n = 2; used.has(free); n++) free = `${name}_${n}`;
    used.add(free);
    return free;
  });
}

const jsonNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

function jsonValue(text: string | null, type: string): string {
  if (text === null) return "null";
  const family = typeFamily(type);
  if (isNumeric(type) && jsonNumber.test(text)) return text;
  if (family === "boolean" && (text === "true" || text === "false")) return text;
  if (family === "nested") {
    try {
      JSON.parse(text);
      // As it came: reading and writing it again would round its numbers.
      return text;
    } catch {
      return JSON.stringify(text);
    }
  }
  return JSON.stringify(text);
}

export function formatRows(
  format: CopyFormat,
  rows: readonly ResultRow[],
  columns: readonly ResultColumn[],
): string {
  if (format === "tsv") return toTsv(rows, columns);
  return format === "markdown" ? toMarkdown(rows, columns) : toJson(rows, columns);
}
