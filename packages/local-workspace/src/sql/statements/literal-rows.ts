import type { Relation } from "../analyse/env.ts";
import { duckType, quoteIdentifier, quoteString } from "../functions/duck-type.ts";
import { parseType } from "../spark-type.ts";
import type { SparkType } from "../types.ts";

/** A value as JSON has it; a map is an object. */
export type Literal = string | number | boolean | null | Literal[] | { [key: string]: Literal };

/** Rows known while planning as a relation, so that nested values keep their types in every result format. */
export function literalRelation(
  columns: readonly [name: string, type: string][],
  rows: Literal[][],
): Relation {
  const typed = columns.map(([name, type]) => ({ name, type: parseType(type), alias: name }));
  const selects = (rows.length === 0 ? [typed.map(() => null)] : rows).map(
    (row) =>
      `SELECT ${typed.map(({ type, alias }, i) => `${literalSql(row[i] ?? null, type)} AS ${quoteIdentifier(alias)}`).join(", ")}`,
  );
  return {
    sql: rows.length === 0 ? `${selects[0]} WHERE false` : selects.join(" UNION ALL "),
    columns: typed,
  };
}

function literalSql(value: Literal, type: SparkType): string {
  const typed = (sql: string) => `CAST(${sql} AS ${duckType(type)})`;
  if (value === null) return typed("NULL");
  if (type.kind === "timestamp" && typeof value === "number") return `to_timestamp(${value} / 1000.0)`;
  if (typeof value !== "object") return typed(quoteString(String(value)));
  if (type.kind === "map" && !Array.isArray(value)) {
    const entries = Object.entries(value);
    const [keys, values] = [entries.map(([key]) => key), entries.map(([, each]) => each)];
    const list = (items: Literal[], item: SparkType) =>
      items.map((each) => literalSql(each, item)).join(", ");
    return typed(`map([${list(keys, type.key)}], [${list(values, type.value)}])`);
  }
  return typed(`${quoteString(JSON.stringify(value))}::JSON`);
}
