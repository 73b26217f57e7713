import type { InboxItem } from "@lakehand/protocol";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type AnswerEntry, useAnswerStore } from "../approvals/answers.ts";
import { useNeedsYouCount } from "../events/status-store.ts";
import { inboxQuery } from "./api.ts";

/** Pure: what waits now, and what was answered here, at the place it had while it waited. */
export function shownItems(
  before: readonly InboxItem[],
  now: readonly InboxItem[],
  answered: Readonly<Record<string, AnswerEntry>>,
): InboxItem[] {
  const kept = before.filter(
    (item) =>
      answered[item.approval_id]?.phase === "sent" && !now.some((n) => n.approval_id === item.approval_id),
  );
  return [...kept, ...now].toSorted((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at));
}

/** The inbox, read again when the number of things that wait changes. */
export function useInbox() {
  const inbox = useQuery(inboxQuery);
  const answered = useAnswerStore((s) => s.entries);
  const count = useNeedsYouCount();
  const [shown, setShown] = useState<readonly InboxItem[]>([]);
  const { data, refetch } = inbox;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the count is what makes it old.
  useEffect(() => void refetch(), [count, refetch]);
  useEffect(() => {
    if (data) setShown((before) => shownItems(before, data, answered));
  }, [data, answered]);
  return { items: shown, inbox };
}
