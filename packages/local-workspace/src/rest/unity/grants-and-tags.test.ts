import { afterAll, beforeAll, expect, test } from "vitest";
import { openDesk } from "../../testing/workspace-desk.ts";
import { METASTORE_ID } from "./shapes.ts";

const UC = "/api/2.1/unity-catalog";
let desk: Awaited<ReturnType<typeof openDesk>>;
beforeAll(async () => {
  desk = await openDesk();
  await desk.sql("CREATE TABLE main.default.t (id INT, email STRING)");
});
afterAll(() => desk?.close());

const grant = (type: string, name: string, principal: string, add: string[], remove: string[] = []) =>
  desk.call("PATCH", `${UC}/permissions/${type}/${name}`, { changes: [{ principal, add, remove }] });

test("grants are kept, labelled, inherited and taken back", async () => {
  const first = await grant("TABLE", "main.default.t", "ada@example.com", ["SELECT", "MODIFY"]);
  expect(first.headers.get("x-local-workspace-note")).toBe("stored, not enforced");
  expect(first.body.privilege_assignments).toEqual([
    { principal: "ada@example.com", privileges: ["MODIFY", "SELECT"] },
  ]);
  await grant("schema", "main.default", "analysts", ["USE_SCHEMA"]);
  await grant("catalog", "main", "ada@example.com", ["USE_CATALOG"]);
  expect((await grant("metastore", METASTORE_ID, "analysts", ["CREATE_CATALOG"])).status).toBe(200);
  await grant("TABLE", "main.default.t", "ada@example.com", [], ["MODIFY"]);
  await desk.restart();
  const own = await desk.ok("GET", `${UC}/permissions/table/main.default.t`);
  expect(own.privilege_assignments).toEqual([{ principal: "ada@example.com", privileges: ["SELECT"] }]);
  const effective = await desk.ok(
    "GET",
    `${UC}/effective-permissions/table/main.default.t?principal=ada@example.com`,
  );
  expect(effective.privilege_assignments).toEqual([
    {
      principal: "ada@example.com",
      privileges: [
        { privilege: "SELECT" },
        { privilege: "USE_CATALOG", inherited_from_type: "CATALOG", inherited_from_name: "main" },
      ],
    },
  ]);
  const all = await desk.ok("GET", `${UC}/effective-permissions/table/main.default.t`);
  expect(all.privilege_assignments[1].privileges).toEqual([
    { privilege: "USE_SCHEMA", inherited_from_type: "SCHEMA", inherited_from_name: "main.default" },
    {
      privilege: "CREATE_CATALOG",
      inherited_from_type: "METASTORE",
      inherited_from_name: METASTORE_ID,
    },
  ]);
  await grant("TABLE", "main.default.t", "ada@example.com", [], ["SELECT"]);
  expect(await desk.ok("GET", `${UC}/permissions/table/main.default.t`)).toEqual({
    privilege_assignments: [],
  });
});

test("a grant reaches volumes and functions too, and refuses what does not fit", async () => {
  await desk.ok("POST", `${UC}/volumes`, { catalog_name: "main", schema_name: "default", name: "files" });
  expect(
    (await grant("volume", "main.default.files", "a", ["READ VOLUME"])).body.privilege_assignments,
  ).toEqual([{ principal: "a", privileges: ["READ_VOLUME"] }]);
  expect((await grant("table", "main.default.t", "a", ["READ_VOLUME"])).body.message).toMatch(
    /READ_VOLUME is not applicable to a table/,
  );
  expect((await grant("table", "main.default.none", "a", ["SELECT"])).status).toBe(404);
  expect((await grant("function", "main.default.none", "a", ["EXECUTE"])).status).toBe(404);
  expect((await grant("connection", "none", "a", ["USE_CONNECTION"])).status).toBe(404);
  expect((await grant("clean_room", "none", "a", ["SELECT"])).status).toBe(501);
  expect((await grant("share", "none", "a", ["SELECT"])).status).toBe(400);
});

