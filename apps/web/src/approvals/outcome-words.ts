import type { ActionBlock } from "@lakehand/protocol";

/** `10:41`, with the date in front when it was another day. */
export function clock(iso: string | undefined, now = new Date()): string {
  const at = new Date(iso ?? "");
  if (Number.isNaN(at.getTime())) return "";
  const time = at.toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  if (at.toDateString() === now.toDateString()) return time;
  return `${at.toLocaleDateString("en", { month: "short", day: "numeric" })}, ${time}`;
}

const scopes = { once: "once", conversation: "for this conversation", project: "for this project" } as const;

/** What came of it, in words: `Allowed once, with changes`. Of something that still waits it is empty. */
export function outcomeWords(action: ActionBlock): string {
  const { answer, request, state } = action;
  if (state === "pending") return "";
  if (state === "cancelled") return "Not answered: the run ended before";
  const allowed = state === "allowed";
  switch (request.kind) {
    case "tool": {
      if (!allowed) return "Denied";
      // Answered by a standing rule or in a log without the answer: only that it was allowed is known.
      const scope = answer ? ` ${scopes[answer.scope]}` : "";
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
  const by = action.by ? `by ${action.by === me ? "you" : action.by}` : "";
  return [by, clock(action.resolvedAt, now)].filter(Boolean).join(", ");
}
