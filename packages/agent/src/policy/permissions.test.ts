import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ActionRequest, PermissionMode } from "@lakehand/protocol";
import type { Judgement, ToolDefinition } from "@lakehand/tools";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Harness, openHarness } from "../testing/harness.ts";
import {
  type Answer,
  lastMessage,
  type ScriptedModel,
  startScriptedModel,
} from "../testing/scripted-model.ts";
import type { Verdict } from "../types.ts";

let open: { model: ScriptedModel; harness: Harness } | undefined;
afterEach(async () => {
  await open?.harness.close();
  await open?.model.close();
  open = undefined;
});

/** Does what its `text` says it does, and remembers it. */
const done: string[] = [];
const doTool = {
  name: "do",
  area: "sql",
  title: "Do",
  description: "Does it.",
  input: { text: z.string() },
  annotations: {},
  alwaysLoad: true,
  judge: (input: Readonly<Record<string, unknown>>): Judgement => {
    const consequence = (["read", "write", "costs", "destructive"] as const).find((one) =>
      String(input.text).startsWith(one),
    );
    return {
      consequence: consequence ?? "destructive",
      reason: `would ${String(input.text)}`,
      editable: "text",
    };
  },
  handler: async (input: { text: string }) => {
    done.push(input.text);
    return { text: `did ${input.text}` };
  },
} as unknown as ToolDefinition;

const use = (name: string, input: Record<string, unknown>, id = `toolu_${Math.random()}`): Answer => [
  { type: "tool_use", id, name, input },
];
const does = (text: string): Answer => use("mcp__databricks__do", { text });
const end: Answer = [{ type: "text", text: "Done." }];

const executionId = "execution-1";

/** Runs one message through the real agent; the model makes the calls one after another. */
async function run(
  mode: PermissionMode,
  calls: (Answer | ((body: Parameters<typeof lastMessage>[0]) => Answer))[],
  answers: ((request: ActionRequest, signal: AbortSignal) => Verdict | Promise<Verdict>)[] = [],
) {
  done.length = 0;
  const told: string[] = [];
  const model = await startScriptedModel((body, count) => {
    if (count > 1) told.push(lastMessage(body));
    const next = calls[count - 1] ?? end;
    return typeof next === "function" ? next(body) : next;
  });
  const harness = await openHarness({ baseUrl: model.url }, { toolDefinitions: [doTool] });
  open = { model, harness };
  const asked: ActionRequest[] = [];
  const outcome = await harness.say("go", {
    mode,
    executionId,
    ask: async (request, signal) => {
      asked.push(request);
      const answer = answers[asked.length - 1];
      if (!answer) throw new Error("nobody expected to be asked");
      return answer(request, signal);
    },
  });
  return { outcome, asked, told, harness };
}

const yes = (): Verdict => ({ allow: true });

describe("a call that needs a person", () => {
  it("waits for the answer, runs, and reads run without one", async () => {
    const { asked, told } = await run(
      "ask",
      [does("read x"), does("write y")],
      [
        async () => {
          await new Promise((resolve) => setTimeout(resolve, 1_500));
          return { allow: true };
        },
      ],
    );
    expect(done).toEqual(["read x", "write y"]);
    expect(told.at(-1)).toContain("did write y");
    expect(asked).toEqual([
      {
        kind: "tool",
        tool_use_id: expect.any(String),
        title: "Do",
        tool_name: "mcp__databricks__do",
        input: { text: "write y" },
        consequence: "write",
        reason: "would write y",
        editable: "text",
        default_to_no: false,
      },
    ]);
  });

  it("is not made when it is declined, and the agent hears why", async () => {
    const { told, asked } = await run(
      "auto",
      [does("write y"), does("destructive z")],
      [() => ({ allow: false, message: "Use the copy instead." })],
    );
    expect(done).toEqual(["write y"]);
    expect(asked).toMatchObject([{ consequence: "destructive", default_to_no: true }]);
    expect(told.at(-1)).toContain("declined");
    expect(told.at(-1)).toContain("Use the copy instead.");
  });

  it("runs with what the person made of it", async () => {
    await run("auto", [does("destructive z")], [() => ({ allow: true, input: { text: "write less" } })]);
    expect(done).toEqual(["write less"]);
  });

  it("is asked again when an edit makes it worse than what was shown", async () => {
    const { asked } = await run(
      "ask",
      [does("write y")],
      [() => ({ allow: true, input: { text: "destructive y" } }), () => ({ allow: false })],
    );
    expect(asked.map((one) => one.kind === "tool" && one.consequence)).toEqual(["write", "destructive"]);
    expect(done).toEqual([]);
  });

  it("is refused without asking where the mode refuses", async () => {
    const { asked, told } = await run("read_only", [does("write y"), does("read x")]);
    expect(asked).toEqual([]);
    expect(done).toEqual(["read x"]);
    expect(told[0]).toContain("read-only");
  });

  it("is refused by name when asking fails", async () => {
    const { told } = await run(
      "ask",
      [does("write y")],
      [
        () => {
          throw new Error("secret detail");
        },
      ],
    );
    expect(done).toEqual([]);
    expect(told[0]).toContain("could not be put before the person");
    expect(told[0]).not.toContain("secret detail");
  });

  it("is let go of by Stop", async () => {
    let aborted = false;
    const { outcome } = await run(
      "ask",
      [does("write y")],
      [
        (_request, signal) =>
          new Promise<Verdict>((_resolve, reject) => {
            signal.addEventListener("abort", () => {
              aborted = true;
              reject(signal.reason);
            });
            void open?.harness.runtime.stop(executionId);
          }),
      ],
    );
    expect(outcome.status).toBe("cancelled");
    expect(aborted).toBe(true);
    expect(done).toEqual([]);
  });
});

