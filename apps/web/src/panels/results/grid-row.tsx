import type { ResultRow } from "@lakehand/protocol";
import { Maximize2 } from "lucide-react";
import { memo } from "react";
import { cx } from "../../ui/cx.ts";

/** What a row needs of a column that is in view. */
export interface ShownColumn {
  index: number;
  width: number;
  numeric: boolean;
}

export interface GridRowProps {
  gridId: string;
  /** Place in the grid as shown. */
  index: number;
  /** Place in the result, from 0; not known while the row is on its way. */
  position: number | undefined;
  row: ResultRow | undefined;
  columns: readonly ShownColumn[];
  top: number;
  height: number;
  gutter: number;
  /** Pixels between the row number and the first column in view. */
  before: number;
  width: number;
  /** Column of the active cell when it is in this row. */
  active: number | undefined;
  /** Selected columns of this row, inclusive. */
  selectedFrom: number | undefined;
  selectedTo: number | undefined;
}

export const cellId = (gridId: string, row: number, column: number) => `${gridId}-${row}-${column}`;

const LONG = 24;

/** One row. It is drawn again only when what it shows changes, not with every scroll. */
export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { gridId, index, row, position, active, selectedFrom = 1, selectedTo = 0 } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtualised grid cannot be laid out as a table.
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      className="group/row absolute top-0 left-0 flex min-w-full border-b border-line"
      style={{ transform: `translateY(${props.top}px)`, height: props.height, width: props.width }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above. */}
      <div
        role="rowheader"
        tabIndex={-1}
        aria-colindex={1}
        className="sticky left-0 z-10 flex shrink-0 items-center justify-end border-r border-line bg-surface pr-2 text-2xs text-faint tabular-nums group-hover/row:bg-hover"
        style={{ width: props.gutter }}
      >
        {position === undefined ? "" : position + 1}
      </div>
      <div className="shrink-0" style={{ width: props.before }} role="presentation" />
      {props.columns.map((column) => {
        const value = row?.[column.index];
        const isActive = active === column.index;
        const selected = column.index >= selectedFrom && column.index <= selectedTo;
        return (
          // biome-ignore lint/a11y/useSemanticElements: see above.
          <div
            key={column.index}
            id={cellId(gridId, index, column.index)}
            role="gridcell"
            tabIndex={-1}
            aria-colindex={column.index + 2}
            aria-selected={selected || isActive}
            data-row={index}
            data-column={column.index}
            className={cx(
              "relative flex shrink-0 items-center px-3 group-hover/row:bg-hover",
              column.numeric && "justify-end tabular-nums",
              selected && "bg-accent-soft!",
              isActive &&
                "outline-offset-[-2px] outline-line-strong outline-1 group-focus/grid:bg-accent-soft! group-focus/grid:outline-2 group-focus/grid:outline-accent",
            )}
            style={{ width: column.width }}
          >
            {row === undefined ? (
              <span aria-hidden className="h-2.5 w-2/3 animate-pulse rounded bg-hover" />
            ) : value === null || value === undefined ? (
              <span className="text-faint italic">null</span>
            ) : (
              <span className="truncate">{oneLine(value)}</span>
            )}
            {isActive && value && value.length > LONG && (
              <button
                type="button"
                tabIndex={-1}
                data-view-cell
                aria-label="View the whole cell"
                className="absolute right-0.5 inline-flex size-5 items-center justify-center rounded bg-raised text-muted shadow-card hover:text-ink"
              >
                <Maximize2 aria-hidden className="size-3" />
              </button>
            )}
          </div>
        );
      })}
    </div>
  );
});

/** Long text is cut before it reaches the page, and its line breaks show as what they are. */
function oneLine(value: string): string {
  const cut = value.length > 400 ? `${value.slice(0, 400)}…` : value;
  return cut.replace(/\r?\n/g, " ⏎ ");
}
