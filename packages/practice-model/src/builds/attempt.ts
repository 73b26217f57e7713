import { sqlCall } from "../flows/run-sql.ts";
import type { FlowContext, Steps, ToolOutcome } from "../plan/flow.ts";
import { parseResultTable, type ResultTable } from "../sql/result-table.ts";
import { type ReplyBlock, text, withCalls } from "../wire/reply.ts";

export interface Variant {
  sql: string;
  /** Why it is tried, said after the one before it has failed. */
  because: string;
}

/** Runs the first variant that works; the error of each failed one is read out before the next. */
export function* attempt(
  variants: readonly [Variant, ...Variant[]],
  context: FlowContext,
  opening: ReplyBlock[] = [],
): Steps<{ ok: true; sql: string; table: ResultTable | undefined } | { ok: false; error: string }> {
  let say = opening;
  let error = "";
  for (const [at, { sql }] of variants.entries()) {
    const [outcome] = yield withCalls(say, [sqlCall(sql, context)]);
    if (!outcome!.isError) return { ok: true, sql, table: parseResultTable(outcome!.text) };
    error = outcome!.text;
    const next = variants[at + 1];
    if (next) say = [text(`That failed: ${firstLine(error)} ${next.because}`)];
  }
  return { ok: false, error };
}

export function firstLine(message: string, length = 240): string {
  const line = message.split("\n").find((part) => part.trim() !== "") ?? "no message.";
  const short = line.length > length ? `${line.slice(0, length).trimEnd()} …` : line;
  return /[.!?…]$/.test(short) ? short : `${short}.`;
}

/** A cell as a number; null where there is none. */
export function numberAt(table: ResultTable | undefined, column: string, row = 0): number | null {
  const at = table?.columns.findIndex((name) => name.toLowerCase() === column.toLowerCase()) ?? -1;
  const cell = at < 0 ? undefined : table!.rows[row]?.[at];
  return cell === undefined || cell === "" || Number.isNaN(Number(cell)) ? null : Number(cell);
}

export function tableOf(outcome: ToolOutcome | undefined): ResultTable | undefined {
  return outcome === undefined || outcome.isError ? undefined : parseResultTable(outcome.text);
}
