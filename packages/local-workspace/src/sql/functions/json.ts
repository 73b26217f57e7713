import { castSql } from "../analyse/cast.ts";
import { parseType } from "../parser/type.ts";
import { displayType, formatType } from "../spark-type.ts";
import { letIn } from "./array.ts";
import {
  arrayOf,
  BOOLEAN,
  type Built,
  constant,
  custom,
  INT,
  mismatch,
  STRING,
  unsupported,
  VARIANT,
} from "./define.ts";
import { duckType, quoteString } from "./duck-type.ts";
import { fromJson, toJson } from "./json-codec.ts";
import { readOptions } from "./options.ts";
import { schemaArgument } from "./schema.ts";
import type { Argument, Call, FunctionSpec } from "./spec.ts";

/** `$.a.b[0]['x']` as the engine's path; undefined when it has a wildcard or cannot be read. */
export function enginePath(path: string): string | undefined {
  if (!path.startsWith("$")) return undefined;
  let out = "$";
  const step = /\.([^.[\]*]+)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]/y;
  step.lastIndex = 1;
  while (step.lastIndex < path.length) {
    const m = step.exec(path);
    if (!m) return undefined;
    const key = m[1] ?? m[3] ?? m[4];
    if (key?.includes('"')) return undefined;
    out += key === undefined ? `[${m[2]}]` : `."${key}"`;
  }
  return out;
}

const text = (arg: Argument, call: Call): string => call.coerce(arg, STRING).sql;

function getJsonObject([json, path]: Argument[], call: Call): Built {
  const value = constant(path, call, "path");
  if (value === null) return { sql: "CAST(NULL AS VARCHAR)", type: STRING };
  const java = String(value);
  const source = text(json!, call);
  const engine = enginePath(java);
  if (engine) return { sql: `sp_get_json(${source}, ${quoteString(engine)})`, type: STRING };
  const star = /^(\$.*?)\[\*\](.*)$/.exec(java);
  const before = star && enginePath(star[1]!);
  const after = star && (star[2] === "" ? "$" : enginePath(`$${star[2]}`));
  if (!before || !after) {
    return java.startsWith("$")
      ? unsupported(call, `the JSON path '${java}'`)
      : { sql: "CAST(NULL AS VARCHAR)", type: STRING };
  }
  return { sql: `sp_get_json_each(${source}, ${quoteString(before)}, ${quoteString(after)})`, type: STRING };
}

function fromJsonCall([json, schema, given]: Argument[], call: Call): Built {
  const options = readOptions(given, call, ["mode", "dateformat", "timestampformat", "locale"]);
  if ((options.get("mode") ?? "PERMISSIVE").toUpperCase() !== "PERMISSIVE")
    return unsupported(call, `the mode ${options.get("mode")} of from_json`);
  const type = schemaArgument(schema!, call);
  if (type.kind === "struct" && type.fields.some((f) => f.name === "_corrupt_record"))
    return unsupported(call, "_corrupt_record in from_json");
  if (type.kind !== "struct" && type.kind !== "array" && type.kind !== "map" && type.kind !== "variant") {
    return call.fail(
      "DATATYPE_MISMATCH.INVALID_JSON_SCHEMA",
      "42K09",
      `Cannot resolve "from_json": the schema "${displayType(type)}" must be a struct, an array, a map or a variant.`,
    );
  }
  const valid = fromJson("v::JSON", type, call, options);
  // A malformed record gives a struct of NULLs; other types give NULL.
  const malformed = type.kind === "struct" ? fromJson("'{}'::JSON", type, call, options) : "NULL";
  const read = `CASE WHEN v IS NULL OR trim(v) = '' THEN NULL WHEN NOT json_valid(v) THEN ${malformed}${type.kind === "struct" ? ` WHEN json_type(v) <> 'OBJECT' THEN ${malformed}` : ""} ELSE ${valid} END`;
  return { sql: `CAST(${letIn("v", text(json!, call), read)} AS ${duckType(type)})`, type };
}

