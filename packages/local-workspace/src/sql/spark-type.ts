import type { SparkType } from "./types.ts";

export { duckType as engineType } from "./functions/duck-type.ts";
export { parseType } from "./parser/type.ts";

const fieldName = (name: string): string => (/^\w+$/.test(name) ? name : `\`${name.replaceAll("`", "``")}\``);

function intervalText(type: Extract<SparkType, { kind: "interval" }>): string {
  const [from, to] =
    type.unit === "day-time"
      ? [type.from ?? "day", type.to ?? type.from ?? "second"]
      : [type.from ?? "year", type.to ?? type.from ?? "month"];
  return from === to ? `interval ${from}` : `interval ${from} to ${to}`;
}

/** Canonical lower-case SQL text of a type: `decimal(10,2)`, `array<struct<a:int>>`. */
export function formatType(type: SparkType): string {
  switch (type.kind) {
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
    case "interval":
      return intervalText(type);
    case "array":
      return `array<${formatType(type.element)}>`;
    case "map":
      return `map<${formatType(type.key)},${formatType(type.value)}>`;
    case "struct":
      return `struct<${type.fields.map((f) => `${fieldName(f.name)}:${formatType(f.type)}`).join(",")}>`;
    case "string":
      return "maxLength" in type ? `${type.fixed ? "char" : "varchar"}(${type.maxLength})` : "string";
    default:
      return type.kind;
  }
}

/** A column's declared type as the type of its values: VARCHAR(n) and CHAR(n) are strings to every expression. */
export function valueType(type: SparkType): SparkType {
  return type.kind === "string" ? { kind: "string" } : type;
}

/** The upper-case form of error messages and labels: `DECIMAL(10,2)`, `STRUCT<a: INT>`. */
export function displayType(type: SparkType): string {
  switch (type.kind) {
    case "array":
      return `ARRAY<${displayType(type.element)}>`;
    case "map":
      return `MAP<${displayType(type.key)}, ${displayType(type.value)}>`;
    case "struct":
      return `STRUCT<${type.fields.map((f) => `${fieldName(f.name)}: ${displayType(f.type)}`).join(", ")}>`;
    default:
      return formatType(type).toUpperCase();
  }
}

const UC_NAMES: Partial<Record<SparkType["kind"], string>> = {
  tinyint: "BYTE",
  smallint: "SHORT",
  bigint: "LONG",
  void: "NULL",
};

/** The `type_name` of Unity Catalog and of a result manifest. */
export function typeName(type: SparkType): string {
  return UC_NAMES[type.kind] ?? type.kind.toUpperCase();
}

const JSON_NAMES: Partial<Record<SparkType["kind"], string>> = {
  tinyint: "byte",
  smallint: "short",
  int: "integer",
  bigint: "long",
};

/** Spark's schema JSON of a type, as `type_json` holds it. */
export function typeJson(type: SparkType): unknown {
  switch (type.kind) {
    case "array":
      return { type: "array", elementType: typeJson(type.element), containsNull: true };
    case "map":
      return {
        type: "map",
        keyType: typeJson(type.key),
        valueType: typeJson(type.value),
        valueContainsNull: true,
      };
    case "struct":
      return {
        type: "struct",
        fields: type.fields.map((f) => ({
          name: f.name,
          type: typeJson(f.type),
          nullable: true,
          metadata: {},
        })),
      };
    case "decimal":
    case "interval":
      return formatType(type);
    default:
      return JSON_NAMES[type.kind] ?? type.kind;
  }
}

export function sameType(a: SparkType, b: SparkType): boolean {
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case "decimal":
      return b.kind === "decimal" && a.precision === b.precision && a.scale === b.scale;
    case "interval":
      return b.kind === "interval" && formatType(a) === formatType(b);
    case "array":
      return b.kind === "array" && sameType(a.element, b.element);
    case "map":
      return b.kind === "map" && sameType(a.key, b.key) && sameType(a.value, b.value);
    case "struct":
      return (
        b.kind === "struct" &&
        a.fields.length === b.fields.length &&
        a.fields.every(
          (f, i) =>
            f.name === b.fields[i]?.name && sameType(f.type, (b.fields[i] as { type: SparkType }).type),
        )
      );
    default:
      return true;
  }
}

export const isIntegral = (t: SparkType): boolean =>
  t.kind === "tinyint" || t.kind === "smallint" || t.kind === "int" || t.kind === "bigint";
export const isNumeric = (t: SparkType): boolean =>
  isIntegral(t) || t.kind === "float" || t.kind === "double" || t.kind === "decimal";
export const isFractional = (t: SparkType): boolean => t.kind === "float" || t.kind === "double";
export const isAtomic = (t: SparkType): boolean =>
  t.kind !== "array" && t.kind !== "map" && t.kind !== "struct" && t.kind !== "variant" && t.kind !== "void";
export const isDateTime = (t: SparkType): boolean =>
  t.kind === "date" || t.kind === "timestamp" || t.kind === "timestamp_ntz";
