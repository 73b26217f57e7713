import type { ActionRequest } from "@lakehand/protocol";
import { Coins } from "lucide-react";
import { formatCost } from "../lib/format.ts";
import { Button } from "../ui/button.tsx";
import { type ActionCardProps, ActionFrame } from "./action-frame.tsx";
import { actionTitle } from "./action-title.ts";
import { sendAnswer } from "./answers.ts";

export type BudgetRequest = Extract<ActionRequest, { kind: "budget" }>;

const whose = { conversation: "This conversation", project: "This project", user: "You" } as const;

/** A soft limit is reached: go on, or stop here. */
export function BudgetRequestCard(props: ActionCardProps & { request: BudgetRequest }) {
  const { executionId, action, request, entry } = props;
  const busy = entry?.phase === "sending" || entry?.phase === "taken";
  const answer = (decision: "allow" | "deny") =>
    void sendAnswer(executionId, action.id, { decision, scope: "once" });
  return (
    <ActionFrame
      {...props}
      tone="warn"
      icon={Coins}
      title={actionTitle(request)}
      footer={
        <>
          <Button size="sm" disabled={busy} onClick={() => answer("deny")}>
            Stop here
          </Button>
          <Button
            size="sm"
            variant="primary"
            className="ml-auto"
            disabled={busy}
            onClick={() => answer("allow")}
          >
            {entry?.phase === "sending" ? "Sending…" : "Go on"}
          </Button>
        </>
      }
    >
      <div className="px-3 py-2.5">
        <p>
          {whose[request.scope]} {request.scope === "user" ? "have" : "has"} spent{" "}
          <b className="font-semibold tabular-nums">{formatCost(request.spent_usd)}</b>; the limit that asks
          is <span className="tabular-nums">{formatCost(request.limit_usd)}</span>.
        </p>
        <progress
          aria-label="Spent, of the limit"
          className="mt-2 h-1 w-full"
          max={Math.max(request.limit_usd, 0.000001)}
          value={Math.min(request.spent_usd, request.limit_usd)}
        />
      </div>
    </ActionFrame>
  );
}
