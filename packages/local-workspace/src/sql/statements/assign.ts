import { castSql } from "../analyse/cast.ts";
import type { Session, Typed } from "../analyse/env.ts";
import { DialectError, quoteName } from "../dialect-error.ts";
import { duckType } from "../functions/duck-type.ts";
import { displayType, isDateTime, isNumeric, sameType } from "../spark-type.ts";
import type { CatalogColumn, CatalogTable, SparkType } from "../types.ts";

/** Whether ANSI store assignment lets a value of one type be written to a column of another. */
export function storable(from: SparkType, to: SparkType): boolean {
  if (sameType(from, to) || from.kind === "void") return true;
  if (isNumeric(from) && isNumeric(to)) return true;
  if (to.kind === "string")
    return (
      ["boolean", "date", "timestamp", "timestamp_ntz", "interval"].includes(from.kind) || isNumeric(from)
    );
  if (isDateTime(from) && isDateTime(to)) return true;
  if (from.kind === "array" && to.kind === "array") return storable(from.element, to.element);
  if (from.kind === "map" && to.kind === "map")
    return storable(from.key, to.key) && storable(from.value, to.value);
  if (from.kind === "struct" && to.kind === "struct")
    return (
      from.fields.length === to.fields.length &&
      from.fields.every((f, i) => storable(f.type, (to.fields[i] as { type: SparkType }).type))
    );
  return from.kind === "interval" && to.kind === "interval" && from.unit === to.unit;
}

/** A value cast for storing in a column. Out-of-range numbers fail when the statement runs. */
export function storeCast(
  value: Typed,
  column: CatalogColumn,
  table: Pick<CatalogTable, "catalog" | "schema" | "name">,
  session: Session,
): string {
  if (!storable(value.type, column.type)) {
    throw new DialectError(
      "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST",
      "KD000",
      `Cannot write incompatible data for the table ${quoteName([table.catalog, table.schema, table.name])}: Cannot safely cast ${quoteName([column.name])} "${displayType(value.type)}" to "${displayType(column.type)}".`,
      value.at,
    );
  }
  if (value.type.kind === "void") return `CAST(NULL AS ${duckType(column.type)})`;
  return castSql(value.sql, value.type, column.type, { try: false, timeZone: session.timeZone }) as string;
}
