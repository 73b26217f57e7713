import type { ResultRow } from "@lakehand/protocol";
import { type QueryClient, queryOptions, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { resultPageQuery } from "../../api/queries.ts";
import { PAGE_ROWS, pagesOf, windows } from "./pages.ts";

const AHEAD = 60;
const SETTLED_AFTER_MS = 50;

/** The value once it has stood still for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/**
 * Rows `first`…`last` as far as they are here, page by page. Pages that a fast scroll only passes are never asked
 * for, and one that leaves the view before it came is not waited for. `row` gives undefined for one on its way.
 */
export function usePagedRows(resultId: string, first: number, last: number, total: number, enabled: boolean) {
  const settled = useSettled(pagesOf(first - AHEAD, last + AHEAD, total).join());
  const pages = useMemo(() => (settled === "" ? [] : settled.split(",").map(Number)), [settled]);
  return useQueries({
    queries: pages.map((page) => ({
      ...resultPageQuery(resultId, page * PAGE_ROWS, PAGE_ROWS),
      enabled,
    })),
    combine: (results) => ({
      row: (index: number): ResultRow | undefined => {
        const at = pages.indexOf(Math.floor(index / PAGE_ROWS));
        return results[at]?.data?.rows[index % PAGE_ROWS];
      },
      error: results.find((r) => r.isError)?.error ?? undefined,
      retry: () => {
        for (const r of results) if (r.isError) void r.refetch();
      },
    }),
  });
}

const progressKey = (resultId: string) => ["results", resultId, "progress"];

/** Every kept row, for what needs all of them: sort, filter, chart. Progress is told on the way. */
export const allRowsQuery = (client: QueryClient, resultId: string, keptRows: number) =>
  queryOptions({
    queryKey: ["results", resultId, "all"],
    queryFn: async ({ signal }) => {
      const rows: ResultRow[] = [];
      client.setQueryData(progressKey(resultId), 0);
      for (const { offset, limit } of windows(0, keptRows - 1)) {
        const page = await client.fetchQuery({ ...resultPageQuery(resultId, offset, limit), gcTime: 0 });
        signal.throwIfAborted();
        for (const row of page.rows) rows.push(row);
        client.setQueryData(progressKey(resultId), rows.length);
      }
      return rows;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

export function useAllRows(resultId: string, keptRows: number, enabled: boolean) {
  const client = useQueryClient();
  const all = useQuery({ ...allRowsQuery(client, resultId, keptRows), enabled });
  const { data: loaded = 0 } = useQuery<number>({
    queryKey: progressKey(resultId),
    queryFn: () => 0,
    enabled: false,
  });
  return useMemo(
    () => ({
      rows: all.data,
      loaded: all.data?.length ?? loaded,
      loading: enabled && all.isFetching,
      error: all.isError ? all.error : undefined,
      retry: () => void all.refetch(),
    }),
    [all, enabled, loaded],
  );
}

/** Rows `first`…`last` whether they were looked at or not, e.g. to copy them. */
export async function fetchRows(
  client: QueryClient,
  resultId: string,
  first: number,
  last: number,
): Promise<ResultRow[]> {
  const pages = await Promise.all(
    windows(first, last).map(({ offset, limit }) =>
      client.fetchQuery(resultPageQuery(resultId, offset, limit)),
    ),
  );
  return pages.flatMap((page) => page.rows);
}
