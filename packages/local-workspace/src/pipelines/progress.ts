import { z } from "zod";
import { RECORD_SCHEMA } from "../catalog/record-store.ts";
import type { ReadRows } from "../engine/engine.ts";
import { DialectError, quoteName } from "../sql/dialect-error.ts";
import { engineName, engineTable } from "../sql/engine-name.ts";
import { quoteIdentifier, quoteString } from "../sql/functions/duck-type.ts";
import type { CatalogTable } from "../sql/types.ts";

/*
 * How far each flow has come, kept in the catalog file of its target so that it commits together with the rows.
 * Rows belong to a generation of the target: a table that starts anew has read nothing.
 */

const inRecords = (catalog: string, table: string) =>
  [engineName(catalog), RECORD_SCHEMA, table].map(quoteIdentifier).join(".");
const positions = (catalog: string) => inRecords(catalog, "pipeline_positions");
const files = (catalog: string) => inRecords(catalog, "pipeline_files");
/** All changes that an AUTO CDC target has taken in. */
export const changesTable = (catalog: string, generation: string) =>
  inRecords(catalog, `changes_${generation.replaceAll("-", "")}`);

export const progressTables = (catalog: string): string[] => [
  `CREATE TABLE IF NOT EXISTS ${positions(catalog)} (generation VARCHAR, flow VARCHAR, source VARCHAR, position VARCHAR)`,
  `CREATE TABLE IF NOT EXISTS ${files(catalog)} (generation VARCHAR, flow VARCHAR, source VARCHAR, path VARCHAR)`,
];

export async function hasProgressTables(read: ReadRows, catalog: string): Promise<boolean> {
  const rows = await read(
    `SELECT table_name FROM duckdb_tables() WHERE database_name = ${quoteString(engineName(catalog))} AND schema_name = ${quoteString(RECORD_SCHEMA)} AND table_name IN ('pipeline_positions', 'pipeline_files')`,
  );
  return rows.length === 2;
}

export const forget = (catalog: string, generation: string): string[] => [
  `DELETE FROM ${positions(catalog)} WHERE generation = ${quoteString(generation)}`,
  `DELETE FROM ${files(catalog)} WHERE generation = ${quoteString(generation)}`,
  `DROP TABLE IF EXISTS ${changesTable(catalog, generation)}`,
];

/** Where a flow stands with one of its sources. */
export interface Place {
  catalog: string;
  generation: string;
  flow: string;
  source: string;
}

const where = (place: Place) =>
  `generation = ${quoteString(place.generation)} AND flow = ${quoteString(place.flow)} AND source = ${quoteString(place.source)}`;
const key = (place: Place) => [place.generation, place.flow, place.source].map(quoteString).join(", ");

export async function readPosition(read: ReadRows, place: Place): Promise<string | undefined> {
  const rows = await read(`SELECT position FROM ${positions(place.catalog)} WHERE ${where(place)}`);
  return rows[0]?.[0] as string | undefined;
}

export const writePosition = (place: Place, position: string): string[] => [
  `DELETE FROM ${positions(place.catalog)} WHERE ${where(place)}`,
  `INSERT INTO ${positions(place.catalog)} VALUES (${key(place)}, ${quoteString(position)})`,
];

export async function readFileLedger(read: ReadRows, place: Place): Promise<Set<string>> {
  const rows = await read(`SELECT path FROM ${files(place.catalog)} WHERE ${where(place)}`);
  return new Set(rows.map(([path]) => path as string));
}

export const writeFileLedger = (place: Place, paths: readonly string[]): string[] =>
  paths.length === 0
    ? []
    : [
        `INSERT INTO ${files(place.catalog)} VALUES ${paths.map((path) => `(${key(place)}, ${quoteString(path)})`).join(", ")}`,
      ];

const positionSchema = z.object({
  /** Row number at which the unread rows begin. */
  next: z.number(),
  rows: z.string(),
  sum: z.string(),
  columns: z.array(z.string()),
  engine: z.string(),
});
export type TablePosition = z.infer<typeof positionSchema>;

export interface TableAdvance {
  /** Row numbers from..to are new. */
  from: number;
  to: number;
  position: string;
}

/**
 * What a table has got since the position. Rows read before must be there unchanged: their number and the sum of
 * their hashes tell. Throws DialectError when the table was not only appended to.
 */
export async function advance(
  read: ReadRows,
  table: CatalogTable,
  before: string | undefined,
): Promise<TableAdvance> {
  const old = before === undefined ? undefined : positionSchema.parse(JSON.parse(before));
  const columns = table.columns.map(({ name }) => name);
  const gone = old?.columns.filter((name) => !columns.includes(name)) ?? [];
  if (gone.length > 0)
    throw new DialectError(
      "DELTA_STREAMING_INCOMPATIBLE_SCHEMA_CHANGE",
      "42KD4",
      `The source ${nameOf(table)} of a stream has lost the columns ${quoteName(gone)}. ${FULL_REFRESH}`,
    );
  const sum = (names: readonly string[], condition: string) =>
    `CAST(coalesce(sum(CAST(hash(${names.length === 0 ? "1" : names.map(quoteIdentifier).join(", ")}) AS HUGEINT)) FILTER (WHERE ${condition}), 0) AS VARCHAR)`;
  const seen = `rowid < ${old?.next ?? 0}`;
  const [row] = await read(
    `SELECT CAST(coalesce(max(rowid) + 1, 0) AS VARCHAR), CAST(count(*) AS VARCHAR), ${sum(columns, "true")}, CAST(count(*) FILTER (WHERE ${seen}) AS VARCHAR), ${old ? sum(old.columns, seen) : "'0'"}, version() FROM ${engineTable(table.catalog, table.schema, table.name)}`,
  );
  const [next, rows, all, seenRows, seenSum, engine] = row as string[];
  if (old && seenRows !== old.rows) {
    const deleted = Number(seenRows) < Number(old.rows);
    throw new DialectError(
      deleted ? "DELTA_SOURCE_IGNORE_DELETE" : "DELTA_SOURCE_TABLE_IGNORE_CHANGES",
      "0A000",
      `Rows that a stream has already read were ${deleted ? "deleted from" : "replaced in"} its source ${nameOf(table)}; a stream takes in appended rows only. ${FULL_REFRESH}`,
    );
  }
  // Hashes of another version of the engine may differ for the same rows.
  if (old && old.engine === engine && seenSum !== old.sum)
    throw new DialectError(
      "DELTA_SOURCE_TABLE_IGNORE_CHANGES",
      "0A000",
      `Rows that a stream has already read were changed in its source ${nameOf(table)}; a stream takes in appended rows only. ${FULL_REFRESH}`,
    );
  const position: TablePosition = {
    next: Number(next),
    rows: rows as string,
    sum: all as string,
    columns,
    engine: engine as string,
  };
  return { from: old?.next ?? 0, to: position.next, position: JSON.stringify(position) };
}

const nameOf = (table: CatalogTable) => quoteName([table.catalog, table.schema, table.name]);
const FULL_REFRESH =
  "Start an update with full_refresh_selection of the streaming table (or full_refresh) to read the source anew.";
