import type { SparkType } from "../types.ts";

/*
 * How Spark values live in DuckDB (`duckType` in duck-type.ts is this table as code):
 * string VARCHAR · binary BLOB · timestamp TIMESTAMPTZ (the engine's TimeZone is the session's) ·
 * timestamp_ntz TIMESTAMP · interval INTERVAL · array LIST · map MAP · struct STRUCT · variant JSON · void an untyped NULL.
 * An expression's SQL must have exactly the DuckDB type of its Spark type: each function casts its own result.
 * Lambdas are written `lambda x: …`. Macros of `enginePrelude()` live in the engine's in-memory database and are
 * called unqualified, so the engine never runs USE: plans qualify every table.
 */

/**
 * Marks, in an aggregate's or window function's SQL, each place where the generator puts ` FILTER (WHERE …)` and
 * ` OVER (…)` (or nothing): `CAST(sum(x)${CALL_SUFFIX} AS BIGINT)`. Such SQL always contains it at least once.
 */
export const CALL_SUFFIX = "\u0001";

/** An analysed argument: its DuckDB SQL, its Spark type, and its value when it is a literal. */
export interface Argument {
  sql: string;
  type: SparkType;
  /** Present for literals (after unary minus and casts of literals are folded); null is the NULL literal. */
  literal?: string | number | bigint | boolean | null;
  /** Present for `x -> …` and `(a, b) -> …`; `body` is generated once the parameter types are known. */
  lambda?: { parameters: string[]; body(types: SparkType[]): { sql: string; type: SparkType } };
  /** The field name it gives to struct(): its alias, or the column or field it reads. */
  name?: string;
  /** The constant pairs of `map('a', 'b')`: options of readers. */
  entries?: readonly (readonly [string, string])[];
  /** The texts of `array('a', 'b')` of constants. */
  items?: readonly string[];
  /** `*` in count(*). */
  star?: boolean;
}

export interface Call {
  /** Name as written. */
  name: string;
  distinct: boolean;
  /** ` FILTER (WHERE …)` and ` OVER (…)` are put at CALL_SUFFIX by the generator. */
  ignoreNulls: boolean;
  /** `WITHIN GROUP (ORDER BY …)` of the call; the function consumes it. */
  withinGroup?: readonly { argument: Argument; descending: boolean; nullsFirst: boolean }[];
  /** True when the call has an OVER clause. */
  windowed?: boolean;
  currentUser?: string;
  currentCatalog?: string;
  currentSchema?: string;
  /** Names the statement to the engine where a model answers; absent: there is no model. */
  aiRun?: string;
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
  /** Names for named arguments, with the value of one that is left out; a function without them takes none. */
  parameters?: readonly (readonly [name: string, missing?: string | null])[];
  /** Least and greatest number of arguments; outside it Spark's WRONG_NUM_ARGS is raised. */
  arity: readonly [min: number, max: number];
  /**
   * DuckDB SQL and result type. Semantics are Spark 4's with ANSI mode on.
   * A generator gives one row per list element: `sql` is a DuckDB LIST of STRUCTs whose fields are `columns`
   * (types in `type`, an array of struct), to be unnested by the core; `outerRow` is not its concern.
   */
  build(args: Argument[], call: Call): { sql: string; type: SparkType; literal?: string };
}
