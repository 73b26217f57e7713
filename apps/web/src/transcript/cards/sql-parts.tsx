import type { SqlResult } from "@lakehand/protocol";
import { Table2 } from "lucide-react";
import { useState } from "react";
import { formatCount, plural } from "../../lib/format.ts";
import { Code } from "../../markdown/code.tsx";
import { resultKey } from "../../panels/result-entries.ts";
import { isNumeric } from "../../panels/results/type-family.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { cx } from "../../ui/cx.ts";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { useTranscriptActions } from "../actions.ts";
import type { CardStatus } from "./card.tsx";

const PREVIEW_ROWS = 5;

export function sqlStatus(result: SqlResult): CardStatus {
  return (
    {
      running: "running",
      succeeded: "done",
      failed: "error",
      cancelled: "orphaned",
      skipped: "skipped",
    } as const
  )[result.status];
}

/** `1,000 rows of 1,204,331`, `42 rows`, `no rows`, or nothing for a statement that gives none. */
export function rowsText(result: SqlResult): string | undefined {
  const total = result.total_rows;
  if (total === undefined || !result.columns?.length) return undefined;
  if (total === 0) return "no rows";
  const kept = result.kept_rows ?? total;
  return kept < total ? `${formatCount(kept)} rows of ${formatCount(total)}` : plural(total, "row");
}

/** A statement; a long one shows its first lines until asked for more. */
export function Statement({ sql }: { sql: string }) {
  const [all, setAll] = useState(false);
  const lines = sql.split("\n").length;
  const long = lines > 12;
  return (
    <div className="group/sql relative bg-sunken">
      <Code
        code={sql}
        language="sql"
        className={cx("px-3 py-2 pr-10", long && !all ? "max-h-44" : "max-h-120")}
      />
      <CopyButton text={sql} label="Copy SQL" className="absolute top-1 right-1 size-7 bg-sunken" />
      {long && (
        <button
          type="button"
          onClick={() => setAll(!all)}
          className="w-full border-t border-line px-3 py-1 text-left text-xs text-accent hover:bg-hover"
        >
          {all ? "Show less" : `Show all ${lines} lines`}
        </button>
      )}
    </div>
  );
}

/** The first rows, for a look; the whole result is in the Results panel. */
export function PreviewTable({ result }: { result: SqlResult }) {
  const { columns = [], preview = [] } = result;
  if (columns.length === 0 || preview.length === 0) return null;
  return (
    <ScrollRegion label="First rows" className="border-t border-line">
      <table className="min-w-full text-xs tabular-nums">
        <thead>
          <tr>
            {columns.map((column, i) => (
              <th
                // biome-ignore lint/suspicious/noArrayIndexKey: two columns may share a name.
                key={i}
                scope="col"
                title={`${column.name} ${column.type}`}
                className={cx(
                  "px-3 py-1.5 font-medium whitespace-nowrap text-muted",
                  isNumeric(column.type) ? "text-right" : "text-left",
                )}
              >
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.slice(0, PREVIEW_ROWS).map((row, r) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a fixed sample.
            <tr key={r} className="border-t border-line">
              {columns.map((column, c) => (
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column.
                  key={c}
                  className={cx(
                    "max-w-72 truncate px-3 py-1 whitespace-nowrap",
                    isNumeric(column.type) && "text-right",
                  )}
                >
                  {row[c] ?? <span className="text-faint italic">null</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

/** Why a statement failed and what may help. */
export function SqlError({ result }: { result: SqlResult }) {
  if (!result.error) return null;
  const { code, message, suggestion } = result.error;
  return (
    <div className="border-t border-danger-line bg-danger-soft px-3 py-2 text-[13px] wrap-anywhere">
      <p className="whitespace-pre-wrap text-danger">{message}</p>
      {suggestion && <p className="mt-1 text-muted">{suggestion}</p>}
      {!message.includes(code) && <p className="mt-1 font-mono text-2xs text-faint">{code}</p>}
    </div>
  );
}

/** Statement, error, first rows and the way to all of them. */
export function SqlBody({ toolId, result }: { toolId: string; result: SqlResult }) {
  const { openResult } = useTranscriptActions();
  const shown = Math.min(PREVIEW_ROWS, result.preview?.length ?? 0);
  const total = result.total_rows ?? 0;
  const place = [result.catalog, result.schema].filter(Boolean).join(".");
  return (
    <>
      <Statement sql={result.sql} />
      <SqlError result={result} />
      <PreviewTable result={result} />
      {(result.columns?.length || place) && result.status === "succeeded" ? (
        <div className="flex min-h-9 flex-wrap items-center gap-x-3 border-t border-line px-3 py-1 text-xs text-faint">
          {result.columns?.length ? (
            <>
              <span>
                {total === 0
                  ? "The result has no rows."
                  : shown < total
                    ? `first ${plural(shown, "row")} of ${formatCount(total)}`
                    : total === 1
                      ? "1 row"
                      : `all ${plural(total, "row")}`}
              </span>
              {result.result_id && (
                <button
                  type="button"
                  onClick={() => openResult(resultKey(toolId, result.index))}
                  className="inline-flex items-center gap-1.5 rounded px-1 py-0.5 font-medium text-accent hover:underline"
                >
                  <Table2 aria-hidden className="size-3.5" />
                  Open in Results
                </button>
              )}
            </>
          ) : null}
          {place && <span className="ml-auto font-mono text-2xs">{place}</span>}
        </div>
      ) : null}
    </>
  );
}
