import type { ResultColumn, ResultRow } from "@lakehand/protocol";
import { useQueryClient } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { ErrorNote } from "../../ui/error-note.tsx";
import { MAX_COPIED_ROWS, toTsv } from "./copy-formats.ts";
import { type CellPlace, type GridCursor, moveCursor, selectedRange } from "./grid-cursor.ts";
import { GridHeader } from "./grid-header.tsx";
import { cellId, GridRow } from "./grid-row.tsx";
import { fetchRows, usePagedRows } from "./result-data.ts";
import type { Sort } from "./sort-rows.ts";
import { useGridColumns } from "./use-grid-columns.ts";

const ROW_HEIGHT = 28;
const HEADER_HEIGHT = 42;
const NUDGE = 24;

export interface OpenCell {
  column: ResultColumn;
  /** Place of the row in the result, from 0. */
  position: number;
  value: string | null;
}

export interface ResultGridProps {
  label: string;
  resultId: string;
  columns: readonly ResultColumn[];
  keptRows: number;
  /** The first rows, for the first widths. */
  sample: readonly ResultRow[];
  /** Every kept row, once they are here; until then pages are fetched as they come into view. */
  allRows: readonly ResultRow[] | undefined;
  /** Positions to show, sorted and filtered; absent: all as they came. Needs `allRows`. */
  order: readonly number[] | undefined;
  sort: Sort | undefined;
  onSort: (column: number) => void;
  onOpenCell: (cell: OpenCell) => void;
  onCopied: (message: string) => void;
}

