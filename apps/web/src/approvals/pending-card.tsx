import type { ActionCardProps } from "./action-frame.tsx";
import { BudgetRequestCard } from "./budget-request.tsx";
import { PlanRequestCard } from "./plan-request.tsx";
import { QuestionRequestCard } from "./question-request.tsx";
import { ToolRequestCard } from "./tool-request.tsx";

/** The form for what waits, by its kind. */
export function PendingCard(props: ActionCardProps) {
  const { request } = props.action;
  switch (request.kind) {
    case "tool":
      return <ToolRequestCard {...props} request={request} />;
    case "question":
      return <QuestionRequestCard {...props} request={request} />;
    case "plan":
      return <PlanRequestCard {...props} request={request} />;
    case "budget":
      return <BudgetRequestCard {...props} request={request} />;
  }
}
