import type { ActionBlock, ExecutionView } from "@lakehand/protocol";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { meQuery } from "../api/queries.ts";
import { inboxQuery } from "../inbox/api.ts";
import { Skeleton } from "../ui/spinner.tsx";
import { useAnswerEntry } from "./answers.ts";
import { withOwnAnswer, withServerWord } from "./settled.ts";

const PendingCard = lazy(() => import("./pending-card.tsx").then((m) => ({ default: m.PendingCard })));
const SettledCard = lazy(() => import("./settled-card.tsx").then((m) => ({ default: m.SettledCard })));

export interface ActionProps {
  executionId: string;
  action: ActionBlock;
  interrupted: boolean;
  view?: ExecutionView;
}

/** Something that waits, or waited, for a person: the form, and then what was answered. */
export function ActionCard({ executionId, action, interrupted, view }: ActionProps) {
  const { data: me } = useQuery(meQuery);
  const entry = useAnswerEntry(action.id);
  const asked = interrupted && action.state === "pending";
  const { data: waiting } = useQuery({ ...inboxQuery, enabled: asked });
  const own = withOwnAnswer(action, entry, me?.user);
  const shown = asked ? withServerWord(own, waiting) : own;
  return (
    <Suspense fallback={<Skeleton className={shown.state === "pending" ? "my-2 h-40" : "my-1 h-8"} />}>
      {shown.state === "pending" ? (
        <PendingCard executionId={executionId} action={shown} interrupted={interrupted} entry={entry} />
      ) : (
        <SettledCard action={shown} me={me?.user} view={view} />
      )}
    </Suspense>
  );
}
