import type { ContextUsage, UsageReport } from "@lakehand/protocol";
import { useQuery } from "@tanstack/react-query";
import { FoldVertical, Gauge } from "lucide-react";
import { useState } from "react";
import { formatTokens } from "../lib/format.ts";
import { noticeRun } from "../stream/session.ts";
import { Button } from "../ui/button.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Skeleton } from "../ui/spinner.tsx";
import { compact, usageQuery } from "./api.ts";
import type { ContextChipProps } from "./context-chip.tsx";
import { fill, sumOf } from "./figures.ts";
import { SpentTable } from "./spent-table.tsx";

export interface ContextPanelProps extends ContextChipProps {
  context: ContextUsage | undefined;
  onClose: () => void;
  onLimits: (report: UsageReport) => void;
}

/** What fills the context, with the way to make it smaller, and what was spent. */
export function ContextPanel(props: ContextPanelProps) {
  const { projectId, conversationId, executions, running, practice, context, onClose, onLimits } = props;
  const usage = useQuery(usageQuery(projectId, conversationId));
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const shrink = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const run = await compact(projectId, conversationId);
      noticeRun(run.conversation_id, run.execution_id);
      onClose();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="text-xs">
      <section aria-label="Context" className="px-3 pt-2.5 pb-3">
        <div className="flex items-center gap-2">
          <h2 className="font-medium text-faint">Context</h2>
          {context && (
            <p className="ml-auto text-muted tabular-nums">
              {formatTokens(context.total_tokens)} of {formatTokens(context.max_tokens)} tokens
            </p>
          )}
        </div>
        {context ? (
          <Categories context={context} />
        ) : (
          <p className="mt-1 text-muted">Known after the first answer.</p>
        )}
        <div className="mt-2.5 flex items-center gap-2">
          <p className="min-w-0 flex-1 text-faint">
            {running
              ? "It can be compacted when the run has ended."
              : "Compacting puts a summary in the place of what was said."}
          </p>
          <Button size="sm" disabled={running || busy || !context} onClick={() => void shrink()}>
            <FoldVertical aria-hidden className="size-3.5" />
            Compact
          </Button>
        </div>
        {error !== undefined && (
          <div className="mt-2">
            <ErrorNote error={error} />
          </div>
        )}
      </section>
      <section aria-label="Tokens and cost" className="border-t border-line px-3 pt-2.5 pb-3">
        <h2 className="font-medium text-faint">Tokens and cost</h2>
        {usage.isError && (
          <div className="mt-2">
            <ErrorNote error={usage.error} />
          </div>
        )}
        {usage.isPending && <Skeleton className="mt-2 h-20" />}
        {usage.data && <SpentTable report={usage.data} turn={sumOf(executions.slice(-1))} free={practice} />}
        <div className="mt-2.5 flex items-center gap-2">
          <p className="min-w-0 flex-1 text-faint">
            {practice ? "The practice model is free." : usage.data?.note}
          </p>
          <Button size="sm" disabled={!usage.data} onClick={() => usage.data && onLimits(usage.data)}>
            <Gauge aria-hidden className="size-3.5" />
            Limits…
          </Button>
        </div>
      </section>
    </div>
  );
}

const shades = ["bg-accent", "bg-ok", "bg-warn", "bg-danger", "bg-muted", "bg-line-strong"];

function Categories({ context }: { context: ContextUsage }) {
  const list = context.categories
    .filter((c) => c.tokens > 0 && !/^free/i.test(c.name))
    .toSorted((a, b) => b.tokens - a.tokens)
    .map((c, i) => ({ ...c, shade: shades[Math.min(i, shades.length - 1)]! }));
  const percent = (tokens: number) => (context.max_tokens > 0 ? (tokens / context.max_tokens) * 100 : 0);
  return (
    <>
      <div
        role="img"
        aria-label={`${Math.round(fill(context) * 100)} % full`}
        className="mt-1.5 flex h-2 gap-px overflow-hidden rounded-full bg-line"
      >
        {list.map((c) => (
          <span key={c.name} className={c.shade} style={{ width: `${percent(c.tokens)}%` }} />
        ))}
        {list.length === 0 && (
          <span className="bg-accent" style={{ width: `${percent(context.total_tokens)}%` }} />
        )}
      </div>
      {list.length > 0 && (
        <ul className="mt-2 space-y-0.5">
          {list.map((c) => (
            <li key={c.name} className="flex items-center gap-2">
              <span aria-hidden className={`size-2 shrink-0 rounded-full ${c.shade}`} />
              <span className="min-w-0 flex-1 truncate">{c.name}</span>
              <span className="text-muted tabular-nums">{formatTokens(c.tokens)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
