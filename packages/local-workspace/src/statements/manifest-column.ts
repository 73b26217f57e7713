import { displayType, typeName } from "../sql/spark-type.ts";
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

export function manifestColumn(name: string, type: SparkType, position: number): ManifestColumn {
  const text = displayType(type);
  return {
    name,
    position,
    type_text: text,
    type_name: typeName(type),
    ...(type.kind === "decimal" ? { type_precision: type.precision, type_scale: type.scale } : {}),
    ...(type.kind === "interval" ? { type_interval_type: text.replace(/^INTERVAL /, "") } : {}),
  };
}
