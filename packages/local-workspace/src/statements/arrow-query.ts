import { duckType, quoteString } from "../sql/functions/duck-type.ts";
import type { ResultField } from "../sql/types.ts";

const columns = (fields: readonly ResultField[]) => fields.map((_, index) => `c${index}`).join(", ");
const typed = (fields: readonly ResultField[]) =>
  fields.map(({ type }, index) => `CAST(c${index} AS ${duckType(type)})`).join(", ");

/** A plan's query with exactly the DuckDB types that its fields stand for, as the Arrow writer reads them. */
export const typedSql = (answer: { typedSql: string; fields: ResultField[] }) =>
  `SELECT ${typed(answer.fields)} FROM (${answer.typedSql}\n) AS result(${columns(answer.fields)})`;

/** Rows the server itself knows, as such a query. */
export function typedRowsSql(fields: readonly ResultField[], rows: readonly (string | null)[][]): string {
  const values = (row: readonly (string | null)[]) =>
    `(${row.map((value) => (value === null ? "NULL" : quoteString(value))).join(", ")})`;
  const none = `SELECT ${fields.map(() => "NULL").join(", ")} WHERE false`;
  const source = rows.length === 0 ? none : `VALUES ${rows.map(values).join(", ")}`;
  return `SELECT ${typed(fields)} FROM (${source}) AS result(${columns(fields)})`;
}
