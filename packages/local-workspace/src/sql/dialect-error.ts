import { LakehandError } from "@lakehand/protocol";
import type { SqlErrorInfo } from "./types.ts";

export interface Position {
  line: number;
  column: number;
}

/** A statement that cannot be planned, in Databricks' words. `offset` is where in the text it went wrong. */
export class DialectError extends LakehandError {
  readonly errorClass: string;
  readonly sqlState: string;
  readonly sentence: string;
  offset: number | undefined;
  position: Position | undefined;

  constructor(errorClass: string, sqlState: string, sentence: string, offset?: number) {
    super({ code: errorClass, message: `[${errorClass}] ${sentence} SQLSTATE: ${sqlState}`, status: 400 });
    this.name = "DialectError";
    this.errorClass = errorClass;
    this.sqlState = sqlState;
    this.sentence = sentence;
    this.offset = offset;
  }

  /** The same failure with its line and column (both Databricks' way: line from 1, pos from 0). */
  locate(sql: string): this {
    if (this.offset !== undefined && !this.position) {
      this.position = positionOf(sql, this.offset);
      this.message += ` (line ${this.position.line}, pos ${this.position.column})`;
    }
    return this;
  }

  get info(): SqlErrorInfo {
    return {
      errorClass: this.errorClass,
      sqlState: this.sqlState,
      message: `[${this.errorClass}] ${this.sentence} SQLSTATE: ${this.sqlState}${
        this.position ? `; line ${this.position.line} pos ${this.position.column}` : ""
      }`,
      ...(this.position ? { line: this.position.line, column: this.position.column } : {}),
    };
  }
}

export function positionOf(sql: string, offset: number): Position {
  let line = 1;
  let start = 0;
  for (let i = sql.indexOf("\n"); i !== -1 && i < offset; i = sql.indexOf("\n", i + 1)) {
    line += 1;
    start = i + 1;
  }
  return { line, column: offset - start };
}

/** Something Databricks has and this workspace does not: refused by name. */
export function unsupported(feature: string, what: string, offset?: number): DialectError {
  return new DialectError(
    `UNSUPPORTED_FEATURE.${feature}`,
    "0A000",
    `The feature is not supported: ${what} is not available in the local workspace.`,
    offset,
  );
}

export function syntaxError(near: string, offset?: number, hint = ""): DialectError {
  return new DialectError(
    "PARSE_SYNTAX_ERROR",
    "42601",
    `Syntax error at or near ${near}${hint ? `: ${hint}` : "."}`,
    offset,
  );
}

export function mismatch(kind: string, expression: string, why: string, offset?: number): DialectError {
  return new DialectError(
    `DATATYPE_MISMATCH.${kind}`,
    "42K09",
    `Cannot resolve "${expression}" due to data type mismatch: ${why}.`,
    offset,
  );
}

export const quoteName = (parts: readonly string[]): string =>
  parts.map((p) => `\`${p.replaceAll("`", "``")}\``).join(".");
