import { describe, expect, it } from "vitest";
import { type GridCursor, moveCursor, selectedRange } from "./grid-cursor.ts";

const bounds = { rows: 100, columns: 5, pageRows: 10 };
const press = (key: string, more: { shift?: boolean; command?: boolean } = {}) => ({
  key,
  shift: false,
  command: false,
  ...more,
});
const at = (row: number, column: number): GridCursor => ({ active: { row, column } });

describe("moveCursor", () => {
  it.each([
    ["ArrowDown", at(0, 0), { row: 1, column: 0 }],
    ["ArrowUp", at(0, 0), { row: -1, column: 0 }],
    ["ArrowUp", at(-1, 0), { row: -1, column: 0 }],
    ["ArrowRight", at(3, 4), { row: 3, column: 4 }],
    ["PageDown", at(95, 1), { row: 99, column: 1 }],
    ["PageUp", at(5, 1), { row: 0, column: 1 }],
    ["Home", at(5, 3), { row: 5, column: 0 }],
    ["End", at(5, 3), { row: 5, column: 4 }],
  ])("%s", (key, from, to) => {
    expect(moveCursor(from, press(key), bounds)?.active).toEqual(to);
  });
  it("goes to the corners with Ctrl", () => {
    expect(moveCursor(at(5, 3), press("End", { command: true }), bounds)?.active).toEqual({
      row: 99,
      column: 4,
    });
    expect(moveCursor(at(5, 3), press("Home", { command: true }), bounds)?.active).toEqual({
      row: 0,
      column: 0,
    });
  });
  it("extends a selection with Shift, never over the header", () => {
    const down = moveCursor(at(0, 1), press("ArrowDown", { shift: true }), bounds);
    const right = moveCursor(down ?? at(0, 0), press("ArrowRight", { shift: true }), bounds);
    expect(right && selectedRange(right)).toEqual({ firstRow: 0, lastRow: 1, firstColumn: 1, lastColumn: 2 });
    const up = moveCursor(at(0, 1), press("ArrowUp", { shift: true }), bounds);
    expect(up?.active.row).toBe(0);
  });
  it("selects all, and lets go", () => {
    const all = moveCursor(at(3, 3), press("a", { command: true }), bounds);
    expect(all && selectedRange(all)).toEqual({ firstRow: 0, lastRow: 99, firstColumn: 0, lastColumn: 4 });
    expect(moveCursor(all ?? at(0, 0), press("Escape"), bounds)?.anchor).toBeUndefined();
  });
  it("leaves other keys alone", () => {
    expect(moveCursor(at(0, 0), press("Tab"), bounds)).toBeUndefined();
    expect(moveCursor(at(0, 0), press("Escape"), bounds)).toBeUndefined();
  });
  it("stays on the header of a result without rows", () => {
    expect(moveCursor(at(0, 0), press("ArrowDown"), { ...bounds, rows: 0 })?.active.row).toBe(-1);
  });
});
