import { castSql, toLocal, toStringSql } from "../analyse/cast.ts";
import type { SparkType } from "../types.ts";
import { formatByPattern, parseByPattern } from "./datetime-pattern.ts";
import { unsupported } from "./define.ts";
import { duckType, quoteIdentifier, quoteString } from "./duck-type.ts";
import type { Call } from "./spec.ts";

let counter = 0;
const fresh = (): string => `j${++counter % 100000}`;
const once = (value: string, body: (name: string) => string): string => {
  const name = fresh();
  return `list_transform([${value}], lambda ${name}: ${body(name)})[1]`;
};

/** A JSON expression read as a Spark type in PERMISSIVE mode: a value that does not fit gives NULL. */
export function fromJson(
  json: string,
  type: SparkType,
  call: Call,
  options: ReadonlyMap<string, string> = new Map(),
): string {
  const as = duckType(type);
  switch (type.kind) {
    case "string":
      return once(json, (j) => `sp_json_text(${j})`);
    case "boolean":
      return once(
        json,
        (j) => `CASE WHEN json_type(${j}) = 'BOOLEAN' THEN CAST(CAST(${j} AS VARCHAR) AS BOOLEAN) END`,
      );
    case "tinyint":
    case "smallint":
    case "int":
    case "bigint":
      return once(
        json,
        (j) =>
          `CASE WHEN json_type(${j}) IN ('UBIGINT', 'BIGINT') THEN TRY_CAST(CAST(${j} AS VARCHAR) AS ${as}) END`,
      );
    case "float":
    case "double":
      return once(
        json,
        (j) =>
          `CASE WHEN json_type(${j}) IN ('UBIGINT', 'BIGINT', 'DOUBLE') THEN TRY_CAST(CAST(${j} AS VARCHAR) AS ${as}) WHEN ${j} ->> '$' IN ('NaN', 'Infinity', '-Infinity') THEN TRY_CAST(${j} ->> '$' AS ${as}) END`,
      );
    case "decimal":
      return once(
        json,
        (j) =>
          `CASE WHEN json_type(${j}) IN ('UBIGINT', 'BIGINT', 'DOUBLE', 'VARCHAR') THEN TRY_CAST(${j} ->> '$' AS ${as}) END`,
      );
    case "date":
    case "timestamp":
    case "timestamp_ntz": {
      const format = options.get(type.kind === "date" ? "dateformat" : "timestampformat");
      if (format !== undefined && type.kind !== "timestamp_ntz") return formatted(json, format, type, call);
      return once(
        json,
        (j) =>
          `CASE WHEN json_type(${j}) = 'VARCHAR' THEN ${castSql(`(${j} ->> '$')`, { kind: "string" }, type, { try: true, timeZone: call.timeZone })} END`,
      );
    }
    case "variant":
      return json;
    case "array":
      // One element that does not fit makes the whole array NULL.
      return once(json, (j) => {
        const e = fresh();
        const items = `list_transform(CAST(${j} AS JSON[]), lambda ${e}: ${fromJson(e, type.element, call, options)})`;
        const fits = once(
          items,
          (l) =>
            `CASE WHEN len(list_filter(${l}, lambda x, i: x IS NULL AND json_type(${j}, '$[' || (i - 1) || ']') <> 'NULL')) = 0 THEN ${l} END`,
        );
        return `CASE WHEN json_type(${j}) = 'ARRAY' THEN ${fits} END`;
      });
    case "map":
      if (type.key.kind !== "string")
        return unsupported(call, "from_json of a map whose keys are not strings");
      return once(json, (j) => {
        const k = fresh();
        return `CASE WHEN json_type(${j}) = 'OBJECT' THEN map(json_keys(${j}), list_transform(json_keys(${j}), lambda ${k}: ${fromJson(`json_extract(${j}, '$."' || replace(${k}, '"', '\\"') || '"')`, type.value, call, options)})) END`;
      });
    case "struct":
      return once(json, (j) => {
        const fields = type.fields.map((f) => {
          if (f.name.includes('"')) return unsupported(call, `the field name ${f.name} in from_json`);
          return `${quoteIdentifier(f.name)} := CAST(${fromJson(`json_extract(${j}, ${quoteString(`$."${f.name}"`)})`, f.type, call, options)} AS ${duckType(f.type)})`;
        });
        return `CASE WHEN json_type(${j}) = 'OBJECT' THEN struct_pack(${fields.join(", ")}) END`;
      });
    default:
      return unsupported(call, `from_json of the type ${type.kind}`);
  }
}

