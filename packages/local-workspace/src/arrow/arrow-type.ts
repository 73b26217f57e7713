import {
  Binary,
  Bool,
  type DataType,
  DateDay,
  Decimal,
  DurationMicrosecond,
  Field,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  IntervalYearMonth,
  List,
  Map_,
  Null,
  Schema,
  Struct,
  TimestampMicrosecond,
  Utf8,
} from "apache-arrow";
import { displayType, typeJson } from "../sql/spark-type.ts";
import type { ResultField, SparkType } from "../sql/types.ts";

/** The Arrow type in which Databricks sends values of a type. A VARIANT travels as its JSON text. */
export function arrowType(type: SparkType): DataType {
  switch (type.kind) {
    case "void":
      return new Null();
    case "boolean":
      return new Bool();
    case "tinyint":
      return new Int8();
    case "smallint":
      return new Int16();
    case "int":
      return new Int32();
    case "bigint":
      return new Int64();
    case "float":
      return new Float32();
    case "double":
      return new Float64();
    case "string":
    case "variant":
      return new Utf8();
    case "binary":
      return new Binary();
    case "date":
      return new DateDay();
    case "timestamp":
      return new TimestampMicrosecond("UTC");
    case "timestamp_ntz":
      return new TimestampMicrosecond();
    case "decimal":
      return new Decimal(type.scale, type.precision, 128);
    case "interval":
      return type.unit === "year-month" ? new IntervalYearMonth() : new DurationMicrosecond();
    case "array":
      return new List(child("element", type.element));
    case "map": {
      const entries = new Struct<{ key: DataType; value: DataType }>([
        child("key", type.key, false),
        child("value", type.value),
      ] as never);
      return new Map_(new Field("entries", entries, false));
    }
    case "struct":
      return new Struct(type.fields.map((field) => child(field.name, field.type)));
  }
}

const child = (name: string, type: SparkType, nullable = true) => new Field(name, arrowType(type), nullable);

/** The schema of a result. Each field says its SQL type, as fields of a SQL warehouse do. */
export const arrowSchema = (fields: readonly ResultField[]) =>
  new Schema(
    fields.map(
      ({ name, type }) =>
        new Field(
          name,
          arrowType(type),
          true,
          new Map([
            ["Spark:DataType:SqlName", displayType(type)],
            ["Spark:DataType:JsonType", JSON.stringify(typeJson(type))],
          ]),
        ),
    ),
  );
