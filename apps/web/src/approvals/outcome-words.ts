import type { ActionBlock } from "@lakehand/protocol";
import type { ShownAction } from "./settled.ts";

/** `10:41`, with the date in front when it was another day. */
export function clock(iso: string | undefined, now = new Date()): string {
  const at = new Date(iso ?? "");
  if (Number.isNaN(at.getTime())) return "";
  const time = at.toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  if (at.toDateString() === now.toDateString()) return time;
  return `${at.toLocaleDateString("en", { month: "short", day: "numeric" })}, ${time}`;
}

/** What the log names as the answerer when nobody was asked. */
const BY_RULE = "rule";

const scopes = { once: "once", conversation: "for this conversation", project: "for this project" } as const;

/** What came of it, in words: `Allowed once, with changes`. Of something that still waits it is empty. */
export function outcomeWords(action: ShownAction): string {
  const { answer, request, state } = action;
  if (state === "pending") return "";
  if (state === "cancelled")
    return action.later ? "Answered after the run was cut off" : "Not answered: the run ended before";
  const allowed = state === "allowed";
  switch (request.kind) {
    case "tool": {
      if (!allowed) return "Denied";
      // A standing answer was given for longer, but not now; and an old log may lack the answer.
      const scope = answer && action.by !== BY_RULE ? ` ${scopes[answer.scope]}` : "";
      return `Allowed${scope}${answer?.updated_input ? ", with changes" : ""}`;
    }
    case "question":
      return allowed ? "Answered" : "Not answered";
    case "plan":
      return allowed ? `Plan approved${answer?.plan === undefined ? "" : " with changes"}` : "Plan sent back";
    case "budget":
      return allowed ? "Went on past the limit" : "Stopped at the limit";
  }
}

/** `by you, 10:41`. `me` is the address of the person who looks at it. */
export function outcomeFacts(action: ActionBlock, me: string | undefined, now?: Date): string {
  if (action.state === "cancelled" || action.state === "pending") return "";
  const who = action.by === me ? "you" : action.by === BY_RULE ? "a standing answer" : action.by;
  const by = who ? `by ${who}` : "";
  return [by, clock(action.resolvedAt, now)].filter(Boolean).join(", ");
}
