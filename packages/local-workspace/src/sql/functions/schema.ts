import { parseType } from "../parser/type.ts";
import type { SparkType } from "../types.ts";
import { constant } from "./define.ts";
import type { Argument, Call } from "./spec.ts";

/** The schema argument of from_json and from_csv: a type, or a list of fields. */
export function schemaArgument(schema: Argument, call: Call): SparkType {
  const ddl = String(constant(schema, call, "schema")).trim();
  try {
    return parseType(ddl);
  } catch {
    try {
      return parseType(`STRUCT<${ddl}>`);
    } catch {
      return call.fail("PARSE_SYNTAX_ERROR", "42601", `Syntax error in the schema '${ddl}'.`);
    }
  }
}
