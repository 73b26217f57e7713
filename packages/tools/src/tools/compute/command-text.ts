import type { CommandResults } from "../../client/commands/schema.ts";
import { markdownTable } from "../sql/markdown-table.ts";

const most = 20_000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal begin with one.
const ansi = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;

/** The beginning and the end of a text that is too long for a model; what is left out is counted. */
export function bounded(text: string, limit = most): string {
  if (text.length <= limit) return text;
  const head = Math.floor(limit * 0.7);
  const left = text.length - limit;
  return `${text.slice(0, head)}\n… ${left.toLocaleString("en-US")} characters left out …\n${text.slice(text.length - (limit - head))}`;
}

export const withoutColours = (text: string): string => text.replace(ansi, "");

/** What a finished command has put out, as the model reads it. */
export function commandText(results: CommandResults | null | undefined): string {
  if (!results) return "";
  if (results.resultType === "table" && Array.isArray(results.data)) {
    const columns = (results.schema ?? []).map(({ name }) => ({ name, type: "string" }));
    const rows = results.data.map((row) => (Array.isArray(row) ? row.map(cell) : [cell(row)]));
    return markdownTable(columns, rows, rows.length).text;
  }
  if (results.resultType === "image" || results.resultType === "images") return "(a picture)";
  return bounded(withoutColours(typeof results.data === "string" ? results.data : json(results.data)));
}

const json = (value: unknown): string => (value === undefined || value === null ? "" : JSON.stringify(value));

const cell = (value: unknown): string | null =>
  value === null || value === undefined ? null : typeof value === "string" ? value : JSON.stringify(value);

/** Why a command failed: its traceback where there is one. */
export function commandFailure(results: CommandResults | null | undefined): string {
  const text = results?.cause || results?.summary || "The command failed and said nothing.";
  return bounded(withoutColours(text));
}
