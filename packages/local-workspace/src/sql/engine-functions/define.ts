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
  /** True: the answer may differ from call to call, so that the engine must not keep it. */
  changing?: boolean;
  run(args: readonly EngineValue[]): EngineValue;
  /** Called after each chunk of rows, with the last row's arguments. */
  after?(args: readonly EngineValue[]): void;
}

/** Fails the statement with an error of Databricks' form. */
export function failure(errorClass: string, sqlState: string, sentence: string): Error {
  return new Error(`[${errorClass}] ${sentence} SQLSTATE: ${sqlState}`);
}
