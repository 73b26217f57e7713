import type { HookCallback } from "@anthropic-ai/claude-agent-sdk";
import type { Turn } from "./turn.ts";
import { within } from "./within.ts";

/** A call's announcement comes right before it; longer than this it is not waited for. */
const ANNOUNCED_MS = 2_000;

/** Lets no tool call begin before the log has it, so that after a crash every call that may have run is known. */
export function storedHook(turn: () => Turn | undefined): HookCallback {
  return async (input) => {
    if (input.hook_event_name !== "PreToolUse") return {};
    const current = turn();
    const stored = current?.input.stored;
    if (!current || !stored) return {};
    // A call of a sub-agent is announced as well, through the call that started it.
    await within(ANNOUNCED_MS, current.announced(input.tool_use_id));
    try {
      await stored();
      return {};
    } catch {
      return {
        hookSpecificOutput: {
          hookEventName: "PreToolUse",
          permissionDecision: "deny",
          permissionDecisionReason:
            "The call could not be written down before it was made, so it was not made.",
        },
      };
    }
  };
}
