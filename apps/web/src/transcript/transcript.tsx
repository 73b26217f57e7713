import type { ExecutionView } from "@lakehand/protocol";
import { ArrowDown } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { Virtuoso } from "react-virtuoso";
import type { ConversationState } from "../stream/store.ts";
import { announcement } from "./announce.ts";
import { executionItems, type Item } from "./items.ts";
import { Row } from "./rows.tsx";
import { useStickToEnd } from "./use-stick-to-end.ts";

/** Items of all runs; those of a run that did not change are the same objects as before. */
export function useItems(state: ConversationState): Item[] {
  const cache = useRef(
    new Map<string, { view: ExecutionView; pending: string | undefined; items: Item[] }>(),
  );
  return useMemo(() => {
    const next: typeof cache.current = new Map();
    const items = state.executions.flatMap((view) => {
      const pending = state.pending?.executionId === view.executionId ? state.pending.text : undefined;
      const known = cache.current.get(view.executionId);
      const entry =
        known?.view === view && known.pending === pending
          ? known
          : { view, pending, items: executionItems(view, pending) };
      next.set(view.executionId, entry);
      return entry.items;
    });
    cache.current = next;
    return items;
  }, [state.executions, state.pending]);
}

/** The conversation. It follows its end only while the reader is there. */
export function Transcript({ state }: { state: ConversationState }) {
  const items = useItems(state);
  const { setScroller, toEnd, grown, away, sticks } = useStickToEnd();

  // The reader's own message is always brought into view.
  const pendingId = state.pending?.executionId;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new message moves the reader.
  useEffect(() => {
    if (pendingId) toEnd();
  }, [pendingId]);

  return (
    <div className="relative h-full min-h-0">
      <h2 className="sr-only">Conversation</h2>
      <Virtuoso
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
  );
}

function Space() {
  return <div className="h-5" />;
}
