import type { ExecutionView } from "@lakehand/protocol";
import { Ban, ChevronRight, CircleCheck, CircleSlash, MessageCircleQuestionMark } from "lucide-react";
import { type ReactNode, useId } from "react";
import { useDisclosure } from "../lib/disclosure.ts";
import { cx } from "../ui/cx.ts";
import { actionTitle } from "./action-title.ts";
import { outcomeFacts, outcomeWords } from "./outcome-words.ts";
import { PlanRecord } from "./plan-record.tsx";
import { inputField, RequestBody, type ToolRequest } from "./request-body.tsx";
import type { ShownAction } from "./settled.ts";
import { ChangedText } from "./text-editor.tsx";

export interface SettledCardProps {
  action: ShownAction;
  me: string | undefined;
  /** The run it belongs to: its list of steps ticks in the plan that was approved. */
  view?: ExecutionView | undefined;
}

/** What was answered, by whom and when; small, since the step itself follows. */
export function SettledCard({ action, me, view }: SettledCardProps) {
  const { request } = action;
  if (request.kind === "plan" && action.state === "allowed")
    return <PlanRecord action={action} request={request} me={me} view={view} />;
  return (
    <Line action={action} me={me}>
      {bodyOf(action)}
    </Line>
  );
}

function bodyOf(action: ShownAction): ReactNode {
  const { request, answer, state } = action;
  if (request.kind === "question") {
    const given = answer?.answers ?? {};
    // In the order they were asked in; the store has its own.
    const asked = request.questions.map((q) => q.question).filter((q) => q.trim() !== "" && given[q]);
    const answers = [...new Set([...asked, ...Object.keys(given)])].flatMap((q) =>
      q.trim() === "" ? [] : [[q, given[q] ?? ""] as const],
    );
    return answers.length > 0 ? <Answers answers={answers} /> : undefined;
  }
  if (request.kind === "plan")
    return <p className="px-3 py-2 whitespace-pre-wrap text-muted">{request.plan}</p>;
  if (request.kind !== "tool") return undefined;
  const changed = changedText(request, answer?.updated_input);
  if (changed) return <ChangedText before={changed.before} after={changed.after} />;
  // What was allowed has a card of its own, with what came of it.
  return state === "allowed" ? undefined : <RequestBody request={request} />;
}

function changedText(request: ToolRequest, input: Record<string, unknown> | undefined) {
  const before = inputField(request, request.editable);
  const after = request.editable ? input?.[request.editable] : undefined;
  return before !== undefined && typeof after === "string" && after !== before
    ? { before, after }
    : undefined;
}

function Answers({ answers }: { answers: readonly (readonly [string, string])[] }) {
  return (
    <dl className="space-y-1.5 px-3 py-2">
      {answers.map(([question, answer]) => (
        <div key={question}>
          <dt className="text-xs text-muted wrap-anywhere">{question}</dt>
          <dd className="font-medium wrap-anywhere">{answer}</dd>
        </div>
      ))}
    </dl>
  );
}

const signs = {
  allowed: <CircleCheck aria-hidden className="text-ok" />,
  denied: <Ban aria-hidden className="text-danger" />,
  cancelled: <CircleSlash aria-hidden className="text-faint" />,
  pending: null,
};

function Line({
  action,
  me,
  children,
}: {
  action: ShownAction;
  me: string | undefined;
  children: ReactNode;
}) {
  const { request, state, answer } = action;
  const question = request.kind === "question";
  const [open, setOpen] = useDisclosure(`settled:${action.id}`, question);
  const region = useId();
  const words = outcomeWords(action);
  // An allowed call is named by the card over it.
  const named = !(request.kind === "tool" && state === "allowed");
  const head = (
    <>
      {children !== undefined && (
        <ChevronRight
          aria-hidden
          className={cx("size-3.5 shrink-0 text-faint transition-transform", open && "rotate-90")}
        />
      )}
      <span className="flex shrink-0 [&_svg]:size-4">
        {question && state === "allowed" ? (
          <MessageCircleQuestionMark aria-hidden className="text-faint" />
        ) : (
          signs[state]
        )}
      </span>
      <span className="min-w-0 truncate">
        <span className="font-medium">{words}</span>
        {named && <span className="text-muted">: {actionTitle(request)}</span>}
      </span>
      <span className="ml-auto shrink-0 pl-2 text-xs text-faint tabular-nums">
        {outcomeFacts(action, me)}
      </span>
    </>
  );
  const row = "flex min-h-8 w-full min-w-0 items-center gap-2 px-3 py-1 text-left";
  return (
    <section className="my-1 overflow-hidden rounded-lg border border-line bg-surface text-[13px]">
      <h3>
        {children === undefined ? (
          <span className={row}>{head}</span>
        ) : (
          <button
            type="button"
            aria-expanded={open}
            aria-controls={region}
            onClick={() => setOpen(!open)}
            className={cx(row, "outline-offset-[-2px] hover:bg-hover")}
          >
            {head}
          </button>
        )}
      </h3>
      {answer?.message && (
        <p className="border-t border-line px-3 py-2 whitespace-pre-wrap wrap-anywhere">“{answer.message}”</p>
      )}
      {children !== undefined && open && (
        <div id={region} className="border-t border-line">
          {children}
        </div>
      )}
    </section>
  );
}
