import type { ExecutionView } from "@lakehand/protocol";
import { useQuery } from "@tanstack/react-query";
import { Hand, Hourglass } from "lucide-react";
import { z } from "zod";
import { path, request } from "../api/client.ts";
import { plural } from "../lib/format.ts";
import { Elapsed } from "../ui/elapsed.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { workingWords } from "./announce.ts";
import { useRunActions } from "./run-actions.ts";

const row = "flex min-h-9 items-center gap-2 px-1 text-[13px] text-muted";

/** What an open run is doing, or waits for. */
export function WorkingRow({ view }: { view: ExecutionView }) {
  if (view.status === "requires_action")
    return (
      <p className={row}>
        <Hand aria-hidden className="size-4 text-warn" />
        <span className="font-medium text-warn">Waiting for you</span>
      </p>
    );
  if (view.status === "queued" && view.startedAt) return <QueuedRow executionId={view.executionId} />;
  return (
    <p className={row}>
      <Spinner />
      <span className="min-w-0 truncate">{workingWords(view)}</span>
      {view.startedAt && (
        <span className="text-xs text-faint">
          <Elapsed since={view.startedAt} />
        </span>
      )}
    </p>
  );
}

const placeSchema = z.object({
  active: z.object({ id: z.string(), queue_position: z.number().optional() }).nullable(),
});

/** Its place in the line; asked for while it waits, since no event tells of the others. */
function QueuedRow({ executionId }: { executionId: string }) {
  const actions = useRunActions();
  const { projectId = "", conversationId = "" } = actions ?? {};
  const place = useQuery({
    queryKey: ["place", executionId],
    queryFn: ({ signal }) =>
      request(path`/api/projects/${projectId}/conversations/${conversationId}/executions`, placeSchema, {
        signal,
      }),
    enabled: actions !== undefined,
    refetchInterval: 2500,
  });
  const active = place.data?.active;
  const before = active?.id === executionId ? active.queue_position : undefined;
  return (
    <p className={row}>
      <Hourglass aria-hidden className="size-4 text-faint" />
      {before === undefined
        ? "Waiting for its turn…"
        : before === 0
          ? "Waiting: it is next"
          : `Waiting: ${plural(before, "run")} before this one`}
    </p>
  );
}
