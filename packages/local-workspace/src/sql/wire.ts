import { intervalFields, toStringSql } from "./analyse/cast.ts";
import { unsupported } from "./dialect-error.ts";
import type { SparkType } from "./types.ts";

/** The engine needs longer and longer to plan a nested value's text: arrays and maps double its time, structs do so slowly. */
const DEEPEST_LISTS = 10;
const DEEPEST = 24;

function refuseDeep(type: SparkType, lists = 0, all = 0): void {
  if (lists > DEEPEST_LISTS || all > DEEPEST)
    throw unsupported(
      "NESTED_TYPE",
      `a result nested deeper than ${DEEPEST_LISTS} arrays and maps, or ${DEEPEST} types in all,`,
    );
  if (type.kind === "array") refuseDeep(type.element, lists + 1, all + 1);
  else if (type.kind === "map") {
    refuseDeep(type.key, lists + 1, all + 1);
    refuseDeep(type.value, lists + 1, all + 1);
  } else if (type.kind === "struct") for (const field of type.fields) refuseDeep(field.type, lists, all + 1);
}

/** DuckDB SQL for a value's text in a JSON_ARRAY result. NULL stays NULL. */
export function toWireSql(sql: string, type: SparkType): string {
  switch (type.kind) {
    case "void":
      // Evaluated all the same: raise_error() is a void.
      return `CAST(${sql} AS VARCHAR)`;
    case "decimal":
      return type.precision === type.scale
        ? `spark_fraction_text(CAST(${sql} AS VARCHAR))`
        : `CAST(${sql} AS VARCHAR)`;
    case "string":
      return sql;
    case "date":
      return `spark_date_text(${sql})`;
    case "double":
      return `spark_double_text(${sql})`;
    case "float":
      return `spark_float_text(${sql})`;
    case "binary":
      return `base64(${sql})`;
    case "timestamp":
      return `spark_wire_timestamp(timezone('UTC', ${sql})) || 'Z'`;
    case "timestamp_ntz":
      return `spark_wire_timestamp(${sql})`;
    case "interval":
      // The text between the quotes of Spark's INTERVAL literal.
      return type.unit === "day-time"
        ? `spark_sign(spark_interval_us(${sql})) || spark_interval_dt_parts(abs(spark_interval_us(${sql})), '${intervalFields(type)}')`
        : `spark_interval_ym_parts(${sql}, '${intervalFields(type)}')`;
    case "array":
    case "map":
    case "struct":
      refuseDeep(type);
      return `CASE WHEN ${sql} IS NULL THEN NULL ELSE ${jsonText(sql, type)} END`;
    case "variant":
      return `CAST(${sql} AS VARCHAR)`;
    default:
      return `CAST(${sql} AS VARCHAR)`;
  }
}

/** JSON text of a value inside an array, map or struct, where every scalar is a JSON string; never SQL NULL. */
function jsonText(sql: string, type: SparkType): string {
  switch (type.kind) {
    case "void":
      return "'null'";
    case "string":
      return `coalesce(CAST(to_json(${sql}) AS VARCHAR), 'null')`;
    case "array":
      return `coalesce('[' || array_to_string(list_transform(${sql}, lambda x_: ${jsonText("x_", type.element)}), ',') || ']', 'null')`;
    case "map": {
      const key =
        type.key.kind === "string"
          ? "CAST(to_json(e_.key) AS VARCHAR)"
          : `'"' || ${toStringSql("e_.key", type.key, "UTC")} || '"'`;
      return `coalesce('{' || array_to_string(list_transform(map_entries(${sql}), lambda e_: ${key} || ':' || ${jsonText("e_.value", type.value)}), ',') || '}', 'null')`;
    }
    case "struct": {
      const fields = type.fields.map(
        (f, i) =>
          `'${JSON.stringify(f.name).replaceAll("'", "''")}:' || ${jsonText(`struct_extract_at(${sql}, ${i + 1})`, f.type)}`,
      );
      return `CASE WHEN ${sql} IS NULL THEN 'null' ELSE '{' || ${fields.join(" || ',' || ") || "''"} || '}' END`;
    }
    case "variant":
      return `coalesce(CAST(${sql} AS VARCHAR), 'null')`;
    default:
      return `coalesce('"' || ${toWireSql(sql, type)} || '"', 'null')`;
  }
}
