import type { ActionBlock, InboxItem } from "@lakehand/protocol";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useMemo } from "react";
import { ActionCard } from "../approvals/action-card.tsx";
import { formatAgo } from "../lib/format.ts";

/** Things that wait, each with where it comes from; answered on the spot. */
export function InboxList({ items }: { items: readonly InboxItem[] }) {
  return (
    <ul className="space-y-4">
      {items.map((item) => (
        <Item key={item.approval_id} item={item} />
      ))}
    </ul>
  );
}

function Item({ item }: { item: InboxItem }) {
  const action = useMemo(
    (): ActionBlock => ({
      kind: "action",
      id: item.approval_id,
      request: item.request,
      state: "pending",
      requestedAt: item.created_at,
    }),
    [item],
  );
  return (
    <li>
      <Link
        to="/projects/$projectId/c/$conversationId"
        params={{ projectId: item.project_id, conversationId: item.conversation_id }}
        className="group flex max-w-full items-center gap-1.5 rounded-md px-1 text-xs text-muted hover:text-ink"
      >
        <span className="min-w-0 truncate">
          {/* A project that began with this conversation has the same name. */}
          {item.project_name !== item.conversation_title && `${item.project_name} · `}
          <span className="font-medium">{item.conversation_title}</span>
        </span>
        <ChevronRight aria-hidden className="size-3.5 shrink-0 text-faint group-hover:text-ink" />
        <span className="ml-auto shrink-0 pl-2 text-faint">{formatAgo(item.created_at)}</span>
      </Link>
      <ActionCard executionId={item.execution_id} action={action} interrupted={item.interrupted} />
    </li>
  );
}
