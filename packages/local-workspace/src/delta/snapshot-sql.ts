import { existsSync } from "node:fs";
import { join } from "node:path";
import { literal } from "../engine/sql-text.ts";
import { duckType, quoteIdentifier } from "../sql/functions/duck-type.ts";
import type { TableSnapshot } from "../sql/types.ts";
import { LAST_ID } from "./meta-data.ts";
import { fileType, storedColumns } from "./schema-string.ts";
import type { TableState } from "./table-state.ts";

/** A version of a table as a query over its files. */
export function snapshotOf(folder: string, state: TableState): TableSnapshot {
  const metaData = state.metaData!;
  const stored = storedColumns(metaData.schemaString);
  const files = [...state.files.values()].map(({ path, size }) => ({ path: join(folder, path), size }));
  const inFiles = stored.filter(({ type }) => type.kind !== "void");
  // A file may lack columns that came later; this row of none gives them their place and type.
  const shape = inFiles.map(
    ({ physical, type }) => `CAST(NULL AS ${duckType(fileType(type))}) AS ${quoteIdentifier(physical)}`,
  );
  const list = files.map(({ path }) => literal(path)).join(", ");
  const rows =
    files.length === 0
      ? `SELECT ${shape.join(", ")} WHERE false`
      : `SELECT ${shape.join(", ")} WHERE false UNION ALL BY NAME SELECT * FROM read_parquet([${list}], union_by_name = true, hive_partitioning = false)`;
  const columns = stored.map(({ name, physical, type }) =>
    type.kind === "void"
      ? `CAST(NULL AS ${duckType(type)}) AS ${quoteIdentifier(name)}`
      : `CAST(f.${quoteIdentifier(physical)} AS ${duckType(type)}) AS ${quoteIdentifier(name)}`,
  );
  const properties: Record<string, string> = {};
  for (const [key, value] of Object.entries(metaData.configuration))
    if (key !== LAST_ID && !key.startsWith("delta.constraints.")) properties[key] = value;
  return {
    version: state.version,
    columns: stored.map(({ physical: _, ...column }) => column),
    ...(metaData.description === undefined ? {} : { comment: metaData.description }),
    properties,
    sql:
      inFiles.length === 0
        ? `SELECT ${columns.join(", ") || "1 AS __none"} WHERE false`
        : `SELECT ${columns.join(", ")} FROM (${rows}) AS f`,
    files,
    missing: files.filter(({ path }) => !existsSync(path)).map(({ path }) => path),
  };
}
