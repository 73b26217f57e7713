import { afterAll, beforeAll, expect, test } from "vitest";
import { openDesk } from "../../testing/workspace-desk.ts";

const UC = "/api/2.1/unity-catalog";
let desk: Awaited<ReturnType<typeof openDesk>>;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

const column = (name: string, type_text: string, extra: object = {}) => ({ name, type_text, ...extra });

test("a managed table made over REST takes rows, and every field comes back", async () => {
  const made = await desk.ok("POST", `${UC}/tables`, {
    name: "orders",
    catalog_name: "main",
    schema_name: "default",
    table_type: "MANAGED",
    data_source_format: "DELTA",
    storage_location: "",
    comment: "It's \\ all",
    properties: { "a.b": "c'd" },
    columns: [
      column("id", "bigint", { nullable: false, position: 0 }),
      column("price", "decimal(10,2)", { position: 1, comment: "in '€'" }),
      column("tags", "array<struct<k:string,v:int>>", { position: 2 }),
    ],
  });
  expect(made).toMatchObject({
    table_type: "MANAGED",
    data_source_format: "DELTA",
    comment: "It's \\ all",
    properties: { "a.b": "c'd" },
  });
  expect(made.columns).toMatchObject([
    { name: "id", type_name: "LONG", nullable: false, position: 0 },
    { name: "price", type_name: "DECIMAL", type_precision: 10, type_scale: 2, comment: "in '€'" },
    { name: "tags", type_name: "ARRAY", type_text: "array<struct<k:string,v:int>>" },
  ]);
  expect(JSON.parse(made.columns[2].type_json).type.elementType.fields[1]).toMatchObject({
    name: "v",
    type: "integer",
  });
  await desk.sql("INSERT INTO main.default.orders VALUES (1, 2.5, NULL)");
  expect(await desk.sql("SELECT id, price FROM main.default.orders")).toEqual([["1", "2.50"]]);
});

test.each([
  [{ table_type: "EXTERNAL", storage_location: "s3://b/t" }, 501, /type EXTERNAL/],
  [{ data_source_format: "PARQUET" }, 501, /format PARQUET/],
  [{ columns: [column("a", "nosuch")] }, 400, /nosuch/i],
  [{ columns: [] }, 400, /columns/],
  [{ schema_name: "nowhere" }, 404, /nowhere/],
  [{ name: "orders", columns: [column("a", "int")] }, 409, /already exists/],
])("refused: %j", async (change, status, why) => {
  const answer = await desk.call("POST", `${UC}/tables`, {
    name: "fresh",
    catalog_name: "main",
    schema_name: "default",
    table_type: "MANAGED",
    data_source_format: "DELTA",
    columns: [column("a", "int")],
    ...change,
  });
  expect([answer.status, answer.body.message]).toEqual([status, expect.stringMatching(why)]);
  expect((await desk.ok("GET", `${UC}/tables/main.default.fresh/exists`)).table_exists).toBe(false);
});

test("lists leave out what they are told to, and summaries filter by pattern", async () => {
  await desk.sql("CREATE VIEW main.default.cheap AS SELECT id FROM main.default.orders WHERE price < 10");
  const view = await desk.ok("GET", `${UC}/tables/main.default.cheap`);
  expect(view).toMatchObject({
    table_type: "VIEW",
    view_definition: "SELECT id FROM main.default.orders WHERE price < 10",
  });
  expect(view.data_source_format).toBeUndefined();
  const list = `${UC}/tables?catalog_name=main&schema_name=default`;
  const short = (await desk.ok("GET", `${list}&omit_columns=true&omit_properties=true`)).tables[1];
  expect(short).toMatchObject({ name: "orders" });
  expect([short.columns, short.properties]).toEqual([undefined, undefined]);
  const first = await desk.ok("GET", `${list}&max_results=1`);
  expect(first.tables).toHaveLength(1);
  const second = await desk.ok("GET", `${list}&max_results=1&page_token=${first.next_page_token}`);
  expect([first.tables[0].name, second.tables[0].name]).toEqual(["cheap", "orders"]);
  const names = async (pattern: string) =>
    (
      await desk.ok(
        "GET",
        `${UC}/table-summaries?catalog_name=main&schema_name_pattern=def%25&table_name_pattern=${encodeURIComponent(pattern)}`,
      )
    ).tables.map((table: { full_name: string }) => table.full_name.split(".")[2]);
  expect(await names("%")).toEqual(["cheap", "orders"]);
  expect(await names("o_der%")).toEqual(["orders"]);
  expect(await names("%e%p")).toEqual(["cheap"]);
  expect(await names("%rd%rs")).toEqual(["orders"]);
  expect(await names("order")).toEqual([]);
  expect(await names(`${"%a".repeat(200)}%`)).toEqual([]);
});

