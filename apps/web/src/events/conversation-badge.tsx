import { cx } from "../ui/cx.ts";
import { isOpenConversation, useConversationStatus } from "./status-store.ts";

export interface ConversationBadgeProps {
  conversationId: string;
  /** What is known without the stream of all conversations. */
  running: boolean;
}

/** How a conversation stands: needs you, running, waiting for its turn, and what is queued. */
export function ConversationBadge({ conversationId, running }: ConversationBadgeProps) {
  const status = useConversationStatus(conversationId);
  const needsYou = status?.needs_you ?? 0;
  const queued = status?.queued_inputs ?? 0;
  const goes = needsYou === 0 && (running || (status ? isOpenConversation(status) : false));
  const waits = status?.status === "queued";
  return (
    <>
      {queued > 0 && (
        <span className="mr-1 shrink-0 text-2xs text-faint tabular-nums" title="Messages in the queue">
          <span aria-hidden>+{queued}</span>
          <span className="sr-only">{queued} queued</span>
        </span>
      )}
      {needsYou > 0 && (
        <span
          title="Needs you"
          className="mr-1 inline-flex h-4.5 min-w-4.5 shrink-0 items-center justify-center rounded-full bg-warn px-1.5 text-2xs font-semibold text-surface tabular-nums"
        >
          {needsYou}
          <span className="sr-only"> {needsYou > 1 ? "need you" : "needs you"}</span>
        </span>
      )}
      {goes && (
        <span className="mr-1 flex size-4 shrink-0 items-center justify-center">
          <span
            aria-hidden
            className={cx(
              "size-2 rounded-full",
              waits ? "border border-accent" : "animate-pulse-dot bg-accent",
            )}
          />
          <span className="sr-only">{waits ? "waiting for its turn" : "running"}</span>
        </span>
      )}
    </>
  );
}
