import type { SparkType } from "../sql/types.ts";

/** The PostgreSQL type that a column of a synced table gets, as Databricks maps them. */
export function postgresType(type: SparkType): string {
  switch (type.kind) {
    case "boolean":
      return "boolean";
    case "tinyint":
    case "smallint":
      return "smallint";
    case "int":
      return "integer";
    case "bigint":
      return "bigint";
    case "float":
      return "real";
    case "double":
      return "double precision";
    case "decimal":
      return `numeric(${type.precision}, ${type.scale})`;
    case "date":
      return "date";
    case "timestamp":
      return "timestamp with time zone";
    case "timestamp_ntz":
      return "timestamp without time zone";
    case "binary":
      return "bytea";
    case "array":
    case "map":
    case "struct":
    case "variant":
      return "jsonb";
    case "interval":
      return "interval";
    default:
      return "text";
  }
}
