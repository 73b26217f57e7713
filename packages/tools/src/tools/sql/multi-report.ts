import type { ResultRow } from "@lakehand/protocol";
import { categorise, type SqlErrorCategory } from "../../sql/error-category.ts";
import type { PlannedStatement } from "../../sql/plan-groups.ts";
import type { ToolFailure } from "../../tool-failure.ts";
import { markdownTable } from "./markdown-table.ts";
import { dataNote } from "./result-text.ts";
import type { SqlOutcome } from "./sql-call.ts";

export type StatementEnd =
  | { status: "success"; outcome: SqlOutcome; seconds: number }
  | { status: "error"; failure: ToolFailure; seconds: number }
  | { status: "skipped" };

export interface MultiRun {
  groups: readonly (readonly PlannedStatement[])[];
  ends: ReadonlyMap<number, StatementEnd>;
  seconds: number;
  /** Number (from 1) of the group after which an error stopped the rest. */
  stoppedAfter: number | undefined;
}

const sampleRows = 5;
const sampleColumns = 100;
const sampleCell = 200;

function cutCell(value: string | null): string | null {
  return value !== null && value.length > sampleCell ? `${value.slice(0, sampleCell)}…` : value;
}

function objects(outcome: SqlOutcome): Record<string, string | null>[] {
  const row = (values: ResultRow): Record<string, string | null> =>
    Object.fromEntries(
      outcome.columns.slice(0, sampleColumns).map((column, i) => [column.name, cutCell(values[i] ?? null)]),
    );
  return outcome.head.slice(0, sampleRows).map(row);
}

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}

function categoryOf({ code, message }: ToolFailure): SqlErrorCategory {
  return code === "INTERNAL" ? "UNEXPECTED_ERROR" : categorise(`${code} ${message}`).category;
}

function endAsData(end: StatementEnd): Record<string, unknown> {
  switch (end.status) {
    case "success":
      return {
        execution_time: round(end.seconds),
        result_rows: end.outcome.totalRows,
        sample_results: objects(end.outcome),
        ...(end.outcome.resultId ? { result_id: end.outcome.resultId } : {}),
      };
    case "error":
      return {
        execution_time: round(end.seconds),
        error: end.failure.message,
        error_category: categoryOf(end.failure),
        suggestion: end.failure.suggestion,
      };
    case "skipped":
      return {};
  }
}

/** The run as data: `results` by position from "0", and `execution_summary`. */
export function multiData({ groups, ends, seconds, stoppedAfter }: MultiRun): Record<string, unknown> {
  const results: Record<string, unknown> = {};
  const summary = groups.map((group, g) => {
    const skipped = group.every(({ index }) => ends.get(index)?.status === "skipped");
    for (const { index, text } of group) {
      const end = ends.get(index) ?? { status: "skipped" };
      results[String(index)] = {
        query_index: index,
        status: end.status,
        query_preview: text.slice(0, 100),
        ...endAsData(end),
        group_number: g + 1,
        group_size: group.length,
        is_parallel: group.length > 1,
      };
    }
    return {
      group_number: g + 1,
      group_size: group.length,
      query_indices: group.map(({ index }) => index + 1),
      is_parallel: group.length > 1,
      status: skipped ? "skipped" : "executed",
    };
  });
  return {
    results,
    execution_summary: {
      total_queries: ends.size,
      total_groups: groups.length,
      total_time: round(seconds),
      stopped_after_group: stoppedAfter ?? null,
      groups: summary,
    },
  };
}

/** The data as JSON for the model; samples give way when it would be too long. */
export function multiJson(data: Record<string, unknown>, limit = 20_000): string {
  const whole = JSON.stringify(data);
  if (whole.length <= limit) return whole;
  const short = JSON.stringify(data, (key, value: unknown) => (key === "sample_results" ? undefined : value));
  return `${short.slice(0, limit * 2)}\n(sample_results left out for length)`;
}

function endAsText(end: StatementEnd, limit: number): string {
  switch (end.status) {
    case "success": {
      const { columns, head, totalRows } = end.outcome;
      if (columns.length === 0) return "Succeeded; it gives no rows.";
      return markdownTable(columns, head, totalRows, { rows: sampleRows, cell: 200, total: limit }).text;
    }
    case "error":
      return `${end.failure.message.slice(0, 1500)}\n${end.failure.suggestion}`;
    case "skipped":
      return "Not run, because a statement before it failed.";
  }
}

/** What the model reads: one part for each statement in the script's order, each with its first rows. */
export function multiText(run: MultiRun, limit = 20_000): string {
  const planned = run.groups.flatMap((group, g) => group.map((statement) => ({ statement, group: g + 1 })));
  const share = Math.max(300, Math.floor(limit / Math.max(1, planned.length)) - 150);
  const parts = planned
    .toSorted((a, b) => a.statement.index - b.statement.index)
    .map(({ statement, group }) => {
      const end = run.ends.get(statement.index) ?? { status: "skipped" };
      const preview = statement.text.slice(0, 100).replace(/\s+/g, " ");
      return `Statement ${statement.index + 1} · ${end.status} · group ${group} · ${preview}\n${endAsText(end, share)}`;
    });
  const count = (status: StatementEnd["status"]): number =>
    [...run.ends.values()].filter((end) => end.status === status).length;
  const head = `${count("success")} succeeded, ${count("error")} failed, ${count("skipped")} skipped, in ${run.groups.length} groups.`;
  return [`${head} ${dataNote}`, ...parts].join("\n\n");
}
