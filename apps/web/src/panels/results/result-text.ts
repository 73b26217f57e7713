import type { SqlResult } from "@lakehand/protocol";
import { formatCount, formatDuration, plural } from "../../lib/format.ts";

const LONGEST_LINE = 300;

/** The beginning of the statement on one line, for a list; comments in front of it are left out. */
export const firstWords = (sql: string): string =>
  sql
    .slice(0, 10 * LONGEST_LINE)
    .replace(/^(\s*--[^\n]*\n)+/, "")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, LONGEST_LINE);

const hasColumns = (result: SqlResult) => (result.columns?.length ?? 0) > 0;

/** What became of a statement, in a word or two: its rows if it has any. */
export function outcome(result: SqlResult): string {
  switch (result.status) {
    case "running":
      return "running";
    case "failed":
      return "failed";
    case "cancelled":
      return "cancelled";
    case "skipped":
      return "not run";
    default:
      if (!hasColumns(result)) return "done";
      return result.total_rows === 0 ? "no rows" : plural(result.total_rows ?? 0, "row");
  }
}

export function facts(result: SqlResult): string {
  const time = result.duration_ms === undefined ? undefined : formatDuration(result.duration_ms);
  return [outcome(result), time].filter(Boolean).join(" · ");
}

/** How many rows there are, how many of them are here, and how to come by the others. */
export function rowsFooter(kept: number, total: number, matching?: number): string {
  const base =
    kept < total
      ? `${formatCount(kept)} of ${formatCount(total)} rows kept; run with LIMIT or save to a table for the rest`
      : plural(kept, "row");
  return matching === undefined ? base : `${formatCount(matching)} match · ${base}`;
}
