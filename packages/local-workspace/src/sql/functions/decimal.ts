import { boundAll } from "./let.ts";

/*
 * Exact decimal arithmetic on the unscaled integer, because DuckDB divides decimals as doubles.
 * An intermediate beyond 128 bits raises DuckDB's overflow error; it is never rounded.
 */

/** The unscaled HUGEINT of a decimal expression: 1.25 as DECIMAL(10,2) gives 125. */
export function unscaled(sql: string, type: { precision: number; scale: number }): string {
  if (type.scale === 0) return `CAST(${sql} AS HUGEINT)`;
  return `CAST(replace(CAST(CAST(${sql} AS DECIMAL(${type.precision},${type.scale})) AS VARCHAR), '.', '') AS HUGEINT)`;
}

/** `numerator / denominator` (HUGEINTs), rounded half up, read as a decimal of this scale: DECIMAL(38,scale). */
export function decimalQuotient(numerator: string, denominator: string, scale: number): string {
  const quotient = boundAll(
    [`CAST(${numerator} AS HUGEINT)`, `CAST(${denominator} AS HUGEINT)`],
    (n, d) => `sp_div_half_up(${n}, ${d})`,
  );
  const whole = `CAST(${quotient} AS DECIMAL(38,0))`;
  return scale === 0
    ? whole
    : `(${whole} * CAST('0.${"0".repeat(scale - 1)}1' AS DECIMAL(${scale},${scale})))`;
}

/** Spark's `/` on two decimals whose result type is decimal(p, scale). The divisor must not be zero. */
export function divideDecimals(
  left: { sql: string; precision: number; scale: number },
  right: { sql: string; precision: number; scale: number },
  scale: number,
): string {
  const shift = scale - left.scale + right.scale;
  const factor = (n: number): string => `${10n ** BigInt(n)}::HUGEINT`;
  const numerator = shift > 0 ? `${unscaled(left.sql, left)} * ${factor(shift)}` : unscaled(left.sql, left);
  const denominator =
    shift < 0 ? `${unscaled(right.sql, right)} * ${factor(-shift)}` : unscaled(right.sql, right);
  return decimalQuotient(numerator, denominator, scale);
}