const TAGS = `${UC}/entity-tag-assignments`;
const tag = (entity_type: string, entity_name: string, tag_key: string, tag_value?: string) =>
  desk.call("POST", TAGS, {
    entity_type,
    entity_name,
    tag_key,
    ...(tag_value === undefined ? {} : { tag_value }),
  });

test("tags of every kind of object live through a restart", async () => {
  const targets: [string, string][] = [
    ["catalogs", "main"],
    ["schemas", "main.default"],
    ["tables", "main.default.t"],
    ["volumes", "main.default.files"],
    ["columns", "main.default.t.email"],
  ];
  for (const [type, name] of targets) expect((await tag(type, name, "pii", "yes")).status).toBe(200);
  expect((await tag("tables", "main.default.t", "pii", "no")).status).toBe(409);
  expect((await tag("tables", "main.default.t", "bare")).body.tag_value).toBe("");
  const changed = await desk.ok(
    "PATCH",
    `${TAGS}/columns/main.default.t.email/tags/pii?update_mask=tag_value`,
    {
      tag_value: "strict",
    },
  );
  expect(changed.tag_value).toBe("strict");
  await desk.restart();
  expect(await desk.ok("GET", `${TAGS}/columns/main.default.t.email/tags/pii`)).toEqual({
    entity_type: "columns",
    entity_name: "main.default.t.email",
    tag_key: "pii",
    tag_value: "strict",
  });
  const page = await desk.ok("GET", `${TAGS}/tables/main.default.t/tags?max_results=1`);
  expect(page.tag_assignments).toMatchObject([{ tag_key: "bare" }]);
  const rest = await desk.ok("GET", `${TAGS}/tables/main.default.t/tags?page_token=${page.next_page_token}`);
  expect(rest.tag_assignments).toMatchObject([{ tag_key: "pii" }]);
  await desk.ok("DELETE", `${TAGS}/tables/main.default.t/tags/pii`);
  expect((await desk.call("GET", `${TAGS}/tables/main.default.t/tags/pii`)).status).toBe(404);
});

test.each([
  ["dashboards", "main", "k", 400],
  ["tables", "main.default", "k", 400],
  ["tables", "main.default.none", "k", 404],
  ["columns", "main.default.t", "k", 400],
  ["columns", "main.default.t.none", "k", 404],
  ["tables", "main.default.t", "a,b", 400],
  ["tables", "main.default.t", "", 400],
])("a tag on %s %s named '%s' answers %i", async (type, name, key, status) => {
  expect((await tag(type, name, key)).status).toBe(status);
});

test("a tag policy limits the values of its tag", async () => {
  const policies = "/api/2.1/tag-policies";
  const made = await desk.ok("POST", policies, {
    tag_key: "level",
    description: "How secret",
    values: [{ name: "low" }, { name: "high" }],
  });
  expect(made).toMatchObject({ tag_key: "level", values: [{ name: "low" }, { name: "high" }] });
  expect((await desk.call("POST", policies, { tag_key: "level" })).status).toBe(409);
  const wrong = await tag("schemas", "main.default", "level", "middling");
  expect([wrong.status, wrong.body.message]).toEqual([
    400,
    expect.stringMatching(/only the values 'low', 'high'/),
  ]);
  expect((await tag("schemas", "main.default", "level", "low")).status).toBe(200);
  await desk.restart();
  const changed = await desk.ok("PATCH", `${policies}/level?update_mask=values`, {
    values: [{ name: "middling" }],
    description: "ignored",
  });
  expect(changed).toMatchObject({ values: [{ name: "middling" }], description: "How secret" });
  expect((await tag("tables", "main.default.t", "level", "middling")).status).toBe(200);
  expect((await desk.ok("GET", policies)).tag_policies).toHaveLength(1);
  expect((await desk.ok("GET", `${policies}/level`)).id).toBe(made.id);
  expect((await desk.call("PATCH", `${policies}/level?update_mask=id`, {})).status).toBe(400);
  await desk.ok("DELETE", `${policies}/level`);
  expect((await desk.call("GET", `${policies}/level`)).status).toBe(404);
  expect((await tag("tables", "main.default.t", "free", "anything")).status).toBe(200);
});
