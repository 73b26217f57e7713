import { sqlCall } from "../flows/run-sql.ts";
import type { FlowContext, Steps } from "../plan/flow.ts";
import type { ResultTable } from "../sql/result-table.ts";
import { type ReplyBlock, text } from "../wire/reply.ts";
import { tableOf } from "./attempt.ts";

export type Step = "week" | "month" | "quarter" | "year";

const COARSER: Partial<Record<Step, Step>> = { week: "month", month: "quarter", quarter: "year" };

export interface Course {
  step: Step;
  sql: string;
  table: ResultTable;
}

export function courseSql(table: string, time: string, measures: string, step: Step): string {
  const at = `CAST(date_trunc('${step.toUpperCase()}', ${time}) AS DATE)`;
  return `SELECT ${at} AS ${step}, ${measures}\nFROM ${table}\nWHERE ${time} IS NOT NULL\nGROUP BY ${at}\nORDER BY ${step}`;
}

/**
 * The course of a table over time in steps so long that a model is shown all of them, starting from the weekly
 * result it already has. Undefined when no step will do.
 */
export function* wholeCourse(
  weekly: { sql: string; table: ResultTable | undefined },
  next: (step: Step) => string,
  context: FlowContext,
): Steps<Course | undefined> {
  let step: Step = "week";
  let { sql, table } = weekly;
  while (table && table.totalRows > table.rows.length) {
    const longer: Step | undefined = COARSER[step];
    if (!longer) return undefined;
    const say: ReplyBlock = text(
      `${table.totalRows} ${step}s are more than I can draw honestly, so I'll go by ${longer}.`,
    );
    step = longer;
    sql = next(step);
    const [outcome] = yield [say, sqlCall(sql, context)];
    table = tableOf(outcome);
  }
  return table && { step, sql, table };
}
