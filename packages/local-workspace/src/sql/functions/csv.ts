import { castSql, toLocal, toStringSql } from "../analyse/cast.ts";
import { csvFields } from "../engine-functions/csv.ts";
import type { SparkType } from "../types.ts";
import { formatByPattern, parseByPattern } from "./datetime-pattern.ts";
import { type Built, constant, custom, mismatch, STRING, unsupported } from "./define.ts";
import { duckType, quoteIdentifier, quoteString } from "./duck-type.ts";
import { readOptions } from "./options.ts";
import { schemaArgument } from "./schema.ts";
import type { Argument, Call, FunctionSpec } from "./spec.ts";

const KNOWN = ["sep", "delimiter", "quote", "escape", "mode", "dateformat", "timestampformat", "nullvalue"];

function shape(options: Map<string, string>) {
  return {
    separator: options.get("sep") ?? options.get("delimiter") ?? ",",
    quote: options.get("quote") ?? '"',
    escaping: options.get("escape") ?? "\\",
    nullValue: options.get("nullvalue") ?? "",
  };
}

/** A field's text as a value; NULL where it does not fit. */
function fieldValue(sql: string, type: SparkType, options: Map<string, string>, call: Call): string {
  const format =
    type.kind === "date"
      ? options.get("dateformat")
      : type.kind === "timestamp"
        ? options.get("timestampformat")
        : undefined;
  if (format !== undefined) {
    const { match, local, offset } = parseByPattern("f_", format, call);
    if (offset) return unsupported(call, "a format with a time zone in from_csv");
    const moment = `list_transform([${sql}], lambda f_: CASE WHEN ${match} THEN ${local} END)[1]`;
    return castSql(`CAST(${moment} AS TIMESTAMP)`, { kind: "timestamp_ntz" }, type, {
      try: true,
      timeZone: call.timeZone,
    })!;
  }
  if (type.kind === "string") return sql;
  return (
    castSql(sql, STRING, type, { try: true, timeZone: call.timeZone }) ??
    unsupported(call, `from_csv of the type ${type.kind}`)
  );
}

function fromCsv([text, schema, given]: Argument[], call: Call): Built {
  const type = schemaArgument(schema!, call);
  if (type.kind !== "struct")
    return call.fail("INVALID_SCHEMA.NON_STRUCT_TYPE", "42K07", "The input schema must be a struct.");
  const options = readOptions(given, call, KNOWN);
  if ((options.get("mode") ?? "PERMISSIVE").toUpperCase() !== "PERMISSIVE")
    return unsupported(call, `the mode ${options.get("mode")} of from_csv`);
  if (type.fields.some((f) => f.name === "_corrupt_record"))
    return unsupported(call, "_corrupt_record in from_csv");
  const { separator, quote, escaping, nullValue } = shape(options);
  const fields = type.fields.map((f, i) => {
    const raw = nullValue ? `nullif(v[${i + 1}], ${quoteString(nullValue)})` : `v[${i + 1}]`;
    return `${quoteIdentifier(f.name)} := CAST(${fieldValue(raw, f.type, options, call)} AS ${duckType(f.type)})`;
  });
  const parts = `js_csv_fields(${call.coerce(text!, STRING).sql}, ${[separator, quote, escaping].map(quoteString).join(", ")})`;
  return {
    sql: `list_transform([${parts}], lambda v: CASE WHEN v IS NOT NULL THEN struct_pack(${fields.join(", ")}) END)[1]`,
    type,
  };
}

function toCsv([value, given]: Argument[], call: Call): Built {
  const { type } = value!;
  if (type.kind !== "struct") return mismatch(call, `the parameter requires the "STRUCT" type.`);
  const options = readOptions(given, call, [...KNOWN, "emptyvalue"]);
  const { separator, quote } = shape(options);
  const parts = type.fields.map((f, i) => {
    const field = `struct_extract_at(v, ${i + 1})`;
    const format =
      f.type.kind === "date"
        ? options.get("dateformat")
        : f.type.kind === "timestamp" || f.type.kind === "timestamp_ntz"
          ? (options.get("timestampformat") ??
            (f.type.kind === "timestamp" ? "yyyy-MM-dd'T'HH:mm:ss.SSSXXX" : "yyyy-MM-dd'T'HH:mm:ss.SSS"))
          : undefined;
    const local =
      f.type.kind === "date"
        ? `CAST(${field} AS TIMESTAMP)`
        : f.type.kind === "timestamp"
          ? toLocal(field, call.timeZone)
          : field;
    const text =
      format !== undefined
        ? formatByPattern(local, format, call)
        : (toStringSql(field, f.type, call.timeZone) ?? unsupported(call, "to_csv of this type"));
    if (f.type.kind === "array" || f.type.kind === "map" || f.type.kind === "struct")
      return unsupported(call, `to_csv of the type ${f.type.kind}`);
    const needs = `contains(t, ${quoteString(separator)}) OR contains(t, ${quoteString(quote)}) OR contains(t, chr(10)) OR contains(t, chr(13))`;
    const quoted = `${quoteString(quote)} || replace(replace(t, '\\', '\\\\'), ${quoteString(quote)}, ${quoteString(`\\${quote}`)}) || ${quoteString(quote)}`;
    const shown =
      f.type.kind === "string"
        ? `list_transform([trim(${text}, chr(32) || chr(9))], lambda t: CASE WHEN t = '' THEN '""' WHEN ${needs} THEN ${quoted} ELSE t END)[1]`
        : text;
    return `coalesce(${shown}, ${quoteString(options.get("nullvalue") ?? "")})`;
  });
  return {
    sql: `list_transform([${value!.sql}], lambda v: CASE WHEN v IS NOT NULL THEN ${parts.join(` || ${quoteString(separator)} || `) || "''"} END)[1]`,
    type: STRING,
  };
}

const inferred = (field: string | null): string => {
  if (field === null) return "STRING";
  if (/^[+-]?\d+$/.test(field)) {
    const n = BigInt(field);
    if (BigInt.asIntN(32, n) === n) return "INT";
    return BigInt.asIntN(64, n) === n ? "BIGINT" : `DECIMAL(${field.replace(/^[+-]/, "").length},0)`;
  }
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[dDfF]?$/.test(field)) return "DOUBLE";
  if (/^\d{4}-\d{2}-\d{2}$/.test(field)) return "DATE";
  if (/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(field)) return "TIMESTAMP";
  return /^(true|false)$/i.test(field) ? "BOOLEAN" : "STRING";
};

function schemaOfCsv([text, given]: Argument[], call: Call): Built {
  const { separator, quote, escaping } = shape(
    readOptions(given, call, ["sep", "delimiter", "quote", "escape"]),
  );
  const line = constant(text, call, "record");
  if (typeof line !== "string") return mismatch(call, "the record must be a constant string.");
  const fields = csvFields(line, separator, quote, escaping).map((f, i) => `_c${i}: ${inferred(f)}`);
  return { sql: quoteString(`STRUCT<${fields.join(", ")}>`), type: STRING };
}

export const csvs: FunctionSpec[] = [
  custom("from_csv", [2, 3], fromCsv),
  custom("to_csv", [1, 2], toCsv),
  custom("schema_of_csv", [1, 2], schemaOfCsv),
];
