import type { ActionAnswer, ActionRequest, PermissionMode } from "@lakehand/protocol";
import { z } from "zod";

/** The runtime adds the text of its plan file to the call; a model may give it itself. */
const inputSchema = z.object({ plan: z.string().trim().min(1).max(200_000) });

type PlanRequest = Extract<ActionRequest, { kind: "plan" }>;

/** The plan to show; or what is wrong with the call, for the agent. */
export function planRequest(
  input: unknown,
  toolUseId: string,
): { request: PlanRequest } | { problem: string } {
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success)
    return {
      problem:
        "There is no plan to show yet (or it is longer than 200,000 characters). Write it to the plan file that plan " +
        "mode names, then call ExitPlanMode again.",
    };
  const { plan } = parsed.data;
  const heading = /^\s*#*\s*(.+)$/m.exec(plan)?.[1]?.trim() ?? "Plan";
  return {
    request: { kind: "plan", tool_use_id: toolUseId, title: heading.slice(0, 120), plan },
  };
}

/** What an approval means: the plan as it now stands, and the mode to go on in ("ask" unless another was chosen). */
export function approvedPlan(
  input: Record<string, unknown>,
  request: PlanRequest,
  answer: ActionAnswer | undefined,
): { input: Record<string, unknown>; mode: PermissionMode } {
  const edited = answer?.plan?.trim();
  const mode = answer?.mode && answer.mode !== "plan" ? answer.mode : "ask";
  return { input: edited && edited !== request.plan ? { ...input, plan: edited } : input, mode };
}
