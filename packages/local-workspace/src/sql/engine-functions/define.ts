import { BIGINT, BLOB, DOUBLE, type DuckDBType, INTEGER, LIST, VARCHAR } from "@duckdb/node-api";

/** A value as a function of the engine gets and gives it. */
export type EngineValue = string | number | bigint | boolean | Uint8Array | readonly EngineValue[] | null;

export type EngineTypeName = "text" | "int" | "long" | "double" | "bytes" | "texts";

export const ENGINE_TYPES: Record<EngineTypeName, DuckDBType> = {
  text: VARCHAR,
  int: INTEGER,
  long: BIGINT,
  double: DOUBLE,
  bytes: BLOB,
  texts: LIST(VARCHAR),
};

/** A scalar function written in JavaScript. What DuckDB's SQL can say itself is a macro instead: that is faster. */
export interface EngineFunction {
  name: string;
  parameters: readonly EngineTypeName[];
  returns: EngineTypeName;
  /** True: the function is asked about NULL arguments too. Else one NULL makes the answer NULL. */
  takesNull?: boolean;
  run(args: readonly EngineValue[]): EngineValue;
}

/** Fails the statement with an error of Databricks' form. */
export function failure(errorClass: string, sqlState: string, sentence: string): Error {
  return new Error(`[${errorClass}] ${sentence} SQLSTATE: ${sqlState}`);
}
