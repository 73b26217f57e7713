import type { SparkType } from "../sql/types.ts";

/** A column of a result manifest. */
export interface ManifestColumn {
  name: string;
  position: number;
  type_text: string;
  type_name: string;
  type_precision?: number;
  type_scale?: number;
  type_interval_type?: string;
}

const SIMPLE: Partial<Record<SparkType["kind"], [name: string, text: string]>> = {
  boolean: ["BOOLEAN", "BOOLEAN"],
  tinyint: ["BYTE", "TINYINT"],
  smallint: ["SHORT", "SMALLINT"],
  int: ["INT", "INT"],
  bigint: ["LONG", "BIGINT"],
  float: ["FLOAT", "FLOAT"],
  double: ["DOUBLE", "DOUBLE"],
  string: ["STRING", "STRING"],
  binary: ["BINARY", "BINARY"],
  date: ["DATE", "DATE"],
  timestamp: ["TIMESTAMP", "TIMESTAMP"],
  timestamp_ntz: ["TIMESTAMP_NTZ", "TIMESTAMP_NTZ"],
  variant: ["VARIANT", "VARIANT"],
  void: ["NULL", "VOID"],
};

const bareName = /^[A-Za-z_][A-Za-z0-9_]*$/;
const fieldName = (name: string) => (bareName.test(name) ? name : `\`${name.replaceAll("`", "``")}\``);

/** Type text as results and the catalog API spell it, upper case. */
export function typeText(type: SparkType): string {
  switch (type.kind) {
    case "decimal":
      return `DECIMAL(${type.precision},${type.scale})`;
    case "interval":
      return type.unit === "year-month" ? "INTERVAL YEAR TO MONTH" : "INTERVAL DAY TO SECOND";
    case "array":
      return `ARRAY<${typeText(type.element)}>`;
    case "map":
      return `MAP<${typeText(type.key)}, ${typeText(type.value)}>`;
    case "struct":
      return `STRUCT<${type.fields.map((field) => `${fieldName(field.name)}: ${typeText(field.type)}`).join(", ")}>`;
    default:
      return SIMPLE[type.kind]?.[1] ?? type.kind.toUpperCase();
  }
}

/** The enumerated type name of results and the catalog API. */
export function typeName(type: SparkType): string {
  return SIMPLE[type.kind]?.[0] ?? type.kind.toUpperCase();
}

export function manifestColumn(name: string, type: SparkType, position: number): ManifestColumn {
  return {
    name,
    position,
    type_text: typeText(type),
    type_name: typeName(type),
    ...(type.kind === "decimal" ? { type_precision: type.precision, type_scale: type.scale } : {}),
    ...(type.kind === "interval"
      ? { type_interval_type: type.unit === "year-month" ? "YEAR TO MONTH" : "DAY TO SECOND" }
      : {}),
  };
}
