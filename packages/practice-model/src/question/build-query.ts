import { matchColumns } from "../catalog/match-column.ts";
import { type Column, fullName, isNumeric, isTime, quoteName, type Table } from "../catalog/table.ts";
import type { TableChoice } from "./choose-table.ts";
import { buildConditions } from "./conditions.ts";
import { chooseDimension } from "./dimension.ts";
import type { Filter } from "./filters.ts";
import { leftovers } from "./leftovers.ts";
import { chooseMeasure, measureAs, measureExpression, type NoQuery } from "./measure.ts";
import type { AggregateQuestion, Grain } from "./question.ts";
import { chooseTime, timeGroup } from "./time.ts";

export interface Query {
  sql: string;
  /** Output names of what is broken down by, then of what is measured. */
  dimensions: string[];
  measures: string[];
  /** Set when the first dimension is time that can be drawn as an axis. */
  temporal: boolean;
  /** What was taken for what, as sentences for the person. */
  notes: string[];
  /** Further measures that were asked for. */
  also: { as: string; words: string }[];
  /** What the measure is in words, e.g. "average fare_amount". */
  measured: string;
}

type Filtered = { filters: readonly Filter[] };

const PLAIN_LIMIT = 25;

/** SQL from real columns with their types. */
export function buildAggregate(question: AggregateQuestion & Filtered, choice: TableChoice): Query | NoQuery {
  const { table, join } = choice;
  const notes: string[] = [];
  const qualify = (column: Column, from: Table): string =>
    (join ? `${from === table ? "a" : "b"}.` : "") + quoteName(column.name);
  const measure = chooseMeasure(question, table, notes);
  if ("reason" in measure) return measure;

  const groups: { expression: string; as: string }[] = [];
  const time = question.grain ? chooseTime(question, table, notes) : undefined;
  if (question.grain) {
    if (!time)
      return {
        reason: `\`${table.name}\` has no date or time column, so I cannot break it down by ${question.grain}.`,
      };
    groups.push(timeGroup(question.grain, qualify(time, table)));
  }
  for (const phrase of question.dimensions) {
    const found = chooseDimension(phrase, choice, notes);
    if (!found) {
      notes.push(`No column answers to “${phrase}”, so I left it out.`);
      continue;
    }
    for (const { column, from } of found) groups.push({ expression: qualify(column, from), as: column.name });
  }
  if (groups.length === 0 && question.dimensions.length > 0)
    return { reason: `\`${table.name}\` has no column for “${question.dimensions[0]}”.` };

  const conditions = buildConditions(question.filters, table, (column) => qualify(column, table), notes);
  if (question.ranked && groups.length > 0 && !question.grain)
    conditions.push(`${groups[0]!.expression} IS NOT NULL`);
  const value = measure.column
    ? measureExpression(measure.fn, qualify(measure.column, table), measure.column)
    : "count(*)";
  const selected = [
    ...groups.map((g) =>
      g.expression.endsWith(quoteName(g.as)) ? g.expression : `${g.expression} AS ${quoteName(g.as)}`,
    ),
    `${value} AS ${measure.as}`,
  ];
  const also = measure.column ? (question.also ?? []).map((fn) => measureAs(fn, measure.column!)) : [];
  const extra = [
    ...also.map(
      (one) => `${measureExpression(one.fn, qualify(one.column!, table), one.column!)} AS ${one.as}`,
    ),
    ...(measure.fn !== "count" ? ["count(*) AS row_count"] : []),
  ];
  const used = [...(measure.column ? [measure.column.name] : []), ...groups.map((group) => group.as)];
  const left = leftovers(
    [question.measure, ...question.dimensions],
    [table, ...(join ? [join.table] : [])],
    used,
  );
  if (left.length > 0)
    notes.push(
      `I could not place ${left.map((word) => `“${word}”`).join(", ")}, so the answer takes no account of it.`,
    );
  const order = question.ranked
    ? `${measure.as} ${question.ranked === "asc" ? "ASC" : "DESC"}`
    : question.grain
      ? timeOrder(question.grain, groups, time ? qualify(time, table) : "")
      : `${measure.as} DESC`;
  const limit = question.limit ?? (question.grain ? undefined : PLAIN_LIMIT);
  const sql = [
    groups.length > 0
      ? `SELECT\n  ${[...selected, ...extra].join(",\n  ")}`
      : `SELECT ${[...selected, ...extra].join(", ")}`,
    join
      ? `FROM ${fullName(table)} AS a\nJOIN ${fullName(join.table)} AS b ON a.${quoteName(join.left.name)} = b.${quoteName(join.right.name)}`
      : `FROM ${fullName(table)}`,
    ...(conditions.length > 0 ? [`WHERE ${conditions.join("\n  AND ")}`] : []),
    ...(groups.length > 0
      ? [
          `GROUP BY ${groups.map((g) => g.expression).join(", ")}`,
          `ORDER BY ${order}`,
          ...(limit ? [`LIMIT ${limit}`] : []),
        ]
      : []),
  ].join("\n");
  return {
    sql,
    dimensions: groups.map((g) => g.as),
    measures: [measure.as, ...also.map((one) => one.as), ...(measure.fn !== "count" ? ["row_count"] : [])],
    temporal: question.grain !== undefined && !/^(?:hour_of_day|weekday)$/.test(question.grain),
    notes,
    measured: measure.words,
    also: also.map(({ as, words }) => ({ as, words })),
  };
}

/** Names of weekdays would sort by alphabet. */
function timeOrder(grain: Grain, groups: readonly { as: string }[], time: string): string {
  const [first, ...others] = groups.map((group) => quoteName(group.as));
  return [grain === "weekday" ? `min(dayofweek(${time}))` : first, ...others].join(", ");
}

/** Rows as they are, perhaps filtered and ordered. */
export function buildRows(
  question: { limit: number; orderBy?: string; direction?: "asc" | "desc" } & Filtered,
  table: Table,
): { sql: string; notes: string[] } {
  const notes: string[] = [];
  const conditions = buildConditions(question.filters, table, (column) => quoteName(column.name), notes);
  const order = question.orderBy
    ? matchColumns(question.orderBy, table, (c) => isNumeric(c.type) || isTime(c.type))[0]?.column
    : undefined;
  if (question.orderBy)
    notes.push(
      order
        ? `I ordered by \`${order.name}\`.`
        : `No column of \`${table.name}\` gives an order for that, so these are just rows.`,
    );
  const sql = [
    `SELECT * FROM ${fullName(table)}`,
    ...(conditions.length > 0 ? [`WHERE ${conditions.join("\n  AND ")}`] : []),
    ...(order
      ? [`ORDER BY ${quoteName(order.name)} ${question.direction === "asc" ? "ASC" : "DESC"} NULLS LAST`]
      : []),
    `LIMIT ${Math.max(1, Math.min(question.limit, 1000))}`,
  ].join("\n");
  return { sql, notes };
}

export function buildCount(question: Filtered, table: Table): { sql: string; notes: string[] } {
  const notes: string[] = [];
  const conditions = buildConditions(question.filters, table, (column) => quoteName(column.name), notes);
  return {
    sql: `SELECT count(*) AS row_count FROM ${fullName(table)}${conditions.length > 0 ? `\nWHERE ${conditions.join("\n  AND ")}` : ""}`,
    notes,
  };
}
