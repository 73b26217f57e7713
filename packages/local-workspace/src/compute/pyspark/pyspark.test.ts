import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Desk, openDesk } from "../../testing/workspace-desk.ts";
import { ExecutionContext } from "../context.ts";
import { findPython } from "../python-sandbox.ts";
import { contextParts } from "../testing.ts";
import { harness, parseGiven, readCases } from "./pyspark-cases.ts";

// Without python3 there is nothing to test here; the test script installs it where it can.
const python = await findPython();
let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
}, 60_000);
afterAll(() => desk.close());

/** Spark names columns by its own rules for expressions; what an agent's code sees of them is compared, type by type. */
describe.skipIf(!python).each(readCases())("the DataFrame API as Spark has it: $file", ({ setup, cases }) => {
  let context: ExecutionContext;
  const run = async (code: string) => {
    const outcome = await context.run(code, "PYTHON");
    if (outcome.status !== "ok") throw new Error(`${outcome.summary}\n${outcome.cause}`);
    return outcome.output.trim();
  };
  beforeAll(async () => {
    const parts = await contextParts(desk.workspace(), desk.dir, python);
    context = new ExecutionContext("pyspark", parts);
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
