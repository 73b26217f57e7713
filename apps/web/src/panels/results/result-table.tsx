import type { ResultColumn, ResultRow } from "@lakehand/protocol";
import { useCallback, useEffect, useState } from "react";
import { ErrorNote } from "../../ui/error-note.tsx";
import { AllRowsProgress } from "./all-rows-progress.tsx";
import { CellDialog } from "./cell-dialog.tsx";
import { type OpenCell, ResultGrid } from "./result-grid.tsx";
import { rowsFooter } from "./result-text.ts";
import { nextSort, type Sort } from "./sort-rows.ts";
import { useRowOrder } from "./use-row-order.ts";

export interface ResultTableProps {
  label: string;
  resultId: string;
  columns: readonly ResultColumn[];
  sample: readonly ResultRow[];
  keptRows: number;
  totalRows: number;
  filter: string;
  /** What a person was last told, e.g. that rows were copied. */
  told: string;
  onTold: (message: string) => void;
}

/** The grid with its sort, filter and cell view, and the line that says what is in it. */
export function ResultTable(props: ResultTableProps) {
  const { resultId, columns, keptRows, totalRows, told, onTold } = props;
  const [sort, setSort] = useState<Sort>();
  const [cell, setCell] = useState<OpenCell>();
  const sortType = sort ? (columns[sort.column]?.type ?? "") : "";
  const { all, order, waiting, filtered } = useRowOrder({
    resultId,
    keptRows,
    sort,
    sortType,
    filter: props.filter,
  });
  const onSort = useCallback((column: number) => setSort((before) => nextSort(before, column)), []);
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
        onSort={onSort}
        onOpenCell={setCell}
        onCopied={onTold}
      />
      <footer className="flex min-h-8 items-center gap-3 border-t border-line px-3 py-1 text-xs text-faint">
        <span className="min-w-0 flex-1">
          {keptRows === 0
            ? "The query ran and found no rows."
            : rowsFooter(keptRows, totalRows, filtered ? order?.length : undefined)}
        </span>
        <span role="status" className="text-muted">
          {told}
        </span>
      </footer>
      <CellDialog cell={cell} onClose={() => setCell(undefined)} />
    </>
  );
}
