import type { ExecutionView } from "@lakehand/protocol";
import { CircleAlert } from "lucide-react";
import { useMemo } from "react";
import { plural } from "../lib/format.ts";
import { actionKey } from "../transcript/items.ts";
import { jumpTo } from "../transcript/jump.ts";
import { Button } from "../ui/button.tsx";
import { actionTitle } from "./action-title.ts";
import { useAnswerStore } from "./answers.ts";
import { cardId } from "./card-id.ts";
import { useInView } from "./in-view.ts";
import { waitingIn } from "./waiting.ts";

/** Over the message box while something waits whose card is not in view. */
export function NeedsYouBar({ executions }: { executions: readonly ExecutionView[] }) {
  const inView = useInView((s) => s.ids);
  const answered = useAnswerStore((s) => s.entries);
  const waiting = useMemo(() => waitingIn(executions), [executions]);
  const open = waiting.filter(({ action }) => answered[action.id]?.phase !== "sent");
  const first = open[0];
  if (!first || open.some(({ action }) => inView.has(action.id))) return null;
  const more = open.length - 1;
  return (
    <section
      aria-label="Needs you"
      className="animate-rise flex items-center gap-2.5 rounded-xl border border-warn-line bg-warn-soft py-1.5 pr-1.5 pl-3 text-[13px]"
    >
      <CircleAlert aria-hidden className="size-4 shrink-0 text-warn" />
      <p className="min-w-0 flex-1 truncate">
        <span className="font-semibold text-warn">Needs you: </span>
        {actionTitle(first.action.request)}
        {more > 0 && <span className="text-muted"> and {plural(more, "more", "more")}</span>}
      </p>
      <Button
        size="sm"
        onClick={() => jumpTo(actionKey(first.executionId, first.action.id), cardId(first.action.id))}
      >
        Show
      </Button>
    </section>
  );
}
