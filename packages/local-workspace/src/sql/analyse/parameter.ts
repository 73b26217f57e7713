import type { ExprOf } from "../ast.ts";
import { DialectError } from "../dialect-error.ts";
import { quoteString } from "../functions/duck-type.ts";
import { parseType } from "../parser/type.ts";
import { castSql } from "./cast.ts";
import type { Env, Typed } from "./env.ts";

/** A `:name` marker as the typed value the request gave for it. */
export function parameterValue(e: ExprOf<"parameter">, env: Env): Typed {
  const found = env.session.context.parameters.find((p) => p.name.toLowerCase() === e.name.toLowerCase());
  if (!found) {
    throw new DialectError(
      "UNBOUND_SQL_PARAMETER",
      "42P02",
      `Found the unbound parameter: ${e.name}. Please, fix \`args\` and provide a mapping of the parameter to either a SQL literal or collection constructor functions.`,
      e.at,
    );
  }
  const type = parseType(found.type || "string");
  const options = { try: false, timeZone: env.session.timeZone };
  if (found.value === null) {
    const sql = castSql("NULL", { kind: "void" }, type, options) as string;
    return { sql: type.kind === "void" ? "NULL" : sql, type, label: "NULL", literal: null, at: e.at };
  }
  const sql = castSql(quoteString(found.value), { kind: "string" }, type, options);
  if (sql === undefined)
    throw new DialectError(
      "UNSUPPORTED_DATATYPE",
      "0A000",
      `Unsupported data type "${found.type.toUpperCase()}" of the parameter ${e.name}.`,
      e.at,
    );
  const typed: Typed = {
    sql: type.kind === "string" ? sql : `(${sql})`,
    type,
    label: found.value,
    constant: true,
    at: e.at,
  };
  if (type.kind === "string") typed.literal = found.value;
  if (
    (type.kind === "int" || type.kind === "bigint" || type.kind === "smallint" || type.kind === "tinyint") &&
    /^\s*[+-]?\d+\s*$/.test(found.value)
  )
    typed.literal = BigInt(found.value.trim().replace("+", ""));
  return typed;
}
