/** A cell by its place in the grid as shown; row -1 is the header. */
export interface CellPlace {
  row: number;
  column: number;
}

/** Where the keyboard stands and, if cells are selected, the corner they were selected from. */
export interface GridCursor {
  active: CellPlace;
  anchor?: CellPlace | undefined;
}

export interface GridBounds {
  rows: number;
  columns: number;
  /** Rows that a page key moves by. */
  pageRows: number;
}

export interface KeyPress {
  key: string;
  shift: boolean;
  /** Ctrl, or Cmd on a Mac. */
  command: boolean;
}

const clamp = (n: number, low: number, high: number) => Math.max(low, Math.min(high, n));

/** The cursor after a key of the ARIA grid pattern; undefined: the key is not the grid's. */
export function moveCursor(cursor: GridCursor, press: KeyPress, bounds: GridBounds): GridCursor | undefined {
  const { active } = cursor;
  const lastRow = bounds.rows - 1;
  const lastColumn = bounds.columns - 1;
  if (press.key === "Escape") return cursor.anchor === undefined ? undefined : { active };
  if (press.command && press.key.toLowerCase() === "a" && lastRow >= 0)
    return { active: { row: lastRow, column: lastColumn }, anchor: { row: 0, column: 0 } };
  const target = targetOf(press, active, bounds);
  if (!target) return undefined;
  const place = {
    row: clamp(target.row, press.shift ? Math.min(0, lastRow) : -1, lastRow),
    column: clamp(target.column, 0, Math.max(0, lastColumn)),
  };
  if (press.shift && active.row >= 0) return { active: place, anchor: cursor.anchor ?? active };
  return { active: place };
}

function targetOf({ key, command }: KeyPress, at: CellPlace, bounds: GridBounds): CellPlace | undefined {
  const lastRow = bounds.rows - 1;
  const lastColumn = bounds.columns - 1;
  switch (key) {
    case "ArrowUp":
      return { ...at, row: command ? Math.min(0, at.row) : at.row - 1 };
    case "ArrowDown":
      return { ...at, row: command ? lastRow : at.row + 1 };
    case "ArrowLeft":
      return { ...at, column: command ? 0 : at.column - 1 };
    case "ArrowRight":
      return { ...at, column: command ? lastColumn : at.column + 1 };
    case "PageUp":
      return { ...at, row: Math.max(Math.min(0, at.row), at.row - bounds.pageRows) };
    case "PageDown":
      return { ...at, row: at.row + bounds.pageRows };
    case "Home":
      return { row: command ? 0 : at.row, column: 0 };
    case "End":
      return { row: command ? lastRow : at.row, column: lastColumn };
    default:
      return undefined;
  }
}

export interface CellRange {
  firstRow: number;
  lastRow: number;
  firstColumn: number;
  lastColumn: number;
}

/** The selected cells; the active one alone when nothing was extended. Undefined on the header. */
export function selectedRange({ active, anchor = active }: GridCursor): CellRange | undefined {
  if (active.row < 0 || anchor.row < 0) return undefined;
  return {
    firstRow: Math.min(active.row, anchor.row),
    lastRow: Math.max(active.row, anchor.row),
    firstColumn: Math.min(active.column, anchor.column),
    lastColumn: Math.max(active.column, anchor.column),
  };
}

export const rangeCells = (range: CellRange): number =>
  (range.lastRow - range.firstRow + 1) * (range.lastColumn - range.firstColumn + 1);
