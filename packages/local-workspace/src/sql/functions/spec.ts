import type { SparkType } from "../types.ts";

/** An analysed argument: its DuckDB SQL, its Spark type, and its value when it is a literal. */
export interface Argument {
  sql: string;
  type: SparkType;
  /** Present for literals (after unary minus and casts of literals are folded); null is the NULL literal. */
  literal?: string | number | bigint | boolean | null;
  /** Present for `x -> …` and `(a, b) -> …`; `body` is generated once the parameter types are known. */
  lambda?: { parameters: string[]; body(types: SparkType[]): { sql: string; type: SparkType } };
  /** `*` in count(*). */
  star?: boolean;
}

export interface Call {
  /** Name as written. */
  name: string;
  distinct: boolean;
  /** Generated ` FILTER (WHERE …)`, ` OVER (…)`, `WITHIN GROUP (ORDER BY …)` are added by the generator. */
  ignoreNulls: boolean;
  /** Session time zone. */
  timeZone: string;
  /** Throws a DialectError of this class at the call's position. */
  fail(errorClass: string, sqlState: string, message: string): never;
  /** The argument cast by Spark's implicit ANSI rules; fails with DATATYPE_MISMATCH where Spark does. */
  coerce(argument: Argument, to: SparkType): Argument;
  /** Least common type of several arguments, each cast to it. */
  unify(args: readonly Argument[]): { type: SparkType; args: Argument[] };
}

/**
 * One Databricks function. A function that is not in the registry is refused by name
 * (UNRESOLVED_ROUTINE when Databricks does not know it either, UNSUPPORTED_BY_LOCAL_WORKSPACE when it does).
 */
export interface FunctionSpec {
  name: string;
  aliases?: readonly string[];
  kind: "scalar" | "aggregate" | "window" | "generator";
  /** Least and greatest number of arguments; outside it Spark's WRONG_NUM_ARGS is raised. */
  arity: readonly [min: number, max: number];
  /** DuckDB SQL and result type. Semantics are Spark 4's with ANSI mode on. */
  build(args: Argument[], call: Call): { sql: string; type: SparkType };
}
