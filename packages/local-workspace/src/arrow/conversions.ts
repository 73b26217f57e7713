import type { Conversion } from "./fixed-column.ts";

/*
 * Both sides are little-endian: DuckDB's memory on every machine that Node runs on here, Arrow by its format.
 */

/** DuckDB keeps a decimal in the fewest of 2, 4, 8 or 16 bytes; Arrow's takes 16. */
export function decimalConversion(precision: number): Conversion | undefined {
  if (precision > 18) return undefined;
  const sourceWidth = precision <= 4 ? 2 : precision <= 9 ? 4 : 8;
  return {
    sourceWidth,
    convert(source, start, count, target, at) {
      for (let index = 0; index < count; index++) {
        const from = (start + index) * sourceWidth;
        const to = at + index * 16;
        let low: number;
        let high: number;
        if (sourceWidth === 8) {
          low = source.getInt32(from, true);
          high = source.getInt32(from + 4, true);
        } else {
          low = sourceWidth === 2 ? source.getInt16(from, true) : source.getInt32(from, true);
          high = low >> 31;
        }
        const sign = high >> 31;
        target.setInt32(to, low, true);
        target.setInt32(to + 4, high, true);
        target.setInt32(to + 8, sign, true);
        target.setInt32(to + 12, sign, true);
      }
    },
  };
}

/** DuckDB's interval is months (4 bytes), days (4) and microseconds (8). */
export const yearMonthConversion: Conversion = {
  sourceWidth: 16,
  convert(source, start, count, target, at) {
    for (let index = 0; index < count; index++) {
      target.setInt32(at + index * 4, source.getInt32((start + index) * 16, true), true);
    }
  },
};

const DAY = 86_400_000_000n;

export const dayTimeConversion: Conversion = {
  sourceWidth: 16,
  convert(source, start, count, target, at) {
    for (let index = 0; index < count; index++) {
      const from = (start + index) * 16;
      const micros = BigInt(source.getInt32(from + 4, true)) * DAY + source.getBigInt64(from + 8, true);
      target.setBigInt64(at + index * 8, BigInt.asIntN(64, micros), true);
    }
  },
};
