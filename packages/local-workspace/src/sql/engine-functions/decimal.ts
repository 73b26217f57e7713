import { type EngineFunction, failure } from "./define.ts";

/** The digits of a decimal without its point, and how many stand after it. */
function read(text: string): { units: bigint; scale: number } {
  const [whole = "", fraction = ""] = text.split(".");
  return { units: BigInt(whole.replace(/^\+/, "") + fraction || "0"), scale: fraction.length };
}

function halfUp(units: bigint, drop: number): bigint {
  const power = 10n ** BigInt(drop);
  const size = units < 0n ? -units : units;
  const rounded = (size + power / 2n) / power;
  return units < 0n ? -rounded : rounded;
}

export function decimalText(units: bigint, scale: number): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, "0");
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return units < 0n ? `-${text}` : text;
}

/** A number of `units` / 10^`from` as a decimal of this type, rounded half up. */
function fitted(units: bigint, from: number, precision: number, scale: number): string {
  const result = from > scale ? halfUp(units, from - scale) : units * 10n ** BigInt(scale - from);
  if ((result < 0n ? -result : result) >= 10n ** BigInt(precision))
    throw failure(
      "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
      "22003",
      `The ${decimalText(units, from)} rounded half up from the source cannot be represented as DECIMAL(${precision}, ${scale}). If necessary set "ansi_mode" to "false" to bypass this error, and return NULL instead.`,
    );
  return decimalText(result, scale);
}

/** Exact decimal arithmetic beyond the 38 digits that the engine's own has for what lies between. */
export const decimals: EngineFunction[] = [
  {
    name: "js_decimal_multiply",
    parameters: ["text", "text", "int", "int"],
    returns: "text",
    run: ([a, b, precision, scale]) => {
      const [x, y] = [read(a as string), read(b as string)];
      return fitted(x.units * y.units, x.scale + y.scale, precision as number, scale as number);
    },
  },
  {
    name: "js_decimal_add",
    parameters: ["text", "text", "int", "int"],
    returns: "text",
    run: ([a, b, precision, scale]) => {
      const [x, y] = [read(a as string), read(b as string)];
      const wide = Math.max(x.scale, y.scale);
      const units = x.units * 10n ** BigInt(wide - x.scale) + y.units * 10n ** BigInt(wide - y.scale);
      return fitted(units, wide, precision as number, scale as number);
    },
  },
  {
    name: "js_decimal_divide",
    parameters: ["text", "text", "int", "int"],
    returns: "text",
    run: ([a, b, precision, scale]) => {
      const [x, y] = [read(a as string), read(b as string)];
      if (y.units === 0n)
        throw failure(
          "DIVIDE_BY_ZERO",
          "22012",
          'Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead. If necessary set "ansi_mode" to "false" to bypass this error.',
        );
      // One digit more than wanted would not tell a half from just below it; the remainder does.
      const shift = (scale as number) - x.scale + y.scale;
      let n = x.units * 10n ** BigInt(Math.max(shift, 0));
      let d = y.units * 10n ** BigInt(Math.max(-shift, 0));
      const negative = n < 0n !== d < 0n;
      n = n < 0n ? -n : n;
      d = d < 0n ? -d : d;
      const quotient = (n * 2n + d) / (d * 2n);
      return fitted(negative ? -quotient : quotient, scale as number, precision as number, scale as number);
    },
  },
];
