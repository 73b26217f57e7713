import type { ResultColumn, ResultRow } from "@lakehand/protocol";

const CHARACTER = 7.2;
const PADDING = 26;
export const MIN_WIDTH = 56;
const WIDEST_AT_FIRST = 320;
const SAMPLE = 50;
const MANY = 20;

/** A first width in pixels that shows the column's name and most of its first values. */
export function columnWidth(column: ResultColumn, index: number, rows: readonly ResultRow[]): number {
  const longest = rows.slice(0, SAMPLE).reduce((most, row) => Math.max(most, row[index]?.length ?? 4), 0);
  const header = Math.max(column.name.length + 2, Math.min(column.type.length, 18) * 0.86);
  // Later rows of a long result tend to be longer: counters grow.
  const room = rows.length < MANY ? 0 : 3;
  const width = Math.max(longest + room, header) * CHARACTER + PADDING;
  return Math.round(Math.min(WIDEST_AT_FIRST, Math.max(MIN_WIDTH + 16, width)));
}
