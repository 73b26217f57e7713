import type { Expr } from "../ast.ts";
import { DialectError } from "../dialect-error.ts";
import type { SparkType } from "../types.ts";

const RANGES: Record<string, [bigint, bigint, SparkType]> = {
  Y: [-128n, 127n, { kind: "tinyint" }],
  S: [-32768n, 32767n, { kind: "smallint" }],
  L: [-(2n ** 63n), 2n ** 63n - 1n, { kind: "bigint" }],
};

function decimal(text: string, at: number): Expr {
  const m = /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  const sign = m?.[1] ?? "";
  let digits = `${m?.[2] ?? ""}${m?.[3] ?? ""}`;
  let scale = (m?.[3] ?? "").length - Number(m?.[4] ?? 0);
  digits = digits.replace(/^0+(?=\d)/, "");
  if (scale < 0) {
    digits += "0".repeat(-scale);
    scale = 0;
  }
  const precision = Math.max(digits === "0" && scale > 0 ? scale : digits.length, scale);
  if (precision > 38) {
    throw new DialectError(
      "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
      "22003",
      `Decimal precision ${precision} exceeds max precision 38.`,
      at,
    );
  }
  const padded = digits.padStart(scale + 1, "0");
  const value = `${sign}${scale === 0 ? padded : `${padded.slice(0, -scale)}.${padded.slice(-scale)}`}`;
  return {
    k: "literal",
    type: { kind: "decimal", precision: Math.max(precision, 1), scale },
    value,
    text: value,
    at,
  };
}

/** A numeric literal with Spark's typing: `1` int, `1.5` decimal(2,1), `1e3` double, suffixes L S Y F D BD. */
export function numberLiteral(raw: string, at: number): Expr {
  const m = /^(.*?)(BD|[LSYFD])?$/i.exec(raw);
  const body = m?.[1] ?? raw;
  const suffix = (m?.[2] ?? "").toUpperCase();
  if (suffix === "BD") return decimal(body, at);
  if (suffix === "D" || suffix === "F" || (suffix === "" && /e/i.test(body))) {
    const value = Number(body);
    if (!Number.isFinite(value) || (suffix === "F" && !Number.isFinite(Math.fround(value)))) {
      throw new DialectError(
        "INVALID_NUMERIC_LITERAL_RANGE",
        "22003",
        `Numeric literal ${raw} is outside the valid range for ${suffix === "F" ? "float" : "double"}.`,
        at,
      );
    }
    return { k: "literal", type: { kind: suffix === "F" ? "float" : "double" }, value, text: body, at };
  }
  if (body.includes(".")) {
    if (suffix)
      throw new DialectError(
        "INVALID_NUMERIC_LITERAL_RANGE",
        "22003",
        `Numeric literal ${raw} is not a whole number.`,
        at,
      );
    return decimal(body, at);
  }
  const value = BigInt(body);
  if (suffix) {
    const [low, high, type] = RANGES[suffix] as [bigint, bigint, SparkType];
    if (value < low || value > high) {
      throw new DialectError(
        "INVALID_NUMERIC_LITERAL_RANGE",
        "22003",
        `Numeric literal ${raw} is outside the valid range for ${type.kind} with minimum value of ${low} and maximum value of ${high}. Please adjust the value accordingly.`,
        at,
      );
    }
    return { k: "literal", type, value, text: String(value), at };
  }
  if (value >= -(2n ** 31n) && value < 2n ** 31n)
    return { k: "literal", type: { kind: "int" }, value, text: String(value), at };
  if (value >= -(2n ** 63n) && value < 2n ** 63n)
    return { k: "literal", type: { kind: "bigint" }, value, text: String(value), at };
  return decimal(body, at);
}
