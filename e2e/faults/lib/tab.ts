import { type ExecutionView, emptyExecution, type LoggedEvent, reduce } from "@lakehand/protocol";
import { tailExecution } from "../../../apps/web/src/stream/tail.ts";

/** A browser tab that follows one run with the page's own code. */
export interface Tab {
  view(): ExecutionView;
  /** Events that came though an earlier one had not, or came again. */
  gaps: number;
  doubled: number;
  /** Resolves when the page would say that the run is over. */
  ended: Promise<void>;
  close(): void;
}

export function openTab(origin: string, executionId: string): Tab {
  const closed = new AbortController();
  let view = emptyExecution(executionId);
  const tab: Tab = {
    view: () => view,
    gaps: 0,
    doubled: 0,
    close: () => closed.abort(),
    ended: Promise.resolve(),
  };
  const take = ({ ...event }: LoggedEvent) => {
    if (event.seq <= view.lastSeq) tab.doubled += 1;
    else if (event.seq > view.lastSeq + 1) tab.gaps += 1;
    view = reduce(view, event);
  };
  tab.ended = tailExecution({
    executionId,
    after: 0,
    signal: closed.signal,
    onEvents: (events) => events.forEach(take),
    fetch: (path, init) => fetch(`${origin}${String(path)}`, init),
    backoffMs: (attempt) => Math.min(1000, 100 * 2 ** attempt),
  });
  tab.ended.catch(() => {});
  return tab;
}
