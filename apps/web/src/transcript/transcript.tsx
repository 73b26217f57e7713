import type { ExecutionView } from "@lakehand/protocol";
import { ArrowDown } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { Virtuoso, type VirtuosoHandle } from "react-virtuoso";
import { NeedsYouBar } from "../approvals/needs-you-bar.tsx";
import type { ConversationState } from "../stream/store.ts";
import { announcement } from "./announce.ts";
import { executionItems, type Item } from "./items.ts";
import { useJump } from "./jump.ts";
import { Row } from "./rows.tsx";
import { type Away, useAway } from "./use-away.ts";
import { useStickToEnd } from "./use-stick-to-end.ts";

interface CachedItems {
  view: ExecutionView;
  pending: string | undefined;
  line: Away | undefined;
  items: Item[];
}

/** Items of all runs; those of a run that did not change are the same objects as before. */
export function useItems(state: ConversationState, away?: Away): Item[] {
  const cache = useRef(new Map<string, CachedItems>());
  return useMemo(() => {
    const next: typeof cache.current = new Map();
    const items = state.executions.flatMap((view) => {
      const pending = state.pending?.executionId === view.executionId ? state.pending.text : undefined;
      const line = away?.mark.executionId === view.executionId ? away : undefined;
      const known = cache.current.get(view.executionId);
      const entry =
        known?.view === view && known.pending === pending && known.line?.text === line?.text
          ? known
          : { view, pending, line, items: executionItems(view, pending, line) };
      next.set(view.executionId, entry);
      return entry.items;
    });
    cache.current = next;
    return items;
  }, [state.executions, state.pending, away]);
}

/** The conversation. It follows its end only while the reader is there. */
export function Transcript({ state }: { state: ConversationState }) {
  const items = useItems(state, useAway(state.executions));
  const list = useRef<VirtuosoHandle>(null);
  const { setScroller, toEnd, grown, away, sticks } = useStickToEnd();

  // The reader's own message is always brought into view.
  const pendingId = state.pending?.executionId;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new message moves the reader.
  useEffect(() => {
    if (pendingId) toEnd();
  }, [pendingId]);

  // Something of the page wants a row to be seen; it may be far from what is drawn now.
  const wanted = useJump((s) => s.wanted);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new wish moves the reader.
  useEffect(() => {
    const index = wanted ? items.findIndex((item) => item.key === wanted.rowKey) : -1;
    if (index < 0) return;
    sticks.current = false;
    list.current?.scrollToIndex({ index, align: "center" });
    if (wanted?.elementId) return focusSoon(wanted.elementId);
  }, [wanted]);

  return (
    <div className="flex h-full min-h-0 flex-col">
      <h2 className="sr-only">Conversation</h2>
      <div className="relative min-h-0 flex-1">
        <Virtuoso
          ref={list}
          scrollerRef={(element) => setScroller(element instanceof HTMLElement ? element : null)}
          data={items}
          computeItemKey={(_, item) => item.key}
          initialTopMostItemIndex={{ index: "LAST", align: "end" }}
          increaseViewportBy={{ top: 600, bottom: 600 }}
          followOutput={() => (sticks.current ? "auto" : false)}
          totalListHeightChanged={grown}
          itemContent={(_, item) => (
            // Margins inside a row must count as its height, or the list measures it too small.
            <div className="mx-auto flow-root w-full max-w-3xl px-4">
              <Row item={item} />
            </div>
          )}
          components={{ Header: Space, Footer: Space }}
          role="log"
          aria-live="off"
          aria-label="Transcript"
          tabIndex={0}
          className="h-full"
        />
        <p className="sr-only" aria-live="polite">
          {announcement(state.executions.at(-1))}
        </p>
        {away && (
          <button
            type="button"
            onClick={toEnd}
            className="animate-rise absolute bottom-3 left-1/2 inline-flex h-8 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line-strong bg-raised px-3 text-xs font-medium shadow-pop hover:bg-hover"
          >
            <ArrowDown aria-hidden className="size-3.5" />
            Jump to latest
          </button>
        )}
      </div>
      <div className="mx-auto w-full max-w-3xl px-3 sm:px-4">
        <NeedsYouBar executions={state.executions} />
      </div>
    </div>
  );
}

/** Focuses an element as soon as its row is drawn; gives up after a second. */
function focusSoon(elementId: string): () => void {
  let tries = 0;
  const timer = setInterval(() => {
    const element = document.getElementById(elementId);
    tries += 1;
    if (!element && tries < 20) return;
    clearInterval(timer);
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: "nearest" });
  }, 50);
  return () => clearInterval(timer);
}

function Space() {
  return <div className="h-5" />;
}
