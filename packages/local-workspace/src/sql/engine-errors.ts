import { DialectError } from "./dialect-error.ts";
import type { SqlErrorInfo } from "./types.ts";

interface Rule {
  pattern: RegExp;
  errorClass: string;
  sqlState: string;
  sentence: (m: RegExpExecArray) => string;
}

const TYPES: Record<string, string> = {
  INT8: "TINYINT",
  INT16: "SMALLINT",
  INT32: "INT",
  INT64: "BIGINT",
  INT128: "DECIMAL",
};
const sparkName = (t: string | undefined): string => TYPES[t ?? ""] ?? t ?? "";

const RULES: Rule[] = [
  {
    pattern:
      /Overflow in (addition|subtraction|multiplication|negation|division)[\s\S]*?(?:of |for )?(INT8|INT16|INT32|INT64|INT128|DECIMAL[^ ]*)?/i,
    errorClass: "ARITHMETIC_OVERFLOW",
    sqlState: "22003",
    sentence: () =>
      'The computation overflowed. If necessary set "ansi_mode" to "false" to bypass this error.',
  },
  {
    pattern:
      /Type (\w+)(?:\([\d,]+\))? with value (\S+) can't be cast (?:because the value is out of range for the destination type|to the destination type) (DECIMAL\S*)/i,
    errorClass: "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
    sqlState: "22003",
    sentence: (m) =>
      `The ${m[2]} rounded half up from the source cannot be represented as ${m[3]}. If necessary set "ansi_mode" to "false" to bypass this error, and return NULL instead.`,
  },
  {
    pattern: /Could not cast value (\S+)(?: with [\s\S]*?)? to (DECIMAL\([\d,]+\))/i,
    errorClass: "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
    sqlState: "22003",
    sentence: (m) =>
      `The value ${m[1]} cannot be represented as ${m[2]}. If necessary set "ansi_mode" to "false" to bypass this error, and return NULL instead.`,
  },
  {
    pattern:
      /Type (\w+)(?:\([\d,]+\))? with value (\S+) can't be cast because the value is out of range for the destination type (\w+)/,
    errorClass: "CAST_OVERFLOW",
    sqlState: "22003",
    sentence: (m) =>
      `The value ${m[2]} of the type "${sparkName(m[1])}" cannot be cast to "${sparkName(m[3])}" due to an overflow. Use \`try_cast\` to tolerate overflow and return NULL instead.`,
  },
  {
    pattern: /Could not convert string "([\s\S]*?)" to (DECIMAL\([\d,]+\))/,
    errorClass: "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
    sqlState: "22003",
    sentence: (m) =>
      `The value ${m[1]} cannot be represented as ${m[2]}. If necessary set "ansi_mode" to "false" to bypass this error, and return NULL instead.`,
  },
  {
    pattern: /Could not convert string ['"]([\s\S]*?)['"] to (\w+)/,
    errorClass: "CAST_INVALID_INPUT",
    sqlState: "22018",
    sentence: (m) =>
      `The value '${m[1]}' of the type "STRING" cannot be cast to "${sparkName(m[2])}" because it is malformed. Correct the value as per the syntax, or change its target type. Use \`try_cast\` to tolerate malformed input and return NULL instead.`,
  },
  {
    pattern: /More than one row returned by a subquery/,
    errorClass: "SCALAR_SUBQUERY_TOO_MANY_ROWS",
    sqlState: "21000",
    sentence: () => "More than one row returned by a subquery used as an expression.",
  },
  {
    pattern: /NOT NULL constraint failed: (?:\S+\.)?(\S+)/,
    errorClass: "DELTA_NOT_NULL_CONSTRAINT_VIOLATED",
    sqlState: "23502",
    sentence: (m) => `NOT NULL constraint violated for column: ${m[1]}.`,
  },
  {
    pattern: /CHECK constraint failed[\s\S]*?(?:on table|with expression)?\s*(\S.*)?/,
    errorClass: "DELTA_VIOLATE_CONSTRAINT_WITH_VALUES",
    sqlState: "23001",
    sentence: (m) => `CHECK constraint ${m[1] ?? ""} violated by a row.`,
  },
  {
    pattern: /Failed to cast decimal value (\S+) to type (\w+)/,
    errorClass: "CAST_OVERFLOW",
    sqlState: "22003",
    sentence: (m) =>
      `The value ${m[1]} of the type "DECIMAL" cannot be cast to "${sparkName(m[2])}" due to an overflow. Use \`try_cast\` to tolerate overflow and return NULL instead.`,
  },
  {
    pattern:
      /Invalid Input Error: (missing [\])]|unexpected \)|missing argument to repetition|invalid (?:escape|character|perl|nested)[^\n]*|no argument for repetition[^\n]*|bad repetition[^\n]*|trailing \\)[^\n]*/,
    errorClass: "INVALID_PARAMETER_VALUE.PATTERN",
    sqlState: "22023",
    sentence: (m) => `The value of parameter(s) \`regexp\` is invalid: ${m[1]}.`,
  },
  {
    pattern: /INTERRUPT/,
    errorClass: "OPERATION_CANCELED",
    sqlState: "HY008",
    sentence: () => "Operation has been canceled.",
  },
  {
    pattern: /Out of Memory Error: ([\s\S]*)/,
    errorClass: "OUT_OF_MEMORY",
    sqlState: "53200",
    sentence: (m) =>
      `The statement needs more memory than the local workspace gives its engine: ${(m[1] ?? "").split("\n")[0]}`,
  },
  {
    pattern: /Map keys must be unique/,
    errorClass: "DUPLICATED_MAP_KEY",
    sqlState: "23505",
    sentence: () => "Duplicate map key was found, please check the input data.",
  },
  {
    pattern: /(?:DECIMAL|decimal)[\s\S]*(?:out of range|overflow)/,
    errorClass: "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
    sqlState: "22003",
    sentence: () =>
      'A decimal value has more digits than its type holds. If necessary set "ansi_mode" to "false" to bypass this error.',
  },
  {
    pattern: /Out of Range Error/,
    errorClass: "ARITHMETIC_OVERFLOW",
    sqlState: "22003",
    sentence: () =>
      'The computation overflowed. If necessary set "ansi_mode" to "false" to bypass this error.',
  },
  {
    pattern: /TransactionContext Error[\s\S]*[Cc]onflict/,
    errorClass: "DELTA_CONCURRENT_WRITE",
    sqlState: "2D521",
    sentence: () => "A concurrent transaction has written to the same table. Run the statement again.",
  },
];

/** A failure of planning or of the engine, in Databricks' classes. */
export function mapEngineError(error: unknown, sql: string): SqlErrorInfo {
  if (error instanceof DialectError) return error.locate(sql).info;
  const message = error instanceof Error ? error.message : String(error);
  const own = /\[([A-Z][A-Z0-9_.]+)\] ([\s\S]*?) ?SQLSTATE: ([0-9A-Z]{5})/.exec(message);
  if (own) return { errorClass: own[1] as string, sqlState: own[3] as string, message: own[0] };
  for (const rule of RULES) {
    const m = rule.pattern.exec(message);
    if (m)
      return {
        errorClass: rule.errorClass,
        sqlState: rule.sqlState,
        message: `[${rule.errorClass}] ${rule.sentence(m)} SQLSTATE: ${rule.sqlState}`,
      };
  }
  const first = message.split("\n")[0] ?? message;
  return {
    errorClass: "UNSUPPORTED_BY_LOCAL_WORKSPACE",
    sqlState: "0A000",
    message: `[UNSUPPORTED_BY_LOCAL_WORKSPACE] The engine of the local workspace could not run this statement: ${first} SQLSTATE: 0A000`,
  };
}
