import type { BoundSql } from "../engine/messages.ts";
import { identifier } from "../engine/sql-text.ts";
import type {
  CatalogEntry,
  CatalogRecord,
  FunctionRecord,
  SchemaRecord,
  TableRecord,
  VolumeRecord,
} from "./records.ts";
import { emptySchema, keyOf } from "./records.ts";

/** Schema inside each catalog file that holds its records. Never shown to a user. */
export const RECORD_SCHEMA = "__lakehand";

export type RecordKind = "catalog" | "schema" | "table" | "volume" | "function";

const table = (alias: string) => `${identifier(alias)}.${RECORD_SCHEMA}.objects`;

/** What makes a fresh catalog file ready to hold records. */
export function initRecords(alias: string): BoundSql[] {
  return [
    { sql: `CREATE SCHEMA IF NOT EXISTS ${identifier(alias)}.${RECORD_SCHEMA}` },
    {
      sql: `CREATE TABLE IF NOT EXISTS ${table(alias)} (kind VARCHAR, schema_key VARCHAR, name_key VARCHAR, record VARCHAR)`,
    },
  ];
}

export function putRecord(
  alias: string,
  kind: RecordKind,
  schema: string,
  name: string,
  record: object,
): BoundSql[] {
  return [
    ...dropRecord(alias, kind, schema, name),
    {
      sql: `INSERT INTO ${table(alias)} VALUES ($1, $2, $3, $4)`,
      values: [kind, keyOf(schema), keyOf(name), JSON.stringify(record)],
    },
  ];
}

export function dropRecord(alias: string, kind: RecordKind, schema: string, name: string): BoundSql[] {
  return [
    {
      sql: `DELETE FROM ${table(alias)} WHERE kind = $1 AND schema_key = $2 AND name_key = $3`,
      values: [kind, keyOf(schema), keyOf(name)],
    },
  ];
}

/** Forgets a schema and all it holds. */
export function dropSchemaRecords(alias: string, schema: string): BoundSql[] {
  return [
    {
      sql: `DELETE FROM ${table(alias)} WHERE schema_key = $1 AND kind <> 'catalog'`,
      values: [keyOf(schema)],
    },
    ...dropRecord(alias, "schema", "", schema),
  ];
}

/** The read that `entryFromRows` understands. */
export const readRecordsSql = (alias: string) =>
  `SELECT kind, schema_key, name_key, record FROM ${table(alias)} ORDER BY CASE kind WHEN 'catalog' THEN 0 WHEN 'schema' THEN 1 ELSE 2 END`;

/** Rebuilds a catalog's tree from its record rows; undefined when the file holds no catalog record. */
export function entryFromRows(rows: unknown[][]): CatalogEntry | undefined {
  let entry: CatalogEntry | undefined;
  for (const [kind, schemaKey, nameKey, text] of rows as [RecordKind, string, string, string][]) {
    const record: unknown = JSON.parse(text);
    if (kind === "catalog") entry = { record: record as CatalogRecord, schemas: new Map() };
    else if (kind === "schema") entry?.schemas.set(nameKey, emptySchema(record as SchemaRecord));
    else if (kind === "table") entry?.schemas.get(schemaKey)?.tables.set(nameKey, record as TableRecord);
    else if (kind === "function")
      entry?.schemas.get(schemaKey)?.functions.set(nameKey, record as FunctionRecord);
    else entry?.schemas.get(schemaKey)?.volumes.set(nameKey, record as VolumeRecord);
  }
  return entry;
}
