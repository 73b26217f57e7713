import { describe, expect, it } from "vitest";
import { AGENT_TOOLS, type Driven, drive, type ToolAnswer } from "../testing/drive.ts";
import { answerCatalog, resultOf, SAMPLES } from "../testing/sample-catalog.ts";

const FILE = "/srv/agent state/p-1/plans/calm-blue-lake.md";
const REMINDER = `<system-reminder>\nPlan mode is active. The user indicated that they do not want you to execute yet.\n\n## Plan File Info:\nNo plan file exists yet. You should create your plan at ${FILE} using the Write tool.\n</system-reminder>\n`;
const APPROVED = "User has approved your plan. You can now start coding.\n\n## Approved Plan:\n# x";
const tools = [...AGENT_TOOLS, "ExitPlanMode"];

function inPlanMode(
  message: string,
  answer: (name: string, input: Record<string, unknown>) => ToolAnswer | undefined,
): Driven {
  return drive(REMINDER + message, {
    tools,
    answer: (name, input) => answer(name, input) ?? (name === "ExitPlanMode" ? APPROVED : "ok"),
  });
}

const names = ({ calls }: Driven): string[] => calls.map(({ name }) => name);

describe("plan mode", () => {
  it("writes a plan down, proposes it, and builds once it is approved", () => {
    const driven = inPlanMode("Build a bronze, silver and gold table of taxi trips", () => undefined);
    expect(names(driven).slice(0, 2)).toEqual(["Write", "ExitPlanMode"]);
    expect(driven.calls[0]?.input).toMatchObject({
      file_path: FILE,
      content: expect.stringMatching(/^# Build bronze, silver and gold\n\n1\. Find the source table\n2\. /),
    });
    expect(names(driven)).toContain("execute_sql");
  });

  it("does nothing when the plan is not approved, and says what it was told", () => {
    const driven = inPlanMode("Profile samples.nyctaxi.trips", (name) =>
      name === "ExitPlanMode"
        ? {
            error:
              "The person did not approve the plan. They said: Only two columns. You are still in plan mode: change the plan and propose it again, or stop here.",
          }
        : undefined,
    );
    expect(names(driven)).toEqual(["Write", "ExitPlanMode"]);
    expect(driven.answer).toContain("Only two columns.");
    expect(driven.answer).toContain("nothing was done");
  });

  it("owns up to not reading a plan that the person changed", () => {
    const driven = inPlanMode("run: drop table main.default.t", (name) =>
      name === "ExitPlanMode"
        ? APPROVED.replace("Approved Plan:", "Approved Plan (edited by user):")
        : undefined,
    );
    expect(driven.said).toContain("You changed the plan");
    expect(driven.sql).toEqual(["drop table main.default.t"]);
  });

  it("proposes SQL that writes and just runs what reads", () => {
    expect(names(inPlanMode("run: select 1", () => undefined))).toEqual(["execute_sql"]);
    const writing = inPlanMode("run: create table t (a int)", () => undefined);
    expect(names(writing)).toEqual(["Write", "ExitPlanMode", "execute_sql"]);
    expect(writing.calls[0]?.input.content).toContain("create table t (a int)");
  });

  it("is over when the runtime says so, and was never on without its word", () => {
    const before = inPlanMode("run: create table t (a int)", (name) =>
      name === "ExitPlanMode"
        ? `${APPROVED}\n<system-reminder>\n## Exited Plan Mode\n\nYou have exited plan mode.\n</system-reminder>`
        : undefined,
    );
    const after = drive("run: create table u (a int)", {
      tools,
      before: before.messages,
      answer: () => "ok",
    });
    expect(names(after)).toEqual(["execute_sql"]);
    expect(names(drive("run: create table u (a int)", { tools, answer: () => "ok" }))).toEqual([
      "execute_sql",
    ]);
  });
});

describe("a call that was not allowed", () => {
  const DECLINED =
    "The person declined this call, so it was not made. They said: Keep the old one. Do not make it in another way; go on as they say, or tell them what is left undone.";

  it("ends a build honestly: what was refused, what they said, what is there already", () => {
    const driven = drive("Build a bronze, silver and gold table of taxi trips into main.lab", {
      tools,
      answer: (name, input) => {
        const sql = String(input.sql_query ?? "");
        if (/^CREATE OR REPLACE TABLE/.test(sql)) return { error: DECLINED };
        if (name !== "execute_sql") return "ok";
        const known = answerCatalog(sql, SAMPLES);
        if (known !== undefined) return known;
        if (/AS row_count/.test(sql)) return resultOf(["row_count"], [[10]]);
        return "The statement succeeded; it gives no rows.";
      },
    });
    expect(driven.sql.filter((sql) => /^CREATE/.test(sql)).map((sql) => sql.split("\n")[0])).toEqual([
      "CREATE SCHEMA IF NOT EXISTS main.lab",
      "CREATE OR REPLACE TABLE main.lab.bronze_trips AS",
    ]);
    expect(driven.answer).toContain("You said no to `CREATE OR REPLACE TABLE main.lab.bronze_trips AS`");
    expect(driven.answer).toContain("Keep the old one.");
    expect(driven.answer).toContain("Before that I made `main.lab`");
    expect(driven.answer).not.toContain("Done.");
  });

  it("is told for a statement of the person's own, and for a conversation that is read-only", () => {
    const declined = drive("run: drop table t", { tools, answer: () => ({ error: DECLINED }) });
    expect(declined.answer).toContain("You said no to `drop table t`");
    expect(declined.answer).toContain("Nothing was changed.");
    const readOnly = drive("run: drop table t", {
      tools,
      answer: () => ({
        error:
          "Not run, because this conversation is read-only and the call removes main.default.t. Do not try it in another way: say so.",
      }),
    });
    expect(readOnly.answer).toContain("This conversation is read-only");
  });

  it("is left to a script, which plays on word for word", () => {
    const script =
      '[[practice: script=[{"tool":"execute_sql","input":{"sql_query":"drop table t"}},"It said: $result"]]]';
    const driven = drive(script, { tools, answer: () => ({ error: DECLINED }) });
    expect(driven.answer).toBe(`It said: ${DECLINED}`);
  });
});
