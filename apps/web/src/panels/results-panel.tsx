import { useQuery } from "@tanstack/react-query";
import { Download, Table2 } from "lucide-react";
import { resultCsvUrl, resultPageQuery } from "../api/queries.ts";
import { plural } from "../lib/format.ts";
import { SqlError, Statement } from "../transcript/cards/sql-parts.tsx";
import { Empty } from "../ui/empty.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Select } from "../ui/select.tsx";
import { Skeleton } from "../ui/spinner.tsx";
import type { ResultsPanelProps } from "./props.ts";

const PAGE = 200;

export function ResultsPanel({ entries, selected, onSelect }: ResultsPanelProps) {
  const entry = entries.find((e) => e.key === selected) ?? entries.at(-1);
  const id = entry?.result.result_id;
  const page = useQuery({ ...resultPageQuery(id ?? "", 0, PAGE), enabled: id !== undefined });
  if (!entry) {
    return (
      <Empty icon={<Table2 />} title="No results yet">
        Rows of every SQL query the agent runs are shown here.
      </Empty>
    );
  }
  return (
    <div className="flex h-full flex-col">
      <div className="flex items-center gap-2 border-b border-line p-2">
        <Select
          label="Result"
          value={entry.key}
          onChange={(event) => onSelect(event.target.value)}
          className="flex-1"
        >
          {entries.toReversed().map((e) => (
            <option key={e.key} value={e.key}>
              {e.number}. {e.result.sql.replace(/\s+/g, " ").slice(0, 80)}
            </option>
          ))}
        </Select>
        {id && (
          <a
            href={resultCsvUrl(id)}
            download
            className="inline-flex h-8 items-center gap-1.5 rounded-lg border border-line-strong px-2.5 text-xs font-medium hover:bg-hover"
          >
            <Download aria-hidden className="size-3.5" />
            CSV
          </a>
        )}
      </div>
      <Statement sql={entry.result.sql} />
      <SqlError result={entry.result} />
      {page.isError && <ErrorNote error={page.error} />}
      {id && page.isPending && <Skeleton className="m-3 h-40" />}
      {page.data && (
        <div className="min-h-0 flex-1 overflow-auto">
          <table className="min-w-full text-xs tabular-nums">
            <thead className="sticky top-0 bg-surface">
              <tr>
                {page.data.columns.map((column, i) => (
                  <th
                    // biome-ignore lint/suspicious/noArrayIndexKey: two columns may share a name.
                    key={i}
                    scope="col"
                    className="border-b border-line px-3 py-1.5 text-left font-medium whitespace-nowrap"
                  >
                    {column.name} <span className="font-normal text-faint">{column.type}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {page.data.rows.map((row, r) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows of a fixed result.
                <tr key={r} className="border-b border-line">
                  {row.map((cell, c) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column.
                    <td key={c} className="max-w-96 truncate px-3 py-1 whitespace-nowrap">
                      {cell ?? <span className="text-faint italic">null</span>}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          <p className="px-3 py-2 text-xs text-faint">{plural(page.data.total_rows, "row")}</p>
        </div>
      )}
    </div>
  );
}