function toJsonCall([value, given]: Argument[], call: Call): Built {
  const options = readOptions(given, call, ["dateformat", "timestampformat", "ignorenullfields"]);
  const { type } = value!;
  if (type.kind !== "struct" && type.kind !== "array" && type.kind !== "map" && type.kind !== "variant") {
    return mismatch(call, `the parameter requires a "STRUCT", "ARRAY", "MAP" or "VARIANT" type.`);
  }
  if (type.kind === "variant") return { sql: `CAST(${value!.sql} AS VARCHAR)`, type: STRING };
  return {
    sql: letIn("v", value!.sql, `CASE WHEN v IS NOT NULL THEN ${toJson("v", type, call, options)} END`),
    type: STRING,
  };
}

type Shape = string | { array: Shape } | { struct: [string, Shape][] };

/** The schema that Spark infers from one JSON document. */
function shapeOf(value: unknown, raw: string): Shape {
  if (value === null) return "STRING";
  if (typeof value === "boolean") return "BOOLEAN";
  if (typeof value === "number") return Number.isInteger(value) && !/[.eE]/.test(raw) ? "BIGINT" : "DOUBLE";
  if (typeof value === "string") return "STRING";
  if (Array.isArray(value)) {
    const shapes = value.map((v) => shapeOf(v, JSON.stringify(v)));
    return { array: shapes.reduce(merge, shapes[0] ?? "STRING") };
  }
  const fields = Object.entries(value as object).map(([k, v]): [string, Shape] => [
    k,
    shapeOf(v, JSON.stringify(v)),
  ]);
  return { struct: fields.sort(([a], [b]) => (a < b ? -1 : 1)) };
}

function merge(a: Shape, b: Shape): Shape {
  if (typeof a === "string" && typeof b === "string") {
    if (a === b) return a;
    return [a, b].every((s) => s === "BIGINT" || s === "DOUBLE") ? "DOUBLE" : "STRING";
  }
  if (typeof a !== "string" && typeof b !== "string") {
    if ("array" in a && "array" in b) return { array: merge(a.array, b.array) };
    if ("struct" in a && "struct" in b) {
      const all = new Map(a.struct);
      for (const [k, v] of b.struct) all.set(k, all.has(k) ? merge(all.get(k)!, v) : v);
      return { struct: [...all].sort(([x], [y]) => (x < y ? -1 : 1)) };
    }
  }
  return "STRING";
}

function showShape(shape: Shape): string {
  if (typeof shape === "string") return shape;
  if ("array" in shape) return `ARRAY<${showShape(shape.array)}>`;
  return `STRUCT<${shape.struct.map(([k, v]) => `${/^[A-Za-z_]\w*$/.test(k) ? k : `\`${k}\``}: ${showShape(v)}`).join(", ")}>`;
}

function schemaOfJson([json, options]: Argument[], call: Call): Built {
  if (options) return unsupported(call, `options of ${call.name}`);
  const source = String(constant(json, call, "document"));
  if (/\d\.0*[,\]}\s]/.test(source)) return unsupported(call, "schema_of_json of this document");
  try {
    const text = showShape(shapeOf(JSON.parse(source), source));
    return { sql: quoteString(text), type: STRING, literal: text };
  } catch {
    return unsupported(call, "schema_of_json of a malformed document");
  }
}

function jsonTuple([json, ...keys]: Argument[], call: Call): Built {
  const source = text(json!, call);
  const fields = keys.map((k, i) => `c${i} := sp_get_json(${source}, '$."' || ${text(k, call)} || '"')`);
  return {
    sql: `[struct_pack(${fields.join(", ")})]`,
    type: arrayOf({ kind: "struct", fields: keys.map((_, i) => ({ name: `c${i}`, type: STRING })) }),
  };
}