describe("questions", () => {
  const questions = [
    {
      question: "Which catalog?",
      header: "Catalog",
      multiSelect: false,
      options: [
        { label: "main", description: "The usual one" },
        { label: "dev", description: "For trying" },
      ],
    },
    {
      question: "Which layers?",
      header: "Layers",
      multiSelect: true,
      options: [
        { label: "gold", description: "" },
        { label: "silver", description: "" },
      ],
    },
  ];

  it.each(["ask", "read_only", "plan"] as const)(
    "are put before the person in mode %s, and answered",
    async (mode) => {
      const { asked, told } = await run(
        mode,
        [use("AskUserQuestion", { questions })],
        [
          () => ({
            allow: true,
            answer: {
              decision: "allow",
              scope: "once",
              answers: { "Which catalog?": "a third one", "Which layers?": "gold, silver", stray: "x" },
            },
          }),
        ],
      );
      expect(asked).toEqual([
        {
          kind: "question",
          tool_use_id: expect.any(String),
          title: "2 questions",
          questions: questions.map(({ multiSelect, ...rest }) => ({ ...rest, multi_select: multiSelect })),
        },
      ]);
      expect(told[0]).toContain("a third one");
      expect(told[0]).toContain("gold, silver");
      expect(told[0]).not.toContain("stray");
    },
  );

  it("may be left unanswered", async () => {
    const { told, outcome } = await run(
      "ask",
      [use("AskUserQuestion", { questions })],
      [() => ({ allow: false, message: "You choose." })],
    );
    expect(told[0]).toContain("You choose.");
    expect(outcome.status).toBe("completed");
  });

  it("are sent back when they are malformed", async () => {
    const twice = [questions[0], questions[0]];
    const { asked, told } = await run("ask", [
      use("AskUserQuestion", { questions: twice }),
      use("AskUserQuestion", { questions: "which?" }),
    ]);
    expect(asked).toEqual([]);
    expect(told).toHaveLength(2);
    for (const one of told) expect(one).toMatch(/is_error|Two of the questions/);
  });
});

describe("a plan", () => {
  /** Where plan mode tells the model to write it. */
  const planFile = (body: object): string =>
    /plan at ([^"]+?\.md) using/.exec(JSON.stringify(body))?.[1] ?? "";
  const writePlan = (body: object) =>
    use("Write", { file_path: planFile(body), content: "# The plan\n\n1. Make it" });

  it("is written, proposed and approved; the person's words and mode take effect at once", async () => {
    const { asked, told, harness } = await run(
      "plan",
      [
        does("write too early"),
        writePlan,
        use("ExitPlanMode", {}),
        does("write y"),
        use("Write", { file_path: "a.txt", content: "x" }),
      ],
      [
        () => ({
          allow: true,
          answer: { decision: "allow", scope: "once", mode: "auto", plan: "# The plan\n\n1. Make it well" },
        }),
      ],
    );
    expect(told[0]).toContain("plan mode");
    expect(asked).toEqual([
      {
        kind: "plan",
        tool_use_id: expect.any(String),
        title: "The plan",
        plan: "# The plan\n\n1. Make it",
      },
    ]);
    expect(told[2]).toContain("Make it well");
    expect(done).toEqual(["write y"]);
    expect(await readFile(join(harness.projectDir, "a.txt"), "utf8")).toBe("x");
  });

  it("goes on in ask mode unless another was chosen", async () => {
    const { asked } = await run("plan", [writePlan, use("ExitPlanMode", {}), does("write y")], [yes, yes]);
    expect(asked.map(({ kind }) => kind)).toEqual(["plan", "tool"]);
  });

  it("is not carried out when it is not approved", async () => {
    const { told } = await run(
      "plan",
      [writePlan, use("ExitPlanMode", {}), does("write y")],
      [() => ({ allow: false, message: "Smaller, please." })],
    );
    expect(told[1]).toContain("Smaller, please.");
    expect(told[2]).toContain("plan mode");
    expect(done).toEqual([]);
  });

  it("is asked for in few words, so that the first request stays small", async () => {
    const { harness } = await run("plan", [end]);
    const [first] = open?.model.requests ?? [];
    expect(JSON.stringify(first?.body)).toContain("Name in full every table");
    await harness.close();
    const all = await openHarness(
      { baseUrl: open?.model.url ?? "" },
      { toolDefinitions: undefined, sandbox: "auto" },
    );
    await all.say("hello", { mode: "plan" });
    await all.close();
    const last = open?.model.requests.at(-1);
    expect(last?.bytes).toBeLessThanOrEqual(31_000);
    // Nobody but us judges calls, and the provider is told nothing for it.
    expect(last?.body).not.toHaveProperty("safeguards");
  });

  it("has to be there", async () => {
    const { asked, told } = await run("plan", [use("ExitPlanMode", {})]);
    expect(asked).toEqual([]);
    expect(told[0]).toContain("no plan to show");
  });

  it("keeps the agent from writing anything else", async () => {
    const { told, harness } = await run("plan", [
      (body) =>
        use("Write", { file_path: planFile(body).replace(/[\w-]+\.md$/, "../settings.json"), content: "{}" }),
      () => use("Write", { file_path: "a.txt", content: "x" }),
    ]);
    expect(told.filter((one) => one.includes("is_error"))).toHaveLength(2);
    expect(existsSync(join(harness.projectDir, "a.txt"))).toBe(false);
  });
});
