import { beforeAll, describe, expect, it } from "vitest";
import { runTool } from "../../run-tool.ts";
import type { TestContext } from "../../testing/index.ts";
import { localDesk } from "../../testing/local-desk.ts";
import { mergedUnityCatalogTools } from "./manage-uc.ts";

describe("Unity Catalog on the local workspace", () => {
  const desk = localDesk({ defaults: { catalog: "main", schema: "default" } });
  let context: TestContext;
  const call = (name: string, input: Record<string, unknown>) => desk.call(name, input, context);
  const ok = async (name: string, input: Record<string, unknown>) => {
    const output = await call(name, input);
    expect(output.isError, output.text).toBeUndefined();
    return output;
  };
  const sql = (sql_query: string) => ok("execute_sql", { sql_query });
  const objects = (object_type: string, action: string, rest: Record<string, unknown> = {}) =>
    ok("manage_uc_objects", { object_type, action, ...rest });

  beforeAll(async () => {
    context = desk.newContext();
    await sql("CREATE TABLE main.default.t (id INT, mail STRING)");
  }, 120_000);

  it("makes each thing once, however often it is asked", async () => {
    const made = await objects("catalog", "create", { name: "shop", comment: "it's ours" });
    expect(made.structured).toMatchObject({ name: "shop", already_exists: false, comment: "it's ours" });
    expect(made.structured?.created_at).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect((await objects("catalog", "create", { name: "shop", comment: "other" })).structured).toMatchObject(
      {
        already_exists: true,
        comment: "it's ours",
      },
    );
    const schema = await objects("schema", "create", { catalog_name: "shop", name: "raw" });
    expect(schema.structured).toMatchObject({
      full_name: "shop.raw",
      url: `${desk.local().url}/explore/data/shop/raw`,
    });
    await objects("schema", "create", { catalog_name: "shop", name: "raw" });
    await objects("volume", "create", { catalog_name: "shop", schema_name: "raw", name: "files" });
    const again = await objects("volume", "create", { name: "shop.raw.files" });
    expect(again.structured).toMatchObject({ full_name: "shop.raw.files", already_exists: true });
    expect(context.details).toContainEqual(
      expect.objectContaining({ kind: "resource", resource_type: "volume", id: "shop.raw.files" }),
    );
  });

  it("lists, looks at, changes and deletes", async () => {
    const items = async (type: string, rest = {}) =>
      ((await objects(type, "list", rest)).structured?.items as { name: string }[] | undefined)?.map(
        ({ name }) => name,
      ) ?? [];
    expect(await items("catalog")).toEqual(expect.arrayContaining(["main", "shop"]));
    expect(await items("schema", { catalog_name: "shop" })).toEqual(expect.arrayContaining(["raw"]));
    expect(await items("volume", { catalog_name: "shop", schema_name: "raw" })).toEqual(["files"]);
    const renamed = await objects("volume", "update", {
      full_name: "shop.raw.files",
      new_name: "inbox",
      comment: "new",
    });
    expect(renamed.structured).toMatchObject({ full_name: "shop.raw.inbox", comment: "new" });
    expect((await objects("volume", "get", { full_name: "shop.raw.inbox" })).structured).toMatchObject({
      volume_type: "MANAGED",
      comment: "new",
    });
    await objects("catalog", "update", { name: "shop", comment: "" });
    expect((await objects("catalog", "get", { name: "shop" })).structured).not.toHaveProperty("comment");
    await sql("CREATE FUNCTION main.default.twice(x INT) RETURNS INT RETURN x * 2");
    expect(await items("function")).toEqual(["twice"]);
    expect((await objects("function", "get", { full_name: "twice" })).structured).toMatchObject({
      full_name: "main.default.twice",
    });
    await objects("function", "delete", { full_name: "main.default.twice" });
    expect(await items("function")).toEqual([]);
    const full = await call("manage_uc_objects", {
      object_type: "catalog",
      action: "delete",
      full_name: "shop",
    });
    expect(full.isError).toBe(true);
    await objects("catalog", "delete", { full_name: "shop", force: true });
    expect(await items("catalog")).not.toContain("shop");
  });

  it("says what an action lacks, and what the workspace refuses", async () => {
    for (const [input, words] of [
      [{ object_type: "schema", action: "get" }, "full_name"],
      [{ object_type: "schema", action: "get", full_name: "a.b.c" }, "not complete"],
      [{ object_type: "schema", action: "update", full_name: "main.default" }, "Nothing"],
      [{ object_type: "schema", action: "get", full_name: "main.nothing" }, "nothing"],
      [{ object_type: "catalog", action: "update", full_name: "main", new_name: "x" }, "[NOT_IMPLEMENTED]"],
      [
        {
          object_type: "volume",
          action: "create",
          name: "v",
          volume_type: "EXTERNAL",
          storage_location: "s3://b/x",
        },
        "[NOT_IMPLEMENTED]",
      ],
      [{ object_type: "function", action: "create", name: "f" }, "get, list, delete"],
    ] as const)
      expect(await call("manage_uc_objects", input), JSON.stringify(input)).toMatchObject({
        isError: true,
        text: expect.stringContaining(words),
      });
  });

  it("gives, shows and takes rights", async () => {
    const grants = (action: string, rest: Record<string, unknown> = {}) =>
      ok("manage_uc_grants", { action, securable_type: "table", full_name: "main.default.t", ...rest });
    const eve = { principal: "eve@example.com" };
    await grants("grant", { ...eve, privileges: ["select", "MODIFY"] });
    await grants("grant", { ...eve, privileges: ["SELECT"] });
    expect((await grants("get")).structured?.privilege_assignments).toEqual([
      { principal: "eve@example.com", privileges: ["MODIFY", "SELECT"] },
    ]);
    await ok("manage_uc_grants", {
      action: "grant",
      securable_type: "SCHEMA",
      full_name: "main.default",
      ...eve,
      privileges: ["use schema"],
    });
    const effective = await grants("get_effective", eve);
    expect(JSON.stringify(effective.structured)).toContain("USE_SCHEMA");
    expect((await grants("revoke", { ...eve, privileges: ["MODIFY"] })).structured).toMatchObject({
      status: "revoked",
      privilege_assignments: [{ privileges: ["SELECT"] }],
    });
    for (const [input, words] of [
      [{ action: "grant", securable_type: "table", full_name: "t", ...eve, privileges: ["FLY"] }, "FLY"],
      [{ action: "grant", securable_type: "table", full_name: "t" }, "principal"],
      [{ action: "get", securable_type: "share", full_name: "x" }, "securable_type"],
      [{ action: "get", securable_type: "table", full_name: "main.default.none" }, "none"],
    ] as const)
      expect(await call("manage_uc_grants", input), JSON.stringify(input)).toMatchObject({
        isError: true,
        text: expect.stringContaining(words),
      });
  });

  it("sets, finds and takes tags and comments, and gives the SQL that it ran", async () => {
    const tags = (action: string, rest: Record<string, unknown> = {}) =>
      ok("manage_uc_tags", { action, ...rest });
    const t = { object_type: "table", full_name: "main.default.t" };
    const set = await tags("set_tags", { ...t, tags: { team: "it's \\ data", cost: "" } });
    expect(set.structured).toMatchObject({
      success: true,
      sql: "ALTER TABLE `main`.`default`.`t` SET TAGS ('team' = 'it\\'s \\\\ data', 'cost' = '')",
    });
    await tags("set_tags", {
      object_type: "column",
      full_name: "t",
      column_name: "mail",
      tags: { pii: "yes" },
    });
    await tags("set_tags", { object_type: "schema", full_name: "main.default", tags: { zone: "raw" } });
    const found = await tags("query_table_tags", { catalog_filter: "main" });
    expect(found.structured?.items).toEqual([
      { catalog_name: "main", schema_name: "default", table_name: "t", tag_name: "cost", tag_value: "" },
      {
        catalog_name: "main",
        schema_name: "default",
        table_name: "t",
        tag_name: "team",
        tag_value: "it's \\ data",
      },
    ]);
    expect((await tags("query_column_tags", { tag_value_filter: "yes" })).structured?.items).toMatchObject([
      { table_name: "t", column_name: "mail", tag_name: "pii" },
    ]);
    expect((await tags("query_table_tags", { limit: 1 })).structured).toMatchObject({ truncated: true });
    await tags("unset_tags", { ...t, tag_names: ["cost"] });
    expect((await tags("query_table_tags", { tag_name_filter: "cost" })).structured?.items).toEqual([]);
    await tags("set_comment", { ...t, comment_text: "people's mail" });
    await tags("set_comment", { ...t, column_name: "mail", comment_text: "address" });
    const table = await context.workspace.unityCatalog.table("main.default.t");
    expect(table).toMatchObject({ comment: "people's mail" });
    expect(table.columns?.[1]).toMatchObject({ name: "mail", comment: "address" });
    for (const [input, words] of [
      [{ action: "set_tags", ...t, tags: {} }, "tags"],
      [{ action: "set_tags", object_type: "moon", full_name: "x", tags: { a: "b" } }, "object_type"],
      [{ action: "set_tags", object_type: "column", full_name: "t", tags: { a: "b" } }, "column_name"],
      [
        {
          action: "set_tags",
          object_type: "schema",
          full_name: "main.default",
          column_name: "c",
          tags: { a: "b" },
        },
        "no columns",
      ],
      [
        { action: "set_tags", object_type: "table", full_name: "t`; DROP TABLE t; --", tags: { a: "b" } },
        "no name",
      ],
      [
        { action: "set_tags", object_type: "table", full_name: "t; DROP TABLE t", tags: { a: "b" } },
        "[TABLE_OR_VIEW_NOT_FOUND]",
      ],
    ] as const)
      expect(await call("manage_uc_tags", input), JSON.stringify(input)).toMatchObject({
        isError: true,
        text: expect.stringContaining(words),
      });
  });

  it("does the same for a model by one union", async () => {
    const [objects, grants] = mergedUnityCatalogTools as [never, never];
    const made = await runTool(objects, { request: { action: "create_schema", name: "modelled" } }, context);
    expect(made.structured).toMatchObject({ full_name: "main.modelled", already_exists: false });
    const got = await runTool(
      grants,
      { action: "get", securable_type: "schema", full_name: "main.modelled" },
      context,
    );
    expect(got.structured).toMatchObject({ privilege_assignments: [] });
  });
});