function variantGet(lenient: boolean) {
  return ([variant, path, type]: Argument[], call: Call): Built => {
    if (variant!.type.kind !== "variant")
      return mismatch(call, `the first parameter requires the "VARIANT" type.`);
    const engine = enginePath(String(constant(path, call, "path")));
    if (!engine)
      return call.fail(
        "INVALID_VARIANT_GET_PATH",
        "22023",
        `The path \`${String(path!.literal)}\` is not a valid variant extraction path in \`${call.name}\`.`,
      );
    const found = `json_extract(${variant!.sql}, ${quoteString(engine)})`;
    const to = type ? parseType(String(constant(type, call, "type"))) : VARIANT;
    if (to.kind === "variant") return { sql: found, type: VARIANT };
    const sql = castSql("j", VARIANT, to, { try: true, timeZone: call.timeZone });
    const failed = `error('[INVALID_VARIANT_CAST] The variant value \`' || CAST(j AS VARCHAR) || '\` cannot be cast into \`"${displayType(to)}"\`. Please use \`try_variant_get\` instead. SQLSTATE: 22023')`;
    const read =
      sql === undefined
        ? ""
        : lenient
          ? sql
          : `CASE WHEN j IS NULL OR json_type(j) = 'NULL' THEN NULL ELSE coalesce(${sql}, ${failed}) END`;
    return sql === undefined
      ? unsupported(call, `${call.name} of the type ${formatType(to)}`)
      : { sql: `CAST(${letIn("j", found, read)} AS ${duckType(to)})`, type: to };
  };
}

export const jsons: FunctionSpec[] = [
  custom("get_json_object", [2, 2], getJsonObject),
  custom("from_json", [2, 3], fromJsonCall),
  custom("to_json", [1, 2], toJsonCall),
  custom("json_array_length", [1, 1], ([j], call) => ({
    sql: `sp_json_array_length(${text(j!, call)})`,
    type: INT,
  })),
  custom("json_object_keys", [1, 1], ([j], call) => ({
    sql: `sp_json_object_keys(${text(j!, call)})`,
    type: arrayOf(STRING),
  })),
  custom("schema_of_json", [1, 2], schemaOfJson),
  custom("json_tuple", [2, 255], jsonTuple, "generator"),
  custom("parse_json", [1, 1], ([j], call) => ({ sql: `sp_parse_json(${text(j!, call)})`, type: VARIANT })),
  custom("try_parse_json", [1, 1], ([j], call) => ({
    sql: `sp_try_parse_json(${text(j!, call)})`,
    type: VARIANT,
  })),
  custom("is_variant_null", [1, 1], ([v]) => ({
    sql: `coalesce(json_type(${v!.sql}) = 'NULL', false)`,
    type: BOOLEAN,
  })),
  custom("variant_get", [2, 3], variantGet(false)),
  custom("try_variant_get", [2, 3], variantGet(true)),
  custom("to_variant_object", [1, 1], ([v], call) => ({
    sql: `sp_parse_json(${toJson(v!.sql, v!.type, call)})`,
    type: VARIANT,
  })),
];

export const jsonMacros: [string, string][] = [
  [
    "sp_json_text(j)",
    "CASE WHEN json_type(j) = 'NULL' THEN NULL WHEN json_type(j) = 'VARCHAR' THEN j ->> '$' ELSE CAST(j AS VARCHAR) END",
  ],
  [
    "sp_get_json(s, p)",
    "list_transform([s], lambda v: CASE WHEN json_valid(v) THEN sp_json_text(json_extract(v, p)) END)[1]",
  ],
  [
    "sp_get_json_each(s, b, a)",
    "list_transform([s], lambda v: CASE WHEN json_valid(v) AND json_type(v, b) = 'ARRAY' THEN list_transform([list_filter(list_transform(CAST(json_extract(v, b) AS JSON[]), lambda e: json_extract(e, a)), lambda e: e IS NOT NULL)], lambda l: CASE len(l) WHEN 0 THEN NULL WHEN 1 THEN CAST(l[1] AS VARCHAR) ELSE '[' || array_to_string(list_transform(l, lambda e: CAST(e AS VARCHAR)), ',') || ']' END)[1] END)[1]",
  ],
  [
    "sp_json_array_length(s)",
    "list_transform([s], lambda v: CASE WHEN json_valid(v) AND json_type(v) = 'ARRAY' THEN CAST(json_array_length(v) AS INTEGER) END)[1]",
  ],
  [
    "sp_json_object_keys(s)",
    "list_transform([s], lambda v: CASE WHEN json_valid(v) AND json_type(v) = 'OBJECT' THEN json_keys(v) END)[1]",
  ],
  ["sp_try_parse_json(s)", "CAST(js_try_parse_json(s) AS JSON)"],
  ["sp_parse_json(s)", "CAST(js_parse_json(s) AS JSON)"],
];