/** Rows of a result as an ARIA grid: one tab stop, arrow keys move, only what is in view is in the page. */
export function ResultGrid(props: ResultGridProps) {
  const { resultId, columns, allRows, order, sort } = props;
  const count = order?.length ?? props.keptRows;
  const gridId = useId();
  const client = useQueryClient();
  const scroller = useRef<HTMLDivElement>(null);
  const { shapes, resize, reset, nudge } = useGridColumns(columns, props.sample);
  const [cursor, setCursor] = useState<GridCursor>({ active: { row: 0, column: 0 } });
  const gutter = 22 + String(props.keptRows).length * 7;

  const rowWindow = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    paddingStart: HEADER_HEIGHT,
    scrollPaddingStart: HEADER_HEIGHT,
    useFlushSync: false,
  });
  const columnWindow = useVirtualizer({
    horizontal: true,
    count: shapes.length,
    getScrollElement: () => scroller.current,
    estimateSize: (i) => shapes[i]?.width ?? 150,
    overscan: 3,
    paddingStart: gutter,
    scrollPaddingStart: gutter,
    useFlushSync: false,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: new widths are the reason to measure.
  useEffect(() => columnWindow.measure(), [columnWindow, shapes]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another order starts at its top.
  useEffect(() => {
    scroller.current?.scrollTo?.({ top: 0 });
    setCursor(({ active }) => ({ active: { ...active, row: Math.min(active.row, 0) } }));
  }, [order]);

  const rows = rowWindow.getVirtualItems();
  const inView = columnWindow.getVirtualItems();
  const [from, to] = [inView[0]?.index ?? 0, inView.at(-1)?.index ?? -1];
  const shown = useMemo(() => shapes.slice(from, to + 1), [shapes, from, to]);
  const before = (inView[0]?.start ?? gutter) - gutter;
  const width = Math.max(columnWindow.getTotalSize(), gutter);
  const pages = usePagedRows(
    resultId,
    rows[0]?.index ?? 0,
    rows.at(-1)?.index ?? -1,
    props.keptRows,
    allRows === undefined,
  );
  const positionOf = (index: number) => (order ? order[index] : index);
  const rowAt = (index: number): ResultRow | undefined =>
    allRows ? allRows[positionOf(index) ?? -1] : pages.row(index);

  const range = selectedRange(cursor);
  const { active } = cursor;
  const select = (next: GridCursor) => {
    setCursor(next);
    if (next.active.row >= 0) rowWindow.scrollToIndex(next.active.row, { align: "auto" });
    columnWindow.scrollToIndex(next.active.column, { align: "auto" });
  };
  const open = ({ row, column }: CellPlace) => {
    const [value, position, about] = [rowAt(row)?.[column], positionOf(row), columns[column]];
    if (value !== undefined && position !== undefined && about)
      props.onOpenCell({ column: about, position, value });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      event.preventDefault();
      return nudge(active.column, event.key === "ArrowLeft" ? -NUDGE : NUDGE);
    }
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return active.row < 0 ? props.onSort(active.column) : open(active);
    }
    const next = moveCursor(
      cursor,
      { key: event.key, shift: event.shiftKey, command: event.ctrlKey || event.metaKey },
      {
        rows: count,
        columns: columns.length,
        pageRows: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / ROW_HEIGHT) - 2),
      },
    );
    if (!next) return;
    event.preventDefault();
    select(next);
  };

  const onPointer = (event: PointerEvent) => {
    const place = placeOf(event.target);
    // A finger scrolls; only a mouse or pen pulls a selection open.
    const pulling = event.type === "pointermove";
    if (!place || event.button > 0 || (pulling && (event.buttons !== 1 || event.pointerType === "touch")))
      return;
    if (pulling || event.shiftKey) {
      if (place.row < 0 || active.row < 0) return;
      if (place.row === active.row && place.column === active.column) return;
      setCursor({ active: place, anchor: cursor.anchor ?? active });
    } else setCursor({ active: place });
  };

  const onClick = (event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest("[data-view-cell]")) open(active);
  };

  const onCopy = async (event: ClipboardEvent) => {
    if (!range || count === 0) return;
    event.preventDefault();
    const height = range.lastRow - range.firstRow + 1;
    if (height > MAX_COPIED_ROWS)
      return props.onCopied("At most 10,000 rows fit the clipboard: download the CSV.");
    const indices = Array.from({ length: height }, (_, i) => range.firstRow + i);
    const here = indices.map(rowAt);
    const cut = (row: ResultRow) => row.slice(range.firstColumn, range.lastColumn + 1);
    const told = height === 1 && range.firstColumn === range.lastColumn ? "the cell" : `${height} rows`;
    if (here.every((row) => row !== undefined)) {
      const single = here.length === 1 && range.firstColumn === range.lastColumn;
      const text = single ? (here[0]?.[range.firstColumn] ?? "") : toTsv(here.map(cut));
      event.clipboardData.setData("text/plain", text);
      return props.onCopied(`Copied ${told}.`);
    }
    try {
      const fetched = await fetchRows(client, resultId, range.firstRow, range.lastRow);
      await navigator.clipboard.writeText(toTsv(fetched.map(cut)));
      props.onCopied(`Copied ${told}.`);
    } catch {
      props.onCopied("Not copied: the rows could not be read or the browser refused.");
    }
  };

  const activeShown = active.row < 0 || rows.some((r) => r.index === active.row);
  return (
    <div className="relative min-h-0 flex-1">
      {/* biome-ignore lint/a11y/useSemanticElements: a virtualised grid cannot be laid out as a table. */}
      <div
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={count + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable
        aria-description="Enter opens a cell or sorts by a header; Alt with left or right changes a column's width."
        aria-activedescendant={
          activeShown && (count > 0 || active.row < 0) && columns.length > 0
            ? cellId(gridId, active.row, active.column)
            : undefined
        }
        onKeyDown={onKeyDown}
        // A press on a cell must not take the focus from the grid: the keys and the active cell belong to it.
        onFocus={(event) =>
          event.target !== event.currentTarget && event.currentTarget.focus({ preventScroll: true })
        }
        onPointerDown={onPointer}
        onPointerMove={onPointer}
        onClick={onClick}
        onDoubleClick={() => active.row >= 0 && open(active)}
        onCopy={(event) => void onCopy(event)}
        className="group/grid h-full overflow-auto text-xs outline-offset-[-2px] select-none focus-visible:outline-accent-line"
      >
        <div
          role="presentation"
          className="relative min-w-full"
          style={{ width, height: rowWindow.getTotalSize() }}
        >
          <GridHeader
            gridId={gridId}
            columns={columns}
            shown={shown}
            height={HEADER_HEIGHT}
            gutter={gutter}
            before={before}
            width={width}
            sort={sort}
            active={active.row < 0 ? active.column : undefined}
            onSort={props.onSort}
            onResize={resize}
            onResetWidth={reset}
          />
          {/* biome-ignore lint/a11y/useSemanticElements: a virtualised grid cannot be laid out as a table. */}
          <div role="rowgroup">
            {rows.map(({ index, start }) => {
              const inRange = range && index >= range.firstRow && index <= range.lastRow;
              return (
                <GridRow
                  key={index}
                  gridId={gridId}
                  index={index}
                  position={positionOf(index)}
                  row={rowAt(index)}
                  columns={shown}
                  top={start}
                  height={ROW_HEIGHT}
                  gutter={gutter}
                  before={before}
                  width={width}
                  active={active.row === index ? active.column : undefined}
                  selectedFrom={inRange && cursor.anchor ? range.firstColumn : undefined}
                  selectedTo={inRange && cursor.anchor ? range.lastColumn : undefined}
                />
              );
            })}
          </div>
        </div>
      </div>
      {pages.error !== undefined && (
        <div className="absolute inset-x-3 bottom-3">
          <ErrorNote error={pages.error}>
            <button type="button" onClick={pages.retry} className="text-sm font-medium text-accent underline">
              Read these rows again
            </button>
          </ErrorNote>
        </div>
      )}
    </div>
  );
}

function placeOf(target: EventTarget | null): CellPlace | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>("[data-column]") : null;
  if (!cell) return undefined;
  return { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
}
