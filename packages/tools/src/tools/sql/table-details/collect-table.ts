import type { Table } from "../../../client/unity-catalog/schema.ts";
import { quoteFullName } from "../../../sql/quote.ts";
import { keyword, tokenize } from "../../../sql/tokenize.ts";
import { toToolFailure } from "../../../tool-failure.ts";
import type { ToolContext } from "../../../types.ts";
import { keepRows } from "../keep-rows.ts";
import { runStatement } from "../run-statement.ts";
import { columnKind } from "./column-kind.ts";
import {
  applyStats,
  histogramOf,
  histogramSql,
  mostCategories,
  type StatsColumn,
  statsQuery,
  valueCountsSql,
} from "./stats-sql.ts";
import type { ColumnDetails, StatLevel, TableDetails } from "./types.ts";

const statementTimeoutMs = 120_000;
const sampleRows = 10;
const mostRows = 2_000;

export interface TableCall {
  context: ToolContext;
  warehouseId: string;
  level: StatLevel;
}

/** Rows of a statement of ours: not shown to the person. */
async function query({ context, warehouseId }: TableCall, sql: string): Promise<(string | null)[][]> {
  const { workspace, signal } = context;
  const statement = await runStatement(workspace, {
    request: { statement: sql, warehouse_id: warehouseId, format: "JSON_ARRAY", disposition: "INLINE" },
    timeoutMs: statementTimeoutMs,
    signal,
  });
  const nowhere = {
    open: async () => ({ id: "", write: async () => undefined, finish: async () => undefined }),
  };
  return (await keepRows(workspace, statement, { sink: nowhere, signal, headRows: mostRows })).head;
}

/** The statement that would make the table, without what only the storage layer cares about. */
export function shortDdl(ddl: string): string {
  const tokens = tokenize(ddl);
  const cuts: { start: number; end: number }[] = [];
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    const word = depth === 0 ? keyword(token) : "";
    if (word === "USING") cuts.push({ start: token.start, end: tokens[i + 1]?.end ?? token.end });
    if (word === "TBLPROPERTIES") {
      const close = tokens.slice(i).find(({ text }) => text === ")");
      cuts.push({ start: token.start, end: close?.end ?? ddl.length });
    }
    if (token.text === "(") depth += 1;
    else if (token.text === ")") depth -= 1;
  }
  const kept = cuts
    .toReversed()
    .reduce((text, { start, end }) => text.slice(0, start).trimEnd() + text.slice(end), ddl);
  return kept.trim();
}

function cut(value: string): string {
  return value.length > 15 ? `${value.slice(0, 15)}…` : value;
}

function addSamples(
  columns: readonly StatsColumn[],
  details: Record<string, ColumnDetails>,
  rows: readonly (string | null)[][],
): void {
  for (const [i, { name, type }] of columns.entries()) {
    const values = new Set(
      rows.map((row) => row[i]).filter((value): value is string => typeof value === "string"),
    );
    const column = details[name];
    if (column && values.size > 0 && !column.value_counts)
      column.samples = [...values].slice(0, 3).map(columnKind(type) === "timestamp" ? (value) => value : cut);
  }
}

async function addValueCounts(
  call: TableCall,
  table: string,
  columns: readonly StatsColumn[],
  details: Record<string, ColumnDetails>,
): Promise<void> {
  const few = columns.filter(({ name, type }) => {
    const kind = columnKind(type);
    const cardinality = details[name]?.cardinality ?? 0;
    return (kind === "text" || kind === "boolean") && cardinality > 0 && cardinality < mostCategories;
  });
  if (few.length === 0) return;
  const rows = await query(call, valueCountsSql(table, few));
  for (const [i, { name }] of few.entries()) {
    const counts = rows
      .filter((row) => Number(row[0]) === i && row[1] !== null)
      .map((row) => [cut(row[1] ?? ""), Number(row[2])] as const)
      .toSorted((a, b) => b[1] - a[1]);
    const column = details[name];
    if (column) column.value_counts = Object.fromEntries(counts.slice(0, mostCategories));
  }
}

async function addHistograms(
  call: TableCall,
  table: string,
  columns: readonly StatsColumn[],
  details: Record<string, ColumnDetails>,
): Promise<void> {
  const spread = columns.flatMap(({ name }) => {
    const { min, max } = details[name] ?? {};
    return typeof min === "number" && typeof max === "number" && min < max ? [{ name, min, max }] : [];
  });
  if (spread.length === 0) return;
  const rows = await query(call, histogramSql(table, spread));
  for (const [i, { name, min, max }] of spread.entries()) {
    const counts = new Map(
      rows.filter((row) => Number(row[0]) === i).map((row) => [Number(row[1]), Number(row[2])]),
    );
    const column = details[name];
    if (column) column.histogram = histogramOf(min, max, counts);
  }
}

async function addStats(
  call: TableCall,
  table: string,
  columns: readonly StatsColumn[],
  result: TableDetails,
): Promise<void> {
  const details = result.column_details ?? {};
  const stats = statsQuery(table, columns, call.level);
  const [[row], samples] = await Promise.all([
    query(call, stats.sql),
    query(call, `SELECT * FROM ${table} LIMIT ${sampleRows}`),
  ]);
  if (row) result.total_rows = applyStats(details, stats, row);
  await Promise.all([
    addValueCounts(call, table, columns, details),
    call.level === "DETAILED" ? addHistograms(call, table, columns, details) : undefined,
  ]);
  addSamples(columns, details, samples);
  if (call.level === "DETAILED")
    result.sample_data = samples.map((values) =>
      Object.fromEntries(columns.map(({ name }, i) => [name, values[i] ?? null])),
    );
}

/** Everything about one table that the level asks for. A part that fails is named in `error`; the rest stays. */
export async function collectTable(
  call: TableCall,
  catalog: string,
  schema: string,
  info: Table,
): Promise<TableDetails> {
  const table = quoteFullName(catalog, schema, info.name);
  const columns = (info.columns ?? []).map(({ name, type_text, type_name }) => ({
    name,
    type: type_text ?? type_name ?? "string",
  }));
  const result: TableDetails = {
    name: `${catalog}.${schema}.${info.name}`,
    ...(info.comment ? { comment: info.comment } : {}),
  };
  result.column_details = Object.fromEntries(
    columns.map(({ name, type }, i) => {
      const comment = info.columns?.[i]?.comment;
      return [name, { name, data_type: type, ...(comment ? { comment } : {}) }];
    }),
  );
  const parts = await Promise.allSettled([
    query(call, `SHOW CREATE TABLE ${table}`).then((rows) => {
      result.ddl = shortDdl(rows[0]?.[0] ?? "");
    }),
    call.level === "NONE" || columns.length === 0 ? undefined : addStats(call, table, columns, result),
  ]);
  if (call.context.signal.aborted) throw call.context.signal.reason;
  const failures = parts
    .filter((part) => part.status === "rejected")
    .map(({ reason }) => toToolFailure(reason).message);
  if (failures.length > 0) result.error = failures.join(" ");
  return result;
}
