import type { ResultColumn, ResultRow } from "@lakehand/protocol";
import { useCallback, useEffect, useRef, useState } from "react";
import { ErrorNote } from "../../ui/error-note.tsx";
import { AllRowsProgress } from "./all-rows-progress.tsx";
import { CellDialog } from "./cell-dialog.tsx";
import { type OpenCell, ResultGrid } from "./result-grid.tsx";
import { rowsFooter } from "./result-text.ts";
import type { Sort } from "./sort-rows.ts";
import type { RowOrder } from "./use-row-order.ts";

export interface ResultTableProps {
  label: string;
  resultId: string;
  columns: readonly ResultColumn[];
  sample: readonly ResultRow[];
  keptRows: number;
  totalRows: number;
  order: RowOrder;
  sort: Sort | undefined;
  onSort: (column: number) => void;
  /** What a person was last told, e.g. that rows were copied. */
  told: string;
  onTold: (message: string) => void;
}

/** The grid with its sort, filter and cell view, and the line that says what is in it. */
export function ResultTable(props: ResultTableProps) {
  const { resultId, columns, keptRows, totalRows, sort, told, onTold } = props;
  const [cell, setCell] = useState<OpenCell>();
  const opener = useRef<Element>(null);
  const { all, order, waiting, filtered } = props.order;
  const openCell = useCallback((next: OpenCell) => {
    opener.current = document.activeElement;
    setCell(next);
  }, []);
  const closeCell = () => {
    setCell(undefined);
    // After the dialog has let go of the focus, so that the arrow keys go on where they were.
    setTimeout(() => opener.current instanceof HTMLElement && opener.current.focus({ preventScroll: true }));
  };
  useEffect(() => {
    if (told === "") return;
    const timer = setTimeout(() => onTold(""), 4000);
    return () => clearTimeout(timer);
  }, [told, onTold]);
  return (
    <>
      {waiting && all.error === undefined && (
        <div className="border-b border-line">
          <AllRowsProgress
            loaded={all.loaded}
            total={keptRows}
            purpose={sort ? "sort them" : "filter them"}
          />
        </div>
      )}
      {all.error !== undefined && (
        <div className="border-b border-line p-2">
          <ErrorNote error={all.error}>
            <button type="button" onClick={all.retry} className="text-sm font-medium text-accent underline">
              Try again
            </button>
          </ErrorNote>
        </div>
      )}
      <ResultGrid
        label={props.label}
        resultId={resultId}
        columns={columns}
        keptRows={keptRows}
        sample={props.sample}
        allRows={all.rows}
        order={order}
        sort={sort}
        onSort={props.onSort}
        onOpenCell={openCell}
        onCopied={onTold}
      />
      <footer className="flex min-h-8 items-center gap-3 border-t border-line px-3 py-1 text-xs text-faint">
        {told === "" && (
          <span>
            {keptRows === 0
              ? "The query ran and found no rows."
              : rowsFooter(keptRows, totalRows, filtered ? order?.length : undefined)}
          </span>
        )}
        <span role="status" className="text-muted">
          {told}
        </span>
      </footer>
      <CellDialog cell={cell} onClose={closeCell} />
    </>
  );
}
