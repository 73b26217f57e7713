import type { ResultColumn } from "@lakehand/protocol";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { MouseEvent, TouchEvent } from "react";
import { cx } from "../../ui/cx.ts";
import { cellId, type ShownColumn } from "./grid-row.tsx";
import type { Sort } from "./sort-rows.ts";

export interface GridHeaderProps {
  gridId: string;
  columns: readonly ResultColumn[];
  shown: readonly ShownColumn[];
  height: number;
  gutter: number;
  before: number;
  width: number;
  sort: Sort | undefined;
  /** Column of the active header cell. */
  active: number | undefined;
  onSort: (column: number) => void;
  onResize: (column: number, event: MouseEvent | TouchEvent) => void;
  onResetWidth: (column: number) => void;
}

/** Names and types; a press sorts, the line at the right edge is dragged to resize. */
export function GridHeader(props: GridHeaderProps) {
  const { gridId, columns, shown, sort, active } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtualised grid cannot be laid out as a table.
    <div role="rowgroup" className="sticky top-0 z-20 min-w-full" style={{ width: props.width }}>
      {/* biome-ignore lint/a11y/useSemanticElements: see above. */}
      <div
        role="row"
        tabIndex={-1}
        aria-rowindex={1}
        className="flex border-b border-line-strong bg-surface"
        style={{ height: props.height }}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: see above. */}
        <div
          role="columnheader"
          tabIndex={-1}
          aria-colindex={1}
          className="sticky left-0 z-10 shrink-0 border-r border-line bg-surface"
          style={{ width: props.gutter }}
        >
          <span className="sr-only">Row</span>
        </div>
        <div className="shrink-0" style={{ width: props.before }} role="presentation" />
        {shown.map(({ index, width, numeric }) => {
          const column = columns[index];
          const sorted = sort?.column === index ? sort : undefined;
          return (
            // biome-ignore lint/a11y/useSemanticElements: see above.
            <div
              key={index}
              id={cellId(gridId, -1, index)}
              role="columnheader"
              tabIndex={-1}
              aria-colindex={index + 2}
              aria-sort={sorted ? (sorted.descending ? "descending" : "ascending") : "none"}
              data-row={-1}
              data-column={index}
              title={`${column?.name} · ${column?.type}`}
              className={cx(
                "group/head relative shrink-0 bg-surface hover:bg-hover",
                active === index && "outline-offset-[-2px] outline-accent group-focus/grid:outline-2",
              )}
              style={{ width }}
            >
              <button
                type="button"
                tabIndex={-1}
                onClick={() => props.onSort(index)}
                className={cx(
                  "flex size-full flex-col justify-center px-3 leading-tight",
                  numeric ? "items-end" : "items-start",
                )}
              >
                <span className="flex max-w-full items-center gap-1 font-medium">
                  <span className="truncate">{column?.name}</span>
                  {sorted &&
                    (sorted.descending ? (
                      <ArrowDown aria-hidden className="size-3 shrink-0 text-accent" />
                    ) : (
                      <ArrowUp aria-hidden className="size-3 shrink-0 text-accent" />
                    ))}
                </span>
                <span className="max-w-full truncate text-2xs font-normal text-faint">{column?.type}</span>
              </button>
              <span
                aria-hidden
                onMouseDown={(event) => props.onResize(index, event)}
                onTouchStart={(event) => props.onResize(index, event)}
                onDoubleClick={() => props.onResetWidth(index)}
                className="absolute inset-y-1 right-0 w-2 cursor-col-resize touch-none border-r border-line hover:border-r-2 hover:border-accent"
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}
