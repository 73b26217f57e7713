import { describe, expect, it } from "vitest";
import { action, dropRequest, planRequest, questionRequest } from "../test/actions.ts";
import { clock, outcomeFacts, outcomeWords } from "./outcome-words.ts";
import { withOwnAnswer, withServerWord } from "./settled.ts";

const allow = { decision: "allow", scope: "once" } as const;

describe("outcomeWords", () => {
  it("says what was answered, for how long and with what", () => {
    const words = (...args: Parameters<typeof action>) => outcomeWords(action(...args));
    expect(words(dropRequest, { state: "allowed", answer: allow })).toBe("Allowed once");
    expect(words(dropRequest, { state: "allowed", answer: { ...allow, scope: "project" } })).toBe(
      "Allowed for this project",
    );
    expect(words(dropRequest, { state: "allowed", answer: { ...allow, updated_input: {} } })).toBe(
      "Allowed once, with changes",
    );
    expect(words(dropRequest, { state: "allowed" })).toBe("Allowed");
    expect(words(dropRequest, { state: "denied" })).toBe("Denied");
    expect(words(dropRequest, { state: "cancelled" })).toBe("Not answered: the run ended before");
    expect(words(questionRequest, { state: "denied" })).toBe("Not answered");
    expect(words(planRequest, { state: "denied" })).toBe("Plan sent back");
    expect(words(dropRequest)).toBe("");
  });
});

describe("outcomeFacts", () => {
  const now = new Date(2026, 10, 24, 12, 0);
  const at = new Date(2026, 10, 24, 10, 41).toISOString();
  it("names the person, or you, and the time", () => {
    const block = action(dropRequest, { state: "allowed", by: "ana@x", resolvedAt: at });
    expect(outcomeFacts(block, "me@x", now)).toBe("by ana@x, 10:41");
    expect(outcomeFacts(block, "ana@x", now)).toBe("by you, 10:41");
    expect(outcomeFacts({ ...block, state: "cancelled" }, "me@x", now)).toBe("");
  });
  it("tells a standing answer from a person's", () => {
    const answer = { decision: "allow", scope: "project" } as const;
    const block = action(dropRequest, { state: "allowed", by: "rule", resolvedAt: at, answer });
    expect(`${outcomeWords(block)} ${outcomeFacts(block, "me@x", now)}`).toBe(
      "Allowed by a standing answer, 10:41",
    );
  });
  it("adds the day when it was another one", () => {
    expect(clock(at, new Date(2026, 10, 25))).toBe("Nov 24, 10:41");
    expect(clock(undefined)).toBe("");
  });
});

describe("withOwnAnswer", () => {
  const sent = { phase: "sent", answer: allow, at: "2026-11-24T10:41:00Z" } as const;
  it("stands in for the log until the log has it", () => {
    expect(withOwnAnswer(action(dropRequest), sent, "me@x")).toMatchObject({ state: "allowed", by: "me@x" });
    const logged = action(dropRequest, { state: "denied", by: "ana@x" });
    expect(withOwnAnswer(logged, sent, "me@x")).toBe(logged);
    expect(withOwnAnswer(action(dropRequest), { phase: "taken" }, "me@x").state).toBe("pending");
  });

  it("takes the server's word for what a run that was cut off still waits for", () => {
    const waits = action(dropRequest);
    expect(withServerWord(waits, undefined)).toBe(waits);
    expect(withServerWord(waits, [{ approval_id: "a1" }])).toBe(waits);
    const settled = withServerWord(waits, []);
    expect(outcomeWords(settled)).toBe("Answered after the run was cut off");
  });
});
