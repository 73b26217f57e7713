import { letIn } from "./array.ts";
import { aggregate, arrayOf, custom, INT, mismatch, STRING, VARIANT } from "./define.ts";
import { CALL_SUFFIX, type FunctionSpec } from "./spec.ts";

const EXPLODED = arrayOf({
  kind: "struct",
  fields: [
    { name: "pos", type: INT },
    { name: "key", type: STRING },
    { name: "value", type: VARIANT },
  ],
});

/** A member of an object by its key, as a JSON pointer so that any key will do. */
const member = (v: string, key: string): string =>
  `json_extract(${v}, '/' || replace(replace(${key}, '~', '~0'), '/', '~1'))`;

const row = (pos: string, key: string, value: string): string =>
  `struct_pack(pos := CAST(${pos} AS INTEGER), key := CAST(${key} AS VARCHAR), value := ${value})`;

export const variants: FunctionSpec[] = [
  custom(
    "variant_explode variant_explode_outer",
    [1, 1],
    ([v], call) => {
      if (v!.type.kind !== "variant" && v!.type.kind !== "void")
        return mismatch(call, `the first parameter requires the "VARIANT" type.`);
      const object = `list_transform(json_keys(v), lambda k, i: ${row("i - 1", "k", member("v", "k"))})`;
      const array = `list_transform(CAST(v AS JSON[]), lambda e, i: ${row("i - 1", "NULL", "e")})`;
      const sql = letIn(
        "v",
        `CAST(${v!.sql} AS JSON)`,
        `CASE json_type(v) WHEN 'OBJECT' THEN ${object} WHEN 'ARRAY' THEN ${array} END`,
      );
      return { sql, type: EXPLODED };
    },
    "generator",
  ),
  custom("schema_of_variant", [1, 1], ([v], call) =>
    v!.type.kind === "variant"
      ? { sql: `js_variant_schema(CAST(${v!.sql} AS VARCHAR))`, type: STRING }
      : mismatch(call, `the first parameter requires the "VARIANT" type.`),
  ),
  aggregate("schema_of_variant_agg", [1, 1], ([v], call) =>
    v!.type.kind === "variant"
      ? {
          sql: `js_variant_schemas(coalesce(list(CAST(${v!.sql} AS VARCHAR))${CALL_SUFFIX}, []))`,
          type: STRING,
        }
      : mismatch(call, `the first parameter requires the "VARIANT" type.`),
  ),
];