test("owner and comment are changed, anything else is refused, and a table goes", async () => {
  await desk.ok("PATCH", `${UC}/tables/main.default.cheap`, { owner: "ada@example.com", comment: "Low" });
  expect(await desk.ok("GET", `${UC}/tables/main.default.cheap`)).toMatchObject({
    owner: "ada@example.com",
    comment: "Low",
  });
  const refused = await desk.call("PATCH", `${UC}/tables/main.default.cheap`, { columns: [] });
  expect([refused.status, refused.body.message]).toEqual([501, expect.stringMatching(/columns/)]);
  await desk.ok("DELETE", `${UC}/tables/main.default.cheap`);
  expect((await desk.call("GET", `${UC}/tables/main.default.cheap`)).body.error_code).toBe(
    "TABLE_DOES_NOT_EXIST",
  );
});

test("keys are kept, checked against their tables, and shown", async () => {
  await desk.sql("CREATE TABLE main.default.lines (line INT, order_id BIGINT)");
  const constraint = (full_name_arg: string, made: object) =>
    desk.call("POST", `${UC}/constraints`, { full_name_arg, constraint: made });
  const foreign = (name: string, parent_columns: string[]) => ({
    foreign_key_constraint: {
      name,
      child_columns: ["order_id"],
      parent_table: "main.default.orders",
      parent_columns,
    },
  });
  const early = await constraint("main.default.lines", foreign("fk", ["id"]));
  expect([early.status, early.body.message]).toEqual([400, expect.stringMatching(/not the primary key/)]);
  const primary = (name: string, child_columns: string[]) => ({
    primary_key_constraint: { name, child_columns },
  });
  const nullable = await constraint("main.default.lines", primary("pk", ["line"]));
  expect([nullable.status, nullable.body.message]).toEqual([400, expect.stringMatching(/may be NULL/)]);
  expect((await constraint("main.default.orders", primary("pk_orders", ["id"]))).status).toBe(200);
  expect((await constraint("main.default.orders", primary("pk_2", ["id"]))).status).toBe(409);
  expect((await constraint("main.default.orders", primary("pk_3", ["none"]))).status).toBe(400);
  expect((await constraint("main.default.lines", foreign("fk", ["id"]))).status).toBe(200);
  expect((await constraint("main.default.lines", foreign("FK", ["id"]))).status).toBe(409);
  expect(
    (await constraint("main.default.lines", { named_table_constraint: { name: "positive" } })).status,
  ).toBe(501);
  expect((await constraint("main.default.lines", {})).status).toBe(400);
  await desk.restart();
  expect((await desk.ok("GET", `${UC}/tables/main.default.lines`)).table_constraints).toEqual([
    {
      foreign_key_constraint: {
        name: "fk",
        child_columns: ["order_id"],
        parent_table: "main.default.orders",
        parent_columns: ["id"],
      },
    },
  ]);
  const drop = (table: string, name: string, cascade = false) =>
    desk.call("DELETE", `${UC}/constraints/main.default.${table}?constraint_name=${name}&cascade=${cascade}`);
  expect((await drop("orders", "pk_orders")).body.error_code).toBe("CONSTRAINT_IN_USE");
  expect((await drop("orders", "nosuch")).status).toBe(404);
  expect((await drop("orders", "pk_orders", true)).status).toBe(200);
  for (const table of ["orders", "lines"])
    expect((await desk.ok("GET", `${UC}/tables/main.default.${table}`)).table_constraints).toBeUndefined();
});
