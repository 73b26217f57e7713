import { quoteName } from "../../../sql/quote.ts";
import { columnKind } from "./column-kind.ts";
import type { ColumnDetails, StatLevel } from "./types.ts";

export interface StatsColumn {
  name: string;
  type: string;
}

/** One aggregate of one column; `key` says where its value goes. */
interface Aggregate {
  column: StatsColumn;
  key: keyof ColumnDetails | "count";
  sql: string;
}

function aggregatesOf(column: StatsColumn, level: StatLevel): Aggregate[] {
  const c = quoteName(column.name);
  const kind = columnKind(column.type);
  const list: Aggregate[] = [{ column, key: "count", sql: `count(${c})` }];
  const add = (key: Aggregate["key"], sql: string): void => void list.push({ column, key, sql });
  if (kind === "complex") return list;
  add("cardinality", `approx_count_distinct(${c})`);
  if (kind === "number") {
    add("min", `min(${c})`);
    add("max", `max(${c})`);
    add("avg", `avg(CAST(${c} AS DOUBLE))`);
    if (level === "DETAILED") {
      add("stddev", `stddev(CAST(${c} AS DOUBLE))`);
      add("q1", `percentile_approx(CAST(${c} AS DOUBLE), 0.25)`);
      add("median", `percentile_approx(CAST(${c} AS DOUBLE), 0.5)`);
      add("q3", `percentile_approx(CAST(${c} AS DOUBLE), 0.75)`);
    }
  } else if (kind === "date" || kind === "timestamp") {
    add(level === "DETAILED" ? "min_date" : "min", `min(${c})`);
    add(level === "DETAILED" ? "max_date" : "max", `max(${c})`);
  }
  return list;
}

export interface StatsQuery {
  sql: string;
  aggregates: Aggregate[];
}

/** One statement for all columns of a table: the row count, then each aggregate in order. */
export function statsQuery(table: string, columns: readonly StatsColumn[], level: StatLevel): StatsQuery {
  const aggregates = columns.flatMap((column) => aggregatesOf(column, level));
  const selected = ["count(*) AS total", ...aggregates.map(({ sql }, i) => `${sql} AS a${i}`)];
  return { sql: `SELECT ${selected.join(", ")} FROM ${table}`, aggregates };
}

const asText: ReadonlySet<Aggregate["key"]> = new Set(["min_date", "max_date"]);

/** To 10 significant digits: the rest of a double is noise that costs tokens. */
function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(10));
}

function parsedValue(aggregate: Aggregate, text: string): string | number {
  const number = Number(text);
  const isText =
    asText.has(aggregate.key) || Number.isNaN(number) || columnKind(aggregate.column.type) !== "number";
  const countLike = aggregate.key === "cardinality" || aggregate.key === "count";
  return isText && !countLike ? text : rounded(number);
}

/** Puts the values of the statement's one row into the columns. Nulls are left out. */
export function applyStats(
  details: Record<string, ColumnDetails>,
  query: StatsQuery,
  row: readonly (string | null)[],
): number {
  const total = Number(row[0] ?? 0);
  for (const [i, aggregate] of query.aggregates.entries()) {
    const text = row[i + 1];
    const column = details[aggregate.column.name];
    if (!column || text === null || text === undefined) continue;
    const value = parsedValue(aggregate, text);
    if (aggregate.key === "count") {
      column.total_count = total;
      column.null_count = total - Number(value);
    } else Object.assign(column, { [aggregate.key]: value });
    if (aggregate.key === "cardinality") column.unique_count = Number(value);
    if (aggregate.key === "avg" && query.aggregates.some(({ key }) => key === "stddev"))
      column.mean = Number(value);
  }
  return total;
}

export const mostCategories = 30;

/** Counts of each value of the columns with few values, as (column index, value, count). */
export function valueCountsSql(table: string, columns: readonly StatsColumn[]): string {
  const part = ({ name }: StatsColumn, i: number): string => {
    const c = quoteName(name);
    return `SELECT ${i} AS i, CAST(${c} AS STRING) AS v, count(*) AS n FROM ${table} WHERE ${c} IS NOT NULL GROUP BY ${c}`;
  };
  return columns.map(part).join(" UNION ALL ");
}

const bins = 10;

/** Equal-width bins between the known minimum and maximum, as (column index, bin, count). */
export function histogramSql(
  table: string,
  columns: readonly { name: string; min: number; max: number }[],
): string {
  const part = ({ name, min, max }: { name: string; min: number; max: number }, i: number): string => {
    const c = `CAST(${quoteName(name)} AS DOUBLE)`;
    const bin = `least(CAST(floor((${c} - CAST(${min} AS DOUBLE)) / CAST(${(max - min) / bins} AS DOUBLE)) AS INT), ${bins - 1})`;
    return `SELECT ${i} AS i, ${bin} AS b, count(*) AS n FROM ${table} WHERE ${quoteName(name)} IS NOT NULL GROUP BY ${bin}`;
  };
  return columns.map(part).join(" UNION ALL ");
}

export function histogramOf(
  min: number,
  max: number,
  counts: ReadonlyMap<number, number>,
): { bin_center: number; count: number }[] {
  const width = (max - min) / bins;
  return Array.from({ length: bins }, (_, bin) => ({
    bin_center: rounded(min + width * (bin + 0.5)),
    count: counts.get(bin) ?? 0,
  }));
}
