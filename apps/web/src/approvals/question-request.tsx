import type { ActionAnswer, ActionRequest } from "@lakehand/protocol";
import { MessageCircleQuestionMark } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { plural } from "../lib/format.ts";
import { Button } from "../ui/button.tsx";
import { type ActionCardProps, ActionFrame } from "./action-frame.tsx";
import { sendAnswer } from "./answers.ts";
import { DenyField } from "./deny-field.tsx";
import { useDraft } from "./drafts.ts";
import { QuestionField } from "./question-field.tsx";
import { allAnswers, answerTo, askable, noPick } from "./question-rules.ts";

export type QuestionRequest = Extract<ActionRequest, { kind: "question" }>;

/** Questions of the agent as a form. */
export function QuestionRequestCard(props: ActionCardProps & { request: QuestionRequest }) {
  const { executionId, action, request, entry } = props;
  const [draft, change] = useDraft(action.id);
  const [tried, setTried] = useState(false);
  const base = useId();
  const questions = askable(request.questions, request.title);
  const pickOf = (i: number) => draft.picks?.[i] ?? noPick;
  const answers = questions.map((question, i) => answerTo(question, pickOf(i)));
  const open = answers.filter((answer) => answer === "").length;
  const busy = entry?.phase === "sending" || entry?.phase === "taken";
  const answer = (value: Partial<ActionAnswer> & Pick<ActionAnswer, "decision">) =>
    void sendAnswer(executionId, action.id, { scope: "once", ...value });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const first = answers.indexOf("");
    if (first >= 0) {
      setTried(true);
      document.getElementById(`${base}-${first}`)?.focus();
      return;
    }
    answer({
      decision: "allow",
      answers: allAnswers(request.questions, questions, answers),
    });
  };

  const form = `${base}-form`;
  return (
    <ActionFrame
      {...props}
      tone="warn"
      icon={MessageCircleQuestionMark}
      title={request.title || (questions.length > 1 ? "Questions for you" : "A question for you")}
      footer={
        draft.open === "deny" ? (
          <DenyField
            approvalId={action.id}
            action="Send"
            label="Tell the agent something else instead"
            placeholder="Neither: first show me what is in the table…"
            disabled={busy}
            onCancel={() => change({ open: undefined })}
            onSend={(message) => answer({ decision: "deny", ...(message ? { message } : {}) })}
          />
        ) : (
          <>
            <Button size="sm" variant="ghost" disabled={busy} onClick={() => change({ open: "deny" })}>
              Say something else…
            </Button>
            <div className="ml-auto flex items-center gap-3">
              <span aria-live="polite" className="text-xs text-faint">
                {tried && open > 0 && `${plural(open, "answer")} missing`}
              </span>
              <Button size="sm" variant="primary" type="submit" form={form} disabled={busy}>
                {entry?.phase === "sending" ? "Sending…" : questions.length > 1 ? "Send answers" : "Answer"}
              </Button>
            </div>
          </>
        )
      }
    >
      <form id={form} onSubmit={submit}>
        {questions.map((question, i) => (
          <QuestionField
            // biome-ignore lint/suspicious/noArrayIndexKey: the questions of a request do not move.
            key={i}
            id={`${base}-${i}`}
            question={question}
            pick={pickOf(i)}
            onPick={(pick) => change({ picks: { ...draft.picks, [i]: pick } })}
            missing={tried && answers[i] === ""}
            disabled={busy}
          />
        ))}
      </form>
    </ActionFrame>
  );
}
