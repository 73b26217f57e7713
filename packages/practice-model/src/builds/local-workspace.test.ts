import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type RunningLocalWorkspace, startLocalWorkspace } from "@lakehand/local-workspace";
import { runTool, toolDefinitions } from "@lakehand/tools";
import { createTestContext, type TestContext } from "@lakehand/tools/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { examplePrompts } from "../example-prompts.ts";
import { AGENT_TOOLS, type Driven, driveLive, type ToolAnswer } from "../testing/drive.ts";

let dir: string;
let workspace: RunningLocalWorkspace;
let context: TestContext;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "practice-builds-"));
  workspace = await startLocalWorkspace({ dir: join(dir, "workspace"), port: 0, log: () => undefined });
  await workspace.ready();
  context = createTestContext({
    url: workspace.url,
    token: workspace.token,
    projectDir: join(dir, "project"),
  });
  await mkdir(context.projectDir);
}, 120_000);
afterAll(async () => {
  await workspace?.close();
  await rm(dir, { recursive: true, force: true });
});

/** Databricks tools are the real ones; the runtime's file tools are played on the project's folder. */
async function answer(name: string, input: Record<string, unknown>): Promise<ToolAnswer> {
  const definition = toolDefinitions.find((one) => one.name === name);
  if (definition) {
    const output = await runTool(definition, input, context);
    return output.isError ? { error: output.text } : output.text;
  }
  const path = join(context.projectDir, String(input.file_path ?? ""));
  if (name === "Write") {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, String(input.content));
  }
  return name === "Read" ? readFile(path, "utf8") : "ok";
}

const tools = [...AGENT_TOOLS.filter((name) => !name.startsWith("Task")), "TodoWrite"];
const ask = (prompt: string): Promise<Driven> => driveLive(prompt, { tools, answer });

describe("on the local workspace", () => {
  it.each(examplePrompts.map(({ id, prompt }) => [id, prompt] as const))(
    "the build %s runs without an error",
    async (_id, prompt) => {
      const driven = await ask(prompt);
      expect(driven.calls.filter((call) => call.isError)).toEqual([]);
      expect(driven.answer).not.toMatch(/undefined|NaN|unknown number/);
    },
    120_000,
  );

  it("bronze, silver and gold are there afterwards, with the numbers that were told", async () => {
    const { answer: told } = await ask("how many rows are in main.practice.silver_trips?");
    const rows = /\*\*([\d,]+) rows\*\*/.exec(told)![1]!;
    const build = await ask(examplePrompts.find(({ id }) => id === "bronze-silver-gold")!.prompt);
    expect(build.answer).toContain(`Silver keeps ${rows} of 120,000 rows`);
  }, 120_000);

  it.each([
    ["what tables are there?", "samples.nyctaxi.trips"],
    ["describe trips", "`fare_amount` | double"],
    ["top 5 cities by fare", "comes first with"],
    ["revenue by month as a chart", "```vega-lite"],
    ["which customers spent most?", "joined on `customerID`"],
    ["median trip distance per weekday", "| Sun |"],
    ["average order value by market segment", "5 groups"],
  ])(
    "%s",
    async (question, part) => {
      const driven = await ask(question);
      expect(driven.calls.filter((call) => call.isError)).toEqual([]);
      expect(driven.answer).toContain(part);
    },
    60_000,
  );
});
