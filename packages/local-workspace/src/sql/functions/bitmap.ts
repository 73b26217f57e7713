import { aggregate, BIGINT, BINARY, custom, mismatch, scalar } from "./define.ts";
import { CALL_SUFFIX, type FunctionSpec } from "./spec.ts";

const BITS = 32768;

const merging = (name: string): FunctionSpec =>
  aggregate(name, [1, 1], ([x], call) => {
    if (x!.type.kind !== "binary") return mismatch(call, `the parameter requires the "BINARY" type.`);
    return {
      sql: `js_bitmap_or(coalesce(list(hex(${x!.sql}))${CALL_SUFFIX}, []))`,
      type: BINARY,
    };
  });

/** Bitmaps of 32768 positions, as count(DISTINCT …) over large numbers uses them. */
export const bitmaps: FunctionSpec[] = [
  scalar("bitmap_bucket_number", [BIGINT], BIGINT, (n) => `sp_bitmap_bucket(${n})`),
  scalar("bitmap_bit_position", [BIGINT], BIGINT, (n) => `sp_bitmap_position(${n})`),
  custom("bitmap_count", [1, 1], ([x], call) => {
    if (x!.type.kind !== "binary") return mismatch(call, `the parameter requires the "BINARY" type.`);
    return { sql: `js_bit_count(${x!.sql})`, type: BIGINT };
  }),
  aggregate("bitmap_construct_agg", [1, 1], ([x], call) => ({
    sql: `js_bitmap(coalesce(list_filter(list(CAST(${call.coerce(x!, BIGINT).sql} AS VARCHAR))${CALL_SUFFIX}, lambda v: v IS NOT NULL), []))`,
    type: BINARY,
  })),
  merging("bitmap_or_agg"),
];

export const bitmapMacros: [string, string][] = [
  ["sp_bitmap_bucket(n)", `CASE WHEN n > 0 THEN 1 + (n - 1) // ${BITS} ELSE n // ${BITS} END`],
  ["sp_bitmap_position(n)", `CASE WHEN n > 0 THEN (n - 1) % ${BITS} ELSE (-n) % ${BITS} END`],
];
