import type { Consequence, PermissionMode } from "@lakehand/protocol";

/** What a mode does with a call of a consequence: run it, put it before a person, or refuse it. */
export function gate(mode: PermissionMode, consequence: Consequence): "run" | "ask" | "refuse" {
  if (consequence === "read") return "run";
  switch (mode) {
    case "plan":
    case "read_only":
      return "refuse";
    case "ask":
      return "ask";
    case "auto":
      return consequence === "write" ? "run" : "ask";
  }
}

/** Why the mode refuses it, and what the agent should do instead. */
export function refusal(mode: PermissionMode, reason: string): string {
  return mode === "plan"
    ? `Not run, because this conversation is in plan mode and the call ${reason}. Look around with reads only, ` +
        "then propose what you would do with ExitPlanMode; once the person approves the plan, do it."
    : `Not run, because this conversation is read-only and the call ${reason}. Do not try it in another way: ` +
        "say what you would have done, and that the person can change the conversation's mode.";
}
