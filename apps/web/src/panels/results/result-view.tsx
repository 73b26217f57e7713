import type { ResultColumn, ResultRow } from "@lakehand/protocol";
import { Download, Search, Table2 } from "lucide-react";
import { lazy, Suspense, useCallback, useState } from "react";
import { resultCsvUrl } from "../../api/queries.ts";
import { plural } from "../../lib/format.ts";
import { SqlError, Statement } from "../../transcript/cards/sql-parts.tsx";
import { Elapsed } from "../../ui/elapsed.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Skeleton, Spinner } from "../../ui/spinner.tsx";
import { Tab, TabList, TabPanel, Tabs } from "../../ui/tabs.tsx";
import type { ResultEntry } from "../result-entries.ts";
import { CopyMenu } from "./copy-menu.tsx";
import { ResultTable } from "./result-table.tsx";
import { nextSort, type Sort } from "./sort-rows.ts";
import { useRowOrder } from "./use-row-order.ts";

const ChartTab = lazy(() => import("../chart/chart-tab.tsx").then((m) => ({ default: m.ChartTab })));

// One empty list each: a new one with every drawing would lay the columns out anew.
const none: ResultColumn[] = [];
const noSample: ResultRow[] = [];

type View = "table" | "chart" | "sql";

/** One result: its rows, a chart of them, and the statement. */
export function ResultView({ entry }: { entry: ResultEntry }) {
  const { result } = entry;
  const { result_id: resultId, columns = none } = result;
  const kept = result.kept_rows ?? result.total_rows ?? 0;
  const total = result.total_rows ?? kept;
  const [view, setView] = useState<View>("table");
  const [filter, setFilter] = useState("");
  const [sort, setSort] = useState<Sort>();
  const [told, setTold] = useState("");
  const onSort = useCallback((column: number) => setSort((before) => nextSort(before, column)), []);
  const order = useRowOrder({
    resultId: resultId ?? "",
    keptRows: resultId === undefined ? 0 : kept,
    sort,
    sortType: sort ? (columns[sort.column]?.type ?? "") : "",
    filter,
  });
  const rows = resultId !== undefined && columns.length > 0 && result.status === "succeeded";
  return (
    <Tabs
      value={view}
      onValueChange={(next) => setView(next as View)}
      className="flex min-h-0 flex-1 flex-col"
    >
      <div className="flex min-h-10 flex-wrap items-center gap-1 border-b border-line px-2 py-1">
        <TabList aria-label="Views of the result">
          <Tab value="table">Table</Tab>
          {rows && <Tab value="chart">Chart</Tab>}
          <Tab value="sql">SQL</Tab>
        </TabList>
        {rows && (
          <div className="ml-auto flex items-center gap-1">
            {view === "table" && kept > 0 && <FilterBox value={filter} onChange={setFilter} />}
            {kept > 0 && (
              <CopyMenu
                resultId={resultId}
                columns={columns}
                count={order.order?.length ?? kept}
                shownRows={order.shownRows}
                onCopied={setTold}
              />
            )}
            <a
              href={resultCsvUrl(resultId)}
              download
              aria-label="Download as CSV"
              title="Download as CSV"
              className="inline-flex h-8 items-center gap-1.5 rounded-lg px-2 text-xs font-medium text-muted hover:bg-hover hover:text-ink"
            >
              <Download aria-hidden className="size-3.5" />
              <span className="hidden sm:inline">CSV</span>
            </a>
          </div>
        )}
      </div>
      <TabPanel value="table" className="flex min-h-0 flex-1 flex-col">
        {rows ? (
          <ResultTable
            label={`Rows of result ${entry.number}`}
            resultId={resultId}
            columns={columns}
            sample={result.preview ?? noSample}
            keptRows={kept}
            totalRows={total}
            order={order}
            sort={sort}
            onSort={onSort}
            told={told}
            onTold={setTold}
          />
        ) : (
          <NoRows entry={entry} />
        )}
      </TabPanel>
      {rows && (
        <TabPanel value="chart" className="min-h-0 flex-1">
          <Suspense fallback={<Skeleton className="m-3 h-60" />}>
            <ChartTab resultId={resultId} columns={columns} keptRows={kept} totalRows={total} />
          </Suspense>
        </TabPanel>
      )}
      <TabPanel value="sql" className="min-h-0 flex-1 overflow-auto">
        <Statement sql={result.sql} />
        <SqlError result={result} />
        <Place entry={entry} />
      </TabPanel>
    </Tabs>
  );
}

function FilterBox({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <span className="relative">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2 size-3.5 -translate-y-1/2 text-faint"
      />
      <input
        type="search"
        aria-label="Filter the rows"
        placeholder="Filter"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-8 w-24 rounded-lg border border-line bg-surface pr-1 pl-7 text-xs placeholder:text-faint hover:border-line-strong sm:w-36"
      />
    </span>
  );
}

/** Why there is no table, in words. */
function NoRows({ entry }: { entry: ResultEntry }) {
  const { result } = entry;
  switch (result.status) {
    case "running":
      return (
        <Empty title="The statement is running">
          <span className="flex items-center justify-center gap-2">
            <Spinner label={result.warehouse_name ? `on ${result.warehouse_name}` : "on the warehouse"} />
            <Elapsed since={entry.startedAt} />
          </span>
        </Empty>
      );
    case "failed":
      return (
        <div className="overflow-auto">
          <SqlError result={result} />
          <Statement sql={result.sql} />
        </div>
      );
    case "cancelled":
      return <Empty title="Cancelled">The statement was stopped before it gave its rows.</Empty>;
    case "skipped":
      return <Empty title="Not run">A statement before it failed, so this one was not started.</Empty>;
    default:
      return result.columns?.length ? (
        <Empty icon={<Table2 />} title="The rows were not kept">
          Run the statement again to see {plural(result.total_rows ?? 0, "row")}.
        </Empty>
      ) : (
        <Empty icon={<Table2 />} title="Done">
          This statement gives no rows.
        </Empty>
      );
  }
}

function Place({ entry: { result } }: { entry: ResultEntry }) {
  const facts = [
    ["Warehouse", result.warehouse_name ?? result.warehouse_id],
    ["Catalog", result.catalog],
    ["Schema", result.schema],
    ["Statement", result.statement_id],
  ].filter(([, value]) => value);
  if (facts.length === 0) return null;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 border-t border-line px-3 py-2.5 text-xs">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-faint">{name}</dt>
          <dd className="font-mono wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
