import { formatType, parseType } from "../../sql/spark-type.ts";
import type { CreateTable } from "./table-routes.ts";

const name = (text: string) => `\`${text.replaceAll("`", "``")}\``;
const literal = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

/** The CREATE TABLE statement that a REST request stands for. Throws DialectError for a type that is none. */
export function createTableSql(body: CreateTable): string {
  const columns = [...body.columns]
    .sort((a, b) => (a.position ?? 0) - (b.position ?? 0))
    .map(({ name: column, type_text, nullable, comment }) =>
      [
        name(column),
        formatType(parseType(type_text)),
        nullable ? "" : "NOT NULL",
        comment === undefined ? "" : `COMMENT ${literal(comment)}`,
      ]
        .filter((part) => part !== "")
        .join(" "),
    );
  const properties = Object.entries(body.properties ?? {}).map(
    ([key, value]) => `${literal(key)} = ${literal(value)}`,
  );
  const path = [body.catalog_name, body.schema_name, body.name].map(name).join(".");
  return [
    `CREATE TABLE ${path} (${columns.join(", ")}) USING DELTA`,
    body.comment === undefined ? "" : `COMMENT ${literal(body.comment)}`,
    properties.length === 0 ? "" : `TBLPROPERTIES (${properties.join(", ")})`,
  ].join(" ");
}
