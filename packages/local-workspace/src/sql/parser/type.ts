import { DialectError, unsupported } from "../dialect-error.ts";
import type { SparkType } from "../types.ts";
import { Cursor } from "./cursor.ts";

const SIMPLE: Record<string, SparkType> = {
  BOOLEAN: { kind: "boolean" },
  TINYINT: { kind: "tinyint" },
  BYTE: { kind: "tinyint" },
  SMALLINT: { kind: "smallint" },
  SHORT: { kind: "smallint" },
  INT: { kind: "int" },
  INTEGER: { kind: "int" },
  BIGINT: { kind: "bigint" },
  LONG: { kind: "bigint" },
  FLOAT: { kind: "float" },
  REAL: { kind: "float" },
  DOUBLE: { kind: "double" },
  STRING: { kind: "string" },
  BINARY: { kind: "binary" },
  DATE: { kind: "date" },
  TIMESTAMP: { kind: "timestamp" },
  TIMESTAMP_LTZ: { kind: "timestamp" },
  TIMESTAMP_NTZ: { kind: "timestamp_ntz" },
  VARIANT: { kind: "variant" },
  VOID: { kind: "void" },
};

function integer(c: Cursor): number {
  if (c.token.kind !== "number" || !/^\d+$/.test(c.token.value)) throw c.error("expected a whole number");
  return Number(c.next().value);
}

const DAY_TIME = ["DAY", "HOUR", "MINUTE", "SECOND"];

function intervalType(c: Cursor): SparkType {
  const isUnit = (): boolean => ["YEAR", "MONTH", ...DAY_TIME].includes(c.token.upper);
  if (!isUnit()) throw unsupported("CALENDAR_INTERVAL", "the legacy INTERVAL type without units", c.offset);
  const from = c.next().upper;
  let to = from;
  if (c.acceptWord("TO")) {
    if (!isUnit()) throw c.error("expected an interval unit");
    to = c.next().upper;
  }
  const unit = DAY_TIME.includes(from) ? "day-time" : "year-month";
  return { kind: "interval", unit, from: from.toLowerCase(), to: to.toLowerCase() };
}

export function parseDataType(c: Cursor): SparkType {
  const start = c.offset;
  const word = c.token.upper;
  if (c.token.kind !== "word") throw c.error("expected a data type");
  c.next();
  if (word === "DECIMAL" || word === "DEC" || word === "NUMERIC") {
    if (!c.acceptOp("(")) return { kind: "decimal", precision: 10, scale: 0 };
    const precision = integer(c);
    const scale = c.acceptOp(",") ? integer(c) : 0;
    c.expectOp(")");
    if (precision > 38) {
      throw new DialectError(
        "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
        "22003",
        `Decimal precision ${precision} exceeds max precision 38.`,
        start,
      );
    }
    if (scale > precision) {
      throw new DialectError(
        "DECIMAL_SCALE_EXCEEDS_PRECISION",
        "42611",
        `Decimal scale ${scale} cannot be greater than precision ${precision}.`,
        start,
      );
    }
    return { kind: "decimal", precision, scale };
  }
  if (word === "ARRAY" && c.acceptOp("<")) {
    const element = parseDataType(c);
    c.closeAngle();
    return { kind: "array", element };
  }
  if (word === "MAP" && c.acceptOp("<")) {
    const key = parseDataType(c);
    c.expectOp(",");
    const value = parseDataType(c);
    c.closeAngle();
    return { kind: "map", key, value };
  }
  if (word === "STRUCT") {
    if (c.acceptOp("<>")) return { kind: "struct", fields: [] };
    c.expectOp("<");
    const fields: { name: string; type: SparkType }[] = [];
    if (!c.isOp(">")) {
      do {
        const name = c.peek(0).kind === "number" ? c.next().text : c.name();
        c.acceptOp(":");
        const type = parseDataType(c);
        if (c.acceptWord("NOT")) c.expectWord("NULL");
        if (c.acceptWord("COMMENT")) c.string();
        fields.push({ name, type });
      } while (c.acceptOp(","));
    }
    c.closeAngle();
    return { kind: "struct", fields };
  }
  if (word === "INTERVAL") return intervalType(c);
  if (word === "CHAR" || word === "VARCHAR" || word === "CHARACTER") {
    c.expectOp("(");
    const maxLength = integer(c);
    c.expectOp(")");
    return { kind: "string", maxLength, fixed: word !== "VARCHAR" };
  }
  const simple = SIMPLE[word];
  if (!simple) {
    throw new DialectError(
      "UNSUPPORTED_DATATYPE",
      "0A000",
      `Unsupported data type "${c.sql.slice(start, c.lastEnd).toUpperCase()}".`,
      start,
    );
  }
  if (word === "STRING" && c.acceptWord("COLLATE")) {
    const collation = c.name().toUpperCase();
    if (collation !== "UTF8_BINARY") throw unsupported("COLLATION", `the collation ${collation}`, start);
  }
  return simple;
}

/** A Databricks type text, e.g. `array<struct<a: int>>`. */
export function parseType(text: string): SparkType {
  const c = new Cursor(text);
  const type = parseDataType(c);
  if (!c.done) throw c.error();
  return type;
}
