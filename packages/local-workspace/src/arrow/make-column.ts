import type { Binary, DataType, List, Map_, Struct, Utf8 } from "apache-arrow";
import type { SparkType } from "../sql/types.ts";
import { arrowType } from "./arrow-type.ts";
import { BoolColumn } from "./bool-column.ts";
import type { Column } from "./column.ts";
import { dayTimeConversion, decimalConversion, yearMonthConversion } from "./conversions.ts";
import { FixedColumn } from "./fixed-column.ts";
import { ListColumn, NullColumn, StructColumn } from "./nested-columns.ts";
import { TextColumn } from "./text-column.ts";

/** Bytes of a value, where DuckDB and Arrow agree. */
const WIDTH: Partial<Record<SparkType["kind"], number>> = {
  tinyint: 1,
  smallint: 2,
  int: 4,
  bigint: 8,
  float: 4,
  double: 8,
  date: 4,
  timestamp: 8,
  timestamp_ntz: 8,
};

/** A column for values of a type, read from vectors of the DuckDB type that `duckType` names for it. */
export function makeColumn(type: SparkType, arrow: DataType = arrowType(type)): Column {
  switch (type.kind) {
    case "void":
      return new NullColumn();
    case "boolean":
      return new BoolColumn();
    case "string":
    case "variant":
    case "binary":
      return new TextColumn(arrow as Utf8 | Binary);
    case "decimal":
      return new FixedColumn(arrow, 16, decimalConversion(type.precision));
    case "interval":
      return type.unit === "year-month"
        ? new FixedColumn(arrow, 4, yearMonthConversion)
        : new FixedColumn(arrow, 8, dayTimeConversion);
    case "array":
      return new ListColumn(arrow as List, makeColumn(type.element, (arrow as List).valueType));
    case "map": {
      const entries = (arrow as Map_).children[0]!.type as Struct;
      const [key, value] = entries.children;
      return new ListColumn(
        arrow as Map_,
        new StructColumn(entries, [makeColumn(type.key, key!.type), makeColumn(type.value, value!.type)]),
      );
    }
    case "struct": {
      const { children } = arrow as Struct;
      return new StructColumn(
        arrow as Struct,
        type.fields.map((field, index) => makeColumn(field.type, children[index]!.type)),
      );
    }
    default:
      return new FixedColumn(arrow, WIDTH[type.kind]!);
  }
}
