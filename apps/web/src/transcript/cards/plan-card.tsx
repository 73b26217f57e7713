import { type ExecutionView, isOpenExecution, type Todo } from "@lakehand/protocol";
import { Circle, CircleCheckBig, CircleDot, ListChecks } from "lucide-react";
import { cx } from "../../ui/cx.ts";

const words = { pending: "to do", in_progress: "in progress", completed: "done" } as const;

/** The agent's plan; it ticks while the run goes on and stays as its record. */
export function PlanCard({ view }: { view: ExecutionView }) {
  return (
    <section className="my-1 rounded-lg border border-line bg-surface px-3 py-2.5">
      <h3 className="flex items-center gap-2 text-[13px] font-medium">
        <ListChecks aria-hidden className="size-4 text-faint" />
        Plan
        <span className="ml-auto text-xs font-normal text-faint tabular-nums">{stepsDone(view.todos)}</span>
      </h3>
      <div className="mt-1.5">
        <Steps view={view} />
      </div>
    </section>
  );
}

export const stepsDone = (todos: readonly Todo[]) =>
  `${todos.filter((t) => t.status === "completed").length} of ${todos.length} done`;

/** The steps of a run as a list with ticks. */
export function Steps({ view }: { view: ExecutionView }) {
  const open = isOpenExecution(view);
  return (
    <ol className="space-y-1">
      {view.todos.map((todo, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step of the plan is its place.
        <Step key={i} todo={todo} open={open} />
      ))}
    </ol>
  );
}

function Step({ todo, open }: { todo: Todo; open: boolean }) {
  const active = todo.status === "in_progress";
  const Icon = todo.status === "completed" ? CircleCheckBig : active ? CircleDot : Circle;
  return (
    <li className="flex items-start gap-2 text-[13px]">
      <Icon
        aria-hidden
        className={cx(
          "mt-0.5 size-4 shrink-0",
          todo.status === "completed" ? "text-ok" : active ? "text-accent" : "text-faint",
        )}
      />
      <span className={cx(todo.status === "completed" && "text-muted", active && "font-medium")}>
        <span className="sr-only">{words[todo.status]}: </span>
        {active && open ? (todo.activeForm ?? todo.content) : todo.content}
      </span>
    </li>
  );
}
