import { useDeferredValue, useMemo } from "react";
import { filterOrder } from "./filter-rows.ts";
import { useAllRows } from "./result-data.ts";
import { type Sort, sortedOrder } from "./sort-rows.ts";

export interface RowOrderOptions {
  resultId: string;
  keptRows: number;
  sort: Sort | undefined;
  /** Type text of the sorted column. */
  sortType: string;
  filter: string;
}

/** The order to show rows in. Any order but the result's own needs all kept rows, which are then read. */
export function useRowOrder({ resultId, keptRows, sort, sortType, filter }: RowOrderOptions) {
  const wanted = useDeferredValue(filter.trim());
  const needed = sort !== undefined || wanted !== "";
  const all = useAllRows(resultId, keptRows, needed && keptRows > 0);
  const { rows } = all;
  const sorted = useMemo(
    () => (rows && sort ? sortedOrder(rows, sortType, sort) : undefined),
    [rows, sort, sortType],
  );
  const order = useMemo(() => {
    if (!rows || !needed) return undefined;
    if (wanted === "") return sorted;
    return filterOrder(rows, sorted ?? rows.map((_, i) => i), wanted);
  }, [rows, needed, sorted, wanted]);
  const shownRows = useMemo(
    () => rows && order && (() => order.map((i) => rows[i]).filter((row) => row !== undefined)),
    [rows, order],
  );
  return { all, order, shownRows, waiting: needed && !rows, filtered: wanted !== "" && order !== undefined };
}

export type RowOrder = ReturnType<typeof useRowOrder>;
