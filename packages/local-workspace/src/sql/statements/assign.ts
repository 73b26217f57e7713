import { castSql } from "../analyse/cast.ts";
import type { Session, Typed } from "../analyse/env.ts";
import { DialectError, quoteName } from "../dialect-error.ts";
import { duckType } from "../functions/duck-type.ts";
import { displayType } from "../spark-type.ts";
import type { CatalogColumn, CatalogTable } from "../types.ts";

/** A value cast for storing in a column, as Delta casts it: what does not fit fails when the statement runs. */
export function storeCast(
  value: Typed,
  column: CatalogColumn,
  table: Pick<CatalogTable, "catalog" | "schema" | "name">,
  session: Session,
): string {
  if (value.type.kind === "void") return `CAST(${value.sql} AS ${duckType(column.type)})`;
  const sql = castSql(value.sql, value.type, column.type, { try: false, timeZone: session.timeZone });
  if (sql === undefined) {
    throw new DialectError(
      "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST",
      "KD000",
      `Cannot write incompatible data for the table ${quoteName([table.catalog, table.schema, table.name])}: Cannot safely cast ${quoteName([column.name])} "${displayType(value.type)}" to "${displayType(column.type)}".`,
      value.at,
    );
  }
  return column.type.kind === "string" && "maxLength" in column.type
    ? `spark_${column.type.fixed ? "char" : "varchar"}(${sql}, ${column.type.maxLength})`
    : sql;
}
