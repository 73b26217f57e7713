import type { ActionAnswer } from "@lakehand/protocol";
import { actionRequestSchema } from "@lakehand/protocol";
import { describe, expect, it } from "vitest";
import { approvedPlan, planRequest } from "./plan.ts";
import { answeredInput, questionRequest } from "./questions.ts";
import { toolRequest } from "./tool-request.ts";

const answer = (more: Partial<ActionAnswer>): ActionAnswer => ({ decision: "allow", scope: "once", ...more });
const option = (label: string) => ({ label, description: "" });
const one = { question: "Which?", header: "H", options: [option("a"), option("b")], multiSelect: false };

function form(input: unknown) {
  const read = questionRequest(input, "toolu_1");
  if ("problem" in read) return expect.fail(read.problem);
  return read.request;
}

describe("questions", () => {
  it("become a form that fits the wire", () => {
    const request = form({ questions: [one] });
    expect(actionRequestSchema.parse(request)).toEqual(request);
    expect(request.title).toBe("Which?");
  });

  it("need no header, description or multiSelect", () => {
    const bare = { question: "Which?", options: [{ label: "a" }, { label: "b" }] };
    expect(form({ questions: [bare] }).questions[0]).toEqual({
      question: "Which?",
      header: "",
      options: [option("a"), option("b")],
      multi_select: false,
    });
  });

  it.each([
    ["nothing", undefined],
    ["no list", { questions: "Which?" }],
    ["no question", { questions: [] }],
    ["an empty question", { questions: [{ ...one, question: " " }] }],
    ["one option", { questions: [{ ...one, options: [option("a")] }] }],
    ["an option without a label", { questions: [{ ...one, options: [option("a"), { description: "b" }] }] }],
    ["the same question twice", { questions: [one, one] }],
    ["the same option twice", { questions: [{ ...one, options: [option("a"), option("a")] }] }],
    [
      "eleven questions",
      { questions: Array.from({ length: 11 }, (_, i) => ({ ...one, question: `Q${i}` })) },
    ],
    ["a very long question", { questions: [{ ...one, question: "x".repeat(3_000) }] }],
  ])("are sent back with a sentence: %s", (_what, input) => {
    const read = questionRequest(input, "toolu_1");
    expect(read).toHaveProperty("problem");
    expect(JSON.stringify(read).length).toBeLessThan(900);
  });

  it("are answered by their own text alone; what is left out stays out", () => {
    const request = form({ questions: [one, { ...one, question: "And?" }] });
    const answers = { "Which?": " b ", "And?": "  ", __proto__: "x", other: "y" };
    expect(answeredInput({ questions: [one] }, request, answer({ answers }))).toEqual({
      questions: [one],
      answers: { "Which?": "b" },
    });
    expect(answeredInput({}, request, undefined)).toEqual({ answers: {} });
  });
});

describe("a plan", () => {
  it("is titled by its heading", () => {
    expect(planRequest({ plan: "\n## Build it\n\n1. x", planFilePath: "/x" }, "toolu_1")).toEqual({
      request: { kind: "plan", tool_use_id: "toolu_1", title: "Build it", plan: "## Build it\n\n1. x" },
    });
  });

  it.each([{}, { plan: "" }, { plan: " \n" }, { plan: 5 }, { plan: "x".repeat(200_001) }])(
    "that cannot be shown is sent back",
    (input) => expect(planRequest(input, "toolu_1")).toHaveProperty("problem"),
  );

  it("goes on as it was, edited, and in the chosen mode", () => {
    const request = { kind: "plan", title: "t", plan: "1. x" } as const;
    const input = { plan: "1. x", planFilePath: "/x" };
    expect(approvedPlan(input, request, undefined)).toEqual({ input, mode: "ask" });
    expect(approvedPlan(input, request, answer({ plan: " 1. x\n", mode: "auto" }))).toEqual({
      input,
      mode: "auto",
    });
    expect(approvedPlan(input, request, answer({ plan: "1. y", mode: "plan" }))).toEqual({
      input: { ...input, plan: "1. y" },
      mode: "ask",
    });
  });
});

describe("a tool call", () => {
  const call = { toolName: "Write", toolUseId: "toolu_1", input: { content: "x" }, title: "Write a" };

  it("is shown with what it does; a stray key allows only what stays in scope", () => {
    const request = toolRequest({
      ...call,
      judgement: { consequence: "write", reason: "writes a", editable: "content", parts: [] },
    });
    expect(actionRequestSchema.parse(request)).toEqual(request);
    expect(request).toMatchObject({ editable: "content", default_to_no: false });
    expect(request).not.toHaveProperty("parts");
    for (const consequence of ["destructive", "leaves_workspace", "write_out_of_scope"] as const)
      expect(toolRequest({ ...call, judgement: { consequence, reason: "r" } }).default_to_no).toBe(true);
  });

  it("offers no text to edit that is not there", () => {
    const judgement = { consequence: "write", reason: "r", editable: "sql_query" } as const;
    expect(toolRequest({ ...call, judgement })).not.toHaveProperty("editable");
  });
});
