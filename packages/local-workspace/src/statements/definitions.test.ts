import { afterAll, beforeAll, expect, test } from "vitest";
import { type Desk, openDesk } from "../testing/workspace-desk.ts";

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(async () => {
  await desk.close();
});

async function run(sql: string): Promise<(string | null)[][]> {
  const statement = desk.workspace().statements.submit({
    statement: sql,
    warehouseId: "test",
    catalog: "main",
    schema: "default",
    disposition: "INLINE",
    format: "JSON_ARRAY",
    parameters: [],
    userName: "ada@example.com",
  });
  await statement.done;
  if (statement.state !== "SUCCEEDED") throw new Error(statement.error?.message);
  return statement.chunks.flatMap((chunk) => JSON.parse(chunk.text ?? "[]") as (string | null)[][]);
}

test("functions, constraints, tags, grants and owners outlive a restart", async () => {
  await run("CREATE TABLE ids AS SELECT id FROM range(10)");
  await run("CREATE FUNCTION twice(x INT) RETURNS INT RETURN x * 2");
  await run(
    "CREATE FUNCTION upto(n INT) RETURNS TABLE(i BIGINT) RETURN SELECT id FROM main.default.ids WHERE id <= n",
  );
  await run("CREATE TABLE people (id INT NOT NULL, age INT, CONSTRAINT people_pk PRIMARY KEY (id))");
  await run("ALTER TABLE people ADD CONSTRAINT grown CHECK (age >= 18)");
  await run("ALTER TABLE people SET TAGS ('team' = 'hr')");
  await run("GRANT SELECT ON TABLE people TO `bob@example.com`");
  await run("ALTER TABLE people OWNER TO `carol@example.com`");
  await desk.restart();
  expect(await run("SELECT twice(21), (SELECT count(*) FROM upto(3))")).toEqual([["42", "4"]]);
  await run("INSERT INTO people VALUES (1, 20)");
  await expect(run("INSERT INTO people VALUES (2, 7)")).rejects.toThrow(
    /DELTA_VIOLATE_CONSTRAINT_WITH_VALUES.*grown[\s\S]*age : 7/,
  );
  expect(await run("SELECT count(*) FROM people")).toEqual([["1"]]);
  expect(await run("SHOW GRANTS ON TABLE people")).toEqual([
    ["bob@example.com", "SELECT", "TABLE", "main.default.people"],
  ]);
  expect(await run("SELECT tag_name, tag_value FROM information_schema.table_tags")).toEqual([
    ["team", "hr"],
  ]);
  const described = await run("DESCRIBE EXTENDED people");
  expect(described).toContainEqual(["Owner", "carol@example.com", ""]);
  expect(described).toContainEqual(["people_pk", "PRIMARY KEY (`id`)", ""]);
  await run("ANALYZE TABLE people COMPUTE STATISTICS");
  expect(await run("DESCRIBE EXTENDED people")).toContainEqual(["Statistics", "1 rows", ""]);
});

test("a table that is overwritten by its own rows keeps them", async () => {
  await run("CREATE TABLE self AS SELECT id FROM range(5)");
  await run("INSERT OVERWRITE self SELECT id + 100 FROM self WHERE id > 2");
  expect(await run("SELECT id FROM self ORDER BY id")).toEqual([["103"], ["104"]]);
  await run("INSERT INTO self REPLACE WHERE id = 103 SELECT id FROM self WHERE id = 103");
  expect(await run("SELECT id FROM self ORDER BY id")).toEqual([["103"], ["104"]]);
});

test("a Python function is kept and its call refused by name", async () => {
  await run("CREATE FUNCTION py(x INT) RETURNS INT LANGUAGE PYTHON AS $$ return x + 1 $$");
  expect(
    await run("SELECT external_language FROM information_schema.routines WHERE routine_name = 'py'"),
  ).toEqual([["PYTHON"]]);
  await expect(run("SELECT py(1)")).rejects.toThrow(/UNSUPPORTED_FEATURE.PYTHON_UDF/);
});

test("what cannot be done here is refused by name, with what to do instead", async () => {
  await expect(run("DENY SELECT ON TABLE ids TO bob")).rejects.toThrow(/UNSUPPORTED_FEATURE.DENY.*REVOKE/);
  await expect(run("LIST '/Volumes/main/default/v'")).rejects.toThrow(/UNSUPPORTED_FEATURE.LIST.*Files API/);
  await expect(run("PUT '/tmp/a' INTO '/Volumes/main/default/v/a'")).rejects.toThrow(
    /UNSUPPORTED_FEATURE.PUT/,
  );
  await expect(run("MSCK REPAIR TABLE ids")).rejects.toThrow(/NOT_SUPPORTED_COMMAND_FOR_V2_TABLE/);
  await expect(run("UNDROP TABLE ids")).rejects.toThrow(/not kept here/);
  expect(await run("CACHE TABLE ids")).toEqual([]);
});