/** A JSON string read by a datetime pattern. */
function formatted(json: string, format: string, type: SparkType, call: Call): string {
  return once(json, (j) => {
    const text = fresh();
    const { match, local, offset } = parseByPattern(text, format, call);
    if (offset) return unsupported(call, `a time zone in the format of ${call.name}`);
    const moment = `CAST(list_transform([${j} ->> '$'], lambda ${text}: CASE WHEN ${match} THEN ${local} END)[1] AS TIMESTAMP)`;
    const value = castSql(moment, { kind: "timestamp_ntz" }, type, { try: true, timeZone: call.timeZone });
    return `CASE WHEN json_type(${j}) = 'VARCHAR' THEN ${value} END`;
  });
}

const quoted = (sql: string): string => `CAST(to_json(${sql}) AS VARCHAR)`;

/** JSON text of a value that is not NULL, as to_json writes it: a struct's NULL fields are left out. */
export function toJson(
  sql: string,
  type: SparkType,
  call: Call,
  options: ReadonlyMap<string, string> = new Map(),
): string {
  switch (type.kind) {
    case "void":
      return "'null'";
    case "string":
      return quoted(`CAST(${sql} AS VARCHAR)`);
    case "float":
    case "double":
      return `CASE WHEN isfinite(${sql}) THEN ${toStringSql(sql, type, call.timeZone)} ELSE '"' || ${toStringSql(sql, type, call.timeZone)} || '"' END`;
    case "date":
      if (options.has("dateformat"))
        return quoted(formatByPattern(`CAST(${sql} AS TIMESTAMP)`, options.get("dateformat")!, call));
      return `'"' || CAST(${sql} AS VARCHAR) || '"'`;
    case "timestamp":
      if (options.has("timestampformat"))
        return quoted(formatByPattern(toLocal(sql, call.timeZone), options.get("timestampformat")!, call));
      if (call.timeZone !== "UTC") return unsupported(call, "to_json of a timestamp outside UTC");
      return `strftime(timezone('UTC', ${sql}), '"%Y-%m-%dT%H:%M:%S.%gZ"')`;
    case "timestamp_ntz":
      return `strftime(${sql}, '"%Y-%m-%dT%H:%M:%S.%g"')`;
    case "binary":
      return `'"' || to_base64(${sql}) || '"'`;
    case "variant":
      return `CAST(${sql} AS VARCHAR)`;
    case "interval":
      return quoted(toStringSql(sql, type, call.timeZone) ?? "NULL");
    case "array": {
      const e = fresh();
      return `'[' || array_to_string(list_transform(${sql}, lambda ${e}: coalesce(${toJson(e, type.element, call, options)}, 'null')), ',') || ']'`;
    }
    case "map": {
      const e = fresh();
      const key = quoted(`CAST(${toStringSql(`${e}.key`, type.key, call.timeZone) ?? "NULL"} AS VARCHAR)`);
      return `'{' || array_to_string(list_transform(map_entries(${sql}), lambda ${e}: ${key} || ':' || coalesce(${toJson(`${e}.value`, type.value, call, options)}, 'null')), ',') || '}'`;
    }
    case "struct": {
      const keepNull = options.get("ignorenullfields")?.toLowerCase() === "false";
      const parts = type.fields.map((f, i) => {
        const value = `struct_extract_at(${sql}, ${i + 1})`;
        const text = toJson(value, f.type, call, options);
        const key = quoteString(`${JSON.stringify(f.name)}:`);
        return keepNull
          ? `${key} || CASE WHEN ${value} IS NOT NULL THEN ${text} ELSE 'null' END`
          : `CASE WHEN ${value} IS NOT NULL THEN ${key} || ${text} END`;
      });
      return `'{' || array_to_string(list_filter([${parts.join(", ")}], lambda p: p IS NOT NULL), ',') || '}'`;
    }
    case "decimal":
      return type.precision === type.scale
        ? `spark_fraction_text(CAST(${sql} AS VARCHAR))`
        : `CAST(${sql} AS VARCHAR)`;
    default:
      return `CAST(${sql} AS VARCHAR)`;
  }
}
