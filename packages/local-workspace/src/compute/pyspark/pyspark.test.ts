import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databricksDialect } from "../../default-dialect.ts";
import { temporaryDir } from "../../testing/temporary-dir.ts";
import { openWorkspace, type WorkspaceApp } from "../../workspace.ts";
import { ExecutionContext } from "../context.ts";
import { findPython } from "../python-sandbox.ts";
import { harness, parseGiven, readCases } from "./pyspark-cases.ts";

// Without python3 there is nothing to test here; the test script installs it where it can.
const python = await findPython();
let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let workspace: WorkspaceApp;

beforeAll(async () => {
  temporary = await temporaryDir();
  workspace = await openWorkspace({ dir: temporary.dir, withoutSamples: true }, databricksDialect);
  await workspace.ready();
  await mkdir(join(temporary.dir, "dbfs"), { recursive: true });
}, 60_000);
afterAll(async () => {
  await workspace.close();
  await temporary.remove();
});

/** Spark names columns by its own rules for expressions; what an agent's code sees of them is compared, type by type. */
describe.skipIf(!python).each(readCases())("the DataFrame API as Spark has it: $file", ({ setup, cases }) => {
  let context: ExecutionContext;
  const run = async (code: string) => {
    const outcome = await context.run(code, "PYTHON");
    if (outcome.status !== "ok") throw new Error(`${outcome.summary}\n${outcome.cause}`);
    return outcome.output.trim();
  };
  beforeAll(async () => {
    context = new ExecutionContext("pyspark", {
      statements: workspace.statements,
      python: async () => python,
      dir: join(temporary.dir, "contexts"),
      volumesDir: join(temporary.dir, "volumes"),
      dbfsDir: join(temporary.dir, "dbfs"),
      user: { userName: "ada@example.com" },
      env: () => ({}),
      source: async () => undefined,
      ask: async () => ({ error: "nobody answers" }),
    });
    await run(harness());
    await run(`__names = {"spark": spark}\nexec(${JSON.stringify(setup)}, __names)\nNone`);
  }, 60_000);
  afterAll(() => context?.close());

  test.each(cases.map((each) => [each.id, each] as const))("%s", async (_, { code, ordered, expected }) => {
    const call = `print(json.dumps(run_case(__names, ${JSON.stringify(code)}, ${ordered ? "True" : "False"})))`;
    const got = parseGiven(await run(call));
    expect(got).toEqual(expected);
  });
});
