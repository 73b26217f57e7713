import type { ActionAnswer, ActionRequest } from "@lakehand/protocol";
import { useQuery } from "@tanstack/react-query";
import { ListChecks, Pencil } from "lucide-react";
import { configQuery } from "../api/queries.ts";
import { LazyMarkdown } from "../markdown/lazy-markdown.tsx";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/select.tsx";
import { type ActionCardProps, ActionFrame } from "./action-frame.tsx";
import { actionTitle } from "./action-title.ts";
import { sendAnswer } from "./answers.ts";
import { DenyField } from "./deny-field.tsx";
import { useDraft } from "./drafts.ts";
import { TextEditor } from "./text-editor.tsx";

export type PlanRequest = Extract<ActionRequest, { kind: "plan" }>;

/** Pure: the plan without a first heading that says what the card's own heading says. */
export function withoutTitle(plan: string, title: string): string {
  const match = /^\s*#{1,6}\s+(.+?)\s*#*\s*(?:\n|$)/.exec(plan);
  return match?.[1]?.trim() === title.trim() ? plan.slice(match[0].length) : plan;
}

/** A plan that waits to be approved, changed or sent back. */
export function PlanRequestCard(props: ActionCardProps & { request: PlanRequest }) {
  const { executionId, action, request, entry } = props;
  const { data: config } = useQuery(configQuery);
  const [draft, change] = useDraft(action.id);
  const plan = draft.edited ?? request.plan;
  const mode = draft.mode ?? (config?.default_mode === "ask" ? "ask" : "auto");
  const busy = entry?.phase === "sending" || entry?.phase === "taken";
  const answer = (value: Partial<ActionAnswer> & Pick<ActionAnswer, "decision">) =>
    void sendAnswer(executionId, action.id, { scope: "once", ...value });
  return (
    <ActionFrame
      {...props}
      tone="warn"
      icon={ListChecks}
      title={actionTitle(request)}
      footer={
        draft.open === "deny" ? (
          <DenyField
            approvalId={action.id}
            action="Keep planning"
            label="What should be different?"
            placeholder="Leave the gold table out, and check the nulls first…"
            disabled={busy}
            onCancel={() => change({ open: undefined })}
            onSend={(message) => answer({ decision: "deny", ...(message ? { message } : {}) })}
          />
        ) : (
          <>
            <Button size="sm" disabled={busy} onClick={() => change({ open: "deny" })}>
              Keep planning…
            </Button>
            {draft.open !== "edit" && (
              <Button size="sm" variant="ghost" disabled={busy} onClick={() => change({ open: "edit" })}>
                <Pencil aria-hidden className="size-3.5" />
                Edit plan
              </Button>
            )}
            <div className="ml-auto flex items-center gap-2">
              <Select
                label="How the agent goes on"
                value={mode}
                disabled={busy}
                onChange={(event) => change({ mode: event.target.value === "ask" ? "ask" : "auto" })}
              >
                <option value="auto">Go on by itself</option>
                <option value="ask">Ask before changes</option>
              </Select>
              <Button
                size="sm"
                variant="primary"
                disabled={busy || plan.trim() === ""}
                onClick={() =>
                  answer({ decision: "allow", mode, ...(plan === request.plan ? {} : { plan }) })
                }
              >
                {entry?.phase === "sending"
                  ? "Sending…"
                  : plan === request.plan
                    ? "Approve"
                    : "Approve with changes"}
              </Button>
            </div>
          </>
        )
      }
    >
      {draft.open === "edit" ? (
        <TextEditor
          label="Plan, in Markdown"
          original={request.plan}
          value={plan}
          onChange={(edited) => change({ edited })}
          onClose={() => change({ open: undefined })}
        />
      ) : (
        <div className="max-h-[60dvh] overflow-auto px-4 py-3 text-sm leading-relaxed">
          <LazyMarkdown text={withoutTitle(plan, request.title)} streaming={false} />
        </div>
      )}
    </ActionFrame>
  );
}
