import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { databricksDialect } from "../default-dialect.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { openWorkspace, type WorkspaceApp } from "../workspace.ts";
import { SqlSession } from "./sql-session.ts";
import type { Statement } from "./statement.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let workspace: WorkspaceApp;

beforeAll(async () => {
  temporary = await temporaryDir();
  workspace = await openWorkspace({ dir: temporary.dir, withoutSamples: true }, databricksDialect);
  await workspace.ready();
});
afterAll(async () => {
  await workspace.close();
  await temporary.remove();
});

async function run(sql: string, session?: SqlSession): Promise<Statement> {
  const statement = workspace.statements.submit({
    statement: sql,
    warehouseId: "test",
    catalog: "main",
    schema: "default",
    disposition: "INLINE",
    format: "JSON_ARRAY",
    parameters: [],
    userName: "ada@example.com",
    ...(session ? { session } : {}),
  });
  await statement.done;
  return statement;
}
const rows = (statement: Statement) => {
  if (statement.state !== "SUCCEEDED") throw new Error(statement.error?.message);
  return statement.chunks.flatMap((chunk) => JSON.parse(chunk.text ?? "[]") as (string | null)[][]);
};

describe("a session", () => {
  test("keeps its schema, temporary views and variables from one statement to the next", async () => {
    const session = new SqlSession();
    rows(await run("CREATE SCHEMA main.sales", session));
    rows(await run("USE main.sales", session));
    rows(await run("CREATE TABLE orders AS SELECT id, id * 2 AS price FROM range(5)", session));
    rows(await run("CREATE TEMP VIEW dear AS SELECT * FROM orders WHERE price > 4", session));
    rows(await run("DECLARE VARIABLE least INT DEFAULT 6", session));
    expect(rows(await run("SELECT count(*) FROM dear WHERE price >= least", session))).toEqual([["2"]]);
    expect(rows(await run("SELECT current_schema()", session))).toEqual([["sales"]]);
  });

  test("is nobody else's: another one sees no view of it", async () => {
    const one = new SqlSession();
    rows(await run("CREATE TEMP VIEW mine AS SELECT 1 AS a", one));
    expect((await run("SELECT * FROM mine", new SqlSession())).error?.message).toMatch(
      /TABLE_OR_VIEW_NOT_FOUND/,
    );
    expect((await run("SELECT * FROM mine")).error?.message).toMatch(/TABLE_OR_VIEW_NOT_FOUND/);
  });

  test("a statement that failed changes nothing", async () => {
    const session = new SqlSession();
    expect((await run("USE main.nowhere", session)).state).toBe("FAILED");
    expect(session.schema).toBe("default");
  });

  test("a time zone holds for what comes after", async () => {
    const session = new SqlSession();
    rows(await run("SET TIME ZONE 'America/New_York'", session));
    expect(rows(await run("SELECT CAST(TIMESTAMP '2026-01-01 00:00:00' AS STRING)", session))).toEqual([
      ["2026-01-01 00:00:00"],
    ]);
    expect(rows(await run("SELECT hour(TIMESTAMP '2026-01-01 05:00:00Z')", session))).toEqual([["0"]]);
  });
});
