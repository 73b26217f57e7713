import { afterAll, beforeAll, expect, test } from "vitest";
import { addOneFunction } from "../../testing/add-one-function.ts";
import { openDesk } from "../../testing/workspace-desk.ts";

const UC = "/api/2.1/unity-catalog";
let desk: Awaited<ReturnType<typeof openDesk>>;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

test("made, listed, given away and dropped", async () => {
  const made = await desk.ok("POST", `${UC}/functions`, addOneFunction("main", "default", "add_one"));
  expect(made).toMatchObject({
    full_name: "main.default.add_one",
    routine_body: "SQL",
    routine_definition: "x + 1",
    data_type: "INT",
    comment: "Adds one",
    input_params: { parameters: [{ name: "x", type_text: "int", parameter_default: "1" }] },
  });
  expect(
    (await desk.call("POST", `${UC}/functions`, addOneFunction("main", "default", "ADD_ONE"))).status,
  ).toBe(409);
  await desk.ok("PATCH", `${UC}/functions/main.default.add_one`, { owner: "ada@example.com" });
  await desk.restart();
  const { functions } = await desk.ok("GET", `${UC}/functions?catalog_name=main&schema_name=default`);
  expect(functions).toMatchObject([{ name: "add_one", owner: "ada@example.com" }]);
  await desk.ok("DELETE", `${UC}/functions/main.default.add_one`);
  expect((await desk.call("GET", `${UC}/functions/main.default.add_one`)).body.error_code).toBe(
    "FUNCTION_DOES_NOT_EXIST",
  );
});

test("tables and Python can be returned and written; what cannot be read is refused", async () => {
  const { function_info } = addOneFunction("main", "default", "f");
  const post = (change: object) =>
    desk.call("POST", `${UC}/functions`, { function_info: { ...function_info, ...change } });
  const rows = await post({
    name: "rows",
    data_type: "TABLE_TYPE",
    full_data_type: "(a INT)",
    return_params: { parameters: [{ name: "a", type_text: "int", type_name: "INT", position: 0 }] },
    routine_definition: "SELECT x AS a",
  });
  expect([rows.status, rows.body.full_data_type]).toEqual([200, "(a int)"]);
  const python = await post({
    name: "py",
    routine_body: "EXTERNAL",
    external_language: "PYTHON",
    routine_definition: "return x + 1",
  });
  expect(python.body).toMatchObject({ external_language: "PYTHON", routine_definition: "return x + 1" });
  expect((await post({ routine_definition: "x +" })).status).toBe(400);
  expect((await post({ full_data_type: "nosuch" })).status).toBe(400);
  expect((await post({ routine_body: "EXTERNAL", external_language: "SCALA" })).status).toBe(501);
  expect((await post({ data_type: "TABLE_TYPE" })).status).toBe(400);
});
