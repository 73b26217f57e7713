/** How values of a column type are compared, aligned and written. */
export type TypeFamily =
  | "integer"
  | "decimal"
  | "float"
  | "boolean"
  | "date"
  | "timestamp"
  | "nested"
  | "text";

const families: Record<string, TypeFamily> = {
  tinyint: "integer",
  smallint: "integer",
  int: "integer",
  integer: "integer",
  bigint: "integer",
  byte: "integer",
  short: "integer",
  long: "integer",
  decimal: "decimal",
  numeric: "decimal",
  dec: "decimal",
  float: "float",
  real: "float",
  double: "float",
  boolean: "boolean",
  date: "date",
  timestamp: "timestamp",
  timestamp_ntz: "timestamp",
  timestamp_ltz: "timestamp",
  array: "nested",
  map: "nested",
  struct: "nested",
  variant: "nested",
  object: "nested",
};

/** The family of a Databricks type text such as `decimal(10,2)` or `array<string>`. */
export function typeFamily(type: string): TypeFamily {
  const word = /^[a-z_]+/i.exec(type.trim())?.[0].toLowerCase() ?? "";
  return Object.hasOwn(families, word) ? (families[word] ?? "text") : "text";
}

export function isNumeric(type: string): boolean {
  return ["integer", "decimal", "float"].includes(typeFamily(type));
}

export function isTemporal(type: string): boolean {
  return ["date", "timestamp"].includes(typeFamily(type));
}
