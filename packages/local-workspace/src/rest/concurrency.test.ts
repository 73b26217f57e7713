import { afterAll, beforeAll, expect, test } from "vitest";
import { type Desk, openDesk } from "../testing/workspace-desk.ts";

let desk: Desk;
/** The rows, or the error's message. */
const run = async (statement: string): Promise<string[][] | string> => {
  const body = await desk.statement(statement);
  return body.status.state === "SUCCEEDED" ? body.result.data_array : body.status.error.message;
};
const all = (count: number, statement: (index: number) => string) =>
  Promise.all(Array.from({ length: count }, (_, index) => run(statement(index))));

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(async () => {
  await desk.close();
});

test("definitions of the same and of different objects at once all succeed", async () => {
  const tables = await all(
    12,
    (n) => `CREATE OR REPLACE TABLE main.default.t${n % 4} AS SELECT id FROM range(1000)`,
  );
  const schemas = await all(6, (n) => `CREATE SCHEMA IF NOT EXISTS main.s${n % 2}`);
  expect([...tables, ...schemas].filter((answer) => typeof answer === "string")).toEqual([]);
  expect(await run("SELECT count(*) FROM main.default.t3")).toEqual([["1000"]]);
});

test("inserts at once lose nothing", async () => {
  await run("CREATE TABLE main.default.log (n BIGINT)");
  const answers = await all(30, (n) => `INSERT INTO main.default.log SELECT ${n} FROM range(10)`);
  expect(answers.filter((answer) => typeof answer === "string")).toEqual([]);
  expect(await run("SELECT count(*), count(DISTINCT n) FROM main.default.log")).toEqual([["300", "30"]]);
});

test("of two that create the same table one wins and the other is told", async () => {
  const answers = await all(2, () => "CREATE TABLE main.default.once (a INT)");
  const [failure, ...more] = answers.filter((answer) => typeof answer === "string");
  expect(more).toEqual([]);
  expect(failure).toMatch(/TABLE_OR_VIEW_ALREADY_EXISTS/);
});

test("a table dropped under a reader gives the reader rows or a clear error", async () => {
  for (let round = 0; round < 5; round++) {
    await run("CREATE OR REPLACE TABLE main.default.brief AS SELECT id FROM range(10)");
    const [, answer] = await Promise.all([
      run("DROP TABLE main.default.brief"),
      run("SELECT count(*) FROM main.default.brief"),
    ]);
    if (typeof answer === "string") expect(answer).toMatch(/TABLE_OR_VIEW_NOT_FOUND/);
    else expect(answer).toEqual([["10"]]);
  }
});
