import type { ActionBlock, ExecutionView } from "@lakehand/protocol";
import { ChevronRight, ListChecks } from "lucide-react";
import { useId } from "react";
import { useDisclosure } from "../lib/disclosure.ts";
import { LazyMarkdown } from "../markdown/lazy-markdown.tsx";
import { Steps, stepsDone } from "../transcript/cards/plan-card.tsx";
import { cx } from "../ui/cx.ts";
import { outcomeFacts } from "./outcome-words.ts";
import type { PlanRequest } from "./plan-request.tsx";

export interface PlanRecordProps {
  action: ActionBlock;
  request: PlanRequest;
  me: string | undefined;
  view: ExecutionView | undefined;
}

/** The plan that was approved; the agent's list of steps ticks in it. */
export function PlanRecord({ action, request, me, view }: PlanRecordProps) {
  const steps = view?.todos.length ?? 0;
  const [open, setOpen] = useDisclosure(`settled:${action.id}`, false);
  const region = useId();
  const changed = action.answer?.plan !== undefined;
  return (
    <section className="my-1 rounded-lg border border-line bg-surface text-[13px]">
      <h3 className="flex flex-wrap items-center gap-x-2 px-3 pt-2.5 font-medium">
        <ListChecks aria-hidden className="size-4 text-faint" />
        Plan
        <span className="font-normal text-muted">
          · approved {changed && "with changes "}
          {outcomeFacts(action, me)}
        </span>
        {view && steps > 0 && (
          <span className="ml-auto text-xs font-normal text-faint tabular-nums">{stepsDone(view.todos)}</span>
        )}
      </h3>
      {view && steps > 0 && (
        <div className="px-3 pt-1.5">
          <Steps view={view} />
        </div>
      )}
      <button
        type="button"
        aria-expanded={open}
        aria-controls={region}
        onClick={() => setOpen(!open)}
        className="mx-1.5 my-1 flex h-7 items-center gap-1.5 rounded-md px-1.5 text-xs text-muted hover:text-ink"
      >
        <ChevronRight aria-hidden className={cx("size-3.5 transition-transform", open && "rotate-90")} />
        {open ? "Hide the plan" : "Show the plan"}
      </button>
      {open && (
        <div id={region} className="border-t border-line px-4 py-3 text-sm">
          <LazyMarkdown text={action.answer?.plan ?? request.plan} streaming={false} />
        </div>
      )}
    </section>
  );
}
