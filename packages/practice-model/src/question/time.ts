import { matchColumns } from "../catalog/match-column.ts";
import { type Column, isTime, type Table } from "../catalog/table.ts";
import type { Filter } from "./filters.ts";
import type { Grain } from "./question.ts";

/** The column that says when, by the words of the question, else the first that says when a thing began. */
export function chooseTime(
  question: { measure?: string; filters: readonly Filter[] },
  table: Table,
  notes: string[],
): Column | undefined {
  const columns = table.columns.filter((column) => isTime(column.type));
  const said = [question.measure ?? "", ...question.filters.map((f) => ("words" in f ? f.words : ""))].join(
    " ",
  );
  const named = matchColumns(said, { columns }).find(({ score }) => score >= 0.7)?.column;
  const later = /drop|end|update|ship|receipt|commit|modif|deliver|ingest|load/i;
  const chosen = named ?? columns.find((column) => !later.test(column.name)) ?? columns[0];
  if (chosen && columns.length > 1)
    notes.push(`Time is \`${chosen.name}\`; \`${columns.find((c) => c !== chosen)!.name}\` is there too.`);
  return chosen;
}

/** Expression and output name for a step of time. */
export function timeGroup(grain: Grain, column: string): { expression: string; as: string } {
  if (grain === "hour_of_day") return { expression: `hour(${column})`, as: "hour_of_day" };
  if (grain === "weekday") return { expression: `date_format(${column}, 'E')`, as: "weekday" };
  if (grain === "year") return { expression: `year(${column})`, as: "year" };
  if (grain === "day") return { expression: `CAST(${column} AS DATE)`, as: "day" };
  if (grain === "hour") return { expression: `date_trunc('HOUR', ${column})`, as: "hour" };
  return { expression: `CAST(date_trunc('${grain.toUpperCase()}', ${column}) AS DATE)`, as: grain };
}
