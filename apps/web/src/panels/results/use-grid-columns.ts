import type { ResultColumn, ResultRow } from "@lakehand/protocol";
import {
  type ColumnDef,
  columnResizingFeature,
  columnSizingFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { type MouseEvent, type TouchEvent, useMemo } from "react";
import { columnWidth, MIN_WIDTH } from "./column-width.ts";
import { isNumeric } from "./type-family.ts";

const features = tableFeatures({ columnSizingFeature, columnResizingFeature });
/** Rows come lazily and in an order of their own, so the table model holds columns only. */
const noRows: ResultRow[] = [];
const MAX_WIDTH = 1600;

/** Widths of the columns and what changes them. `sample` gives the first widths. */
export function useGridColumns(columns: readonly ResultColumn[], sample: readonly ResultRow[]) {
  const defs = useMemo(
    () =>
      columns.map(
        (column, i): ColumnDef<typeof features, ResultRow> => ({
          id: String(i),
          size: columnWidth(column, i, sample),
          minSize: MIN_WIDTH,
          maxSize: MAX_WIDTH,
        }),
      ),
    [columns, sample],
  );
  const table = useTable(
    { features, columns: defs, data: noRows, columnResizeMode: "onChange" },
    (state) => state.columnSizing,
  );
  const sizes = table.state;
  const shapes = useMemo(
    () =>
      defs.map((def, index) => ({
        index,
        width: sizes[String(index)] ?? def.size ?? 150,
        numeric: isNumeric(columns[index]?.type ?? ""),
      })),
    [defs, sizes, columns],
  );
  const header = (column: number) => table.getHeaderGroups()[0]?.headers[column];
  return {
    shapes,
    resize: (column: number, event: MouseEvent | TouchEvent) => header(column)?.getResizeHandler()(event),
    reset: (column: number) => header(column)?.column.resetSize(),
    /** Makes a column wider or narrower by `delta` pixels, for the keyboard. */
    nudge: (column: number, delta: number) => {
      const width = (shapes[column]?.width ?? MIN_WIDTH) + delta;
      table.setColumnSizing((before) => ({
        ...before,
        [column]: Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, width)),
      }));
    },
  };
}
