import type { SparkType } from "../types.ts";
import { boundAll } from "./let.ts";
import type { Argument, Call, FunctionSpec } from "./spec.ts";

export const BOOLEAN: SparkType = { kind: "boolean" };
export const TINYINT: SparkType = { kind: "tinyint" };
export const INT: SparkType = { kind: "int" };
export const BIGINT: SparkType = { kind: "bigint" };
export const FLOAT: SparkType = { kind: "float" };
export const DOUBLE: SparkType = { kind: "double" };
export const STRING: SparkType = { kind: "string" };
export const BINARY: SparkType = { kind: "binary" };
export const DATE: SparkType = { kind: "date" };
export const TIMESTAMP: SparkType = { kind: "timestamp" };
export const TIMESTAMP_NTZ: SparkType = { kind: "timestamp_ntz" };
export const VARIANT: SparkType = { kind: "variant" };
export const VOID: SparkType = { kind: "void" };
export const arrayOf = (element: SparkType): SparkType => ({ kind: "array", element });
export const mapOf = (key: SparkType, value: SparkType): SparkType => ({ kind: "map", key, value });
export const decimalOf = (precision: number, scale: number): SparkType => ({
  kind: "decimal",
  precision,
  scale,
});

export interface Built {
  sql: string;
  type: SparkType;
  /** The value, when it is known before the statement runs. */
  literal?: string;
}

const splitNames = (names: string): [string, string[]] => {
  const [first, ...rest] = names.split(" ");
  return [first!, rest];
};

/** A function whose arguments are coerced to fixed types. Trailing parameters beyond `least` are optional. */
export function scalar(
  names: string,
  parameters: readonly SparkType[],
  type: SparkType,
  emit: (...sql: string[]) => string,
  least = parameters.length,
): FunctionSpec {
  return custom(names, [least, parameters.length], (args, call) => ({
    sql: boundAll(
      args.map((a, i) => call.coerce(a, parameters[i]!).sql),
      emit,
    ),
    type,
  }));
}

export function custom(
  names: string,
  arity: readonly [number, number],
  build: (args: Argument[], call: Call) => Built,
  kind: FunctionSpec["kind"] = "scalar",
): FunctionSpec {
  const [name, aliases] = splitNames(names);
  return { name, aliases, kind, arity, build };
}

export const aggregate = (
  names: string,
  arity: readonly [number, number],
  build: (args: Argument[], call: Call) => Built,
): FunctionSpec => custom(names, arity, build, "aggregate");

export const isIntegral = (t: SparkType): boolean =>
  t.kind === "tinyint" || t.kind === "smallint" || t.kind === "int" || t.kind === "bigint";
export const isNumeric = (t: SparkType): boolean =>
  isIntegral(t) || t.kind === "decimal" || t.kind === "float" || t.kind === "double";
export const isDatetime = (t: SparkType): boolean =>
  t.kind === "date" || t.kind === "timestamp" || t.kind === "timestamp_ntz";

/** The decimal that holds every value of a numeric type, as Spark widens integers. */
export function decimalFor(type: SparkType): { precision: number; scale: number } {
  switch (type.kind) {
    case "decimal":
      return type;
    case "tinyint":
      return { precision: 3, scale: 0 };
    case "smallint":
      return { precision: 5, scale: 0 };
    case "int":
      return { precision: 10, scale: 0 };
    default:
      return { precision: 20, scale: 0 };
  }
}

export const boundedDecimal = (precision: number, scale: number): SparkType =>
  decimalOf(Math.min(precision, 38), Math.min(scale, 38));

/** Fails because this form of a Databricks feature is not built here. */
export function unsupported(call: Call, what: string): never {
  return call.fail(
    "UNSUPPORTED_BY_LOCAL_WORKSPACE",
    "0A000",
    `The local workspace does not support ${what}. Run it on a Databricks workspace.`,
  );
}

export function mismatch(call: Call, detail: string): never {
  return call.fail(
    "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
    "42K09",
    `Cannot resolve "${call.name}": ${detail}`,
  );
}

/** The argument's value where it must be a constant; `undefined` when it is absent. */
export function constant(arg: Argument | undefined, call: Call, what: string): Argument["literal"] {
  if (arg === undefined) return undefined;
  if (arg.literal === undefined)
    return unsupported(call, `${call.name} with a ${what} that is not a constant`);
  return arg.literal;
}

/** As a number for arguments such as scales; strings of digits are taken as Spark casts them. */
export function constantInt(arg: Argument | undefined, call: Call, what: string): number | null | undefined {
  const value = constant(arg, call, what);
  return value === undefined || value === null ? value : Number(value);
}

/** DuckDB expression that raises an error in Databricks' form when it is evaluated. */
export const raise = (errorClass: string, sqlState: string, message: string): string =>
  `error('[${errorClass}] ${message.replaceAll("'", "''")} SQLSTATE: ${sqlState}')`;

/** The argument's constant number; integer literals may be bigint. */
export function literalNumber(arg: Argument | undefined): number | undefined {
  const value = arg?.literal;
  return typeof value === "bigint" || typeof value === "number" ? Number(value) : undefined;
}
