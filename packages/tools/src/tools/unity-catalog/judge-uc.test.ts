import { describe, expect, it } from "vitest";
import { flatUnityCatalogTools, mergedUnityCatalogTools } from "./manage-uc.ts";

const scope = { catalog: "main", schema: "s" };
const judge = (name: string, input: Record<string, unknown>) =>
  flatUnityCatalogTools.find((one) => one.name === name)!.judge(input, scope);

describe("what a call on Unity Catalog may do", () => {
  it.each([
    ["manage_uc_objects", { object_type: "catalog", action: "create", name: "x" }, "write_out_of_scope"],
    [
      "manage_uc_objects",
      { object_type: "catalog", action: "create", name: "x", storage_root: "s3://b" },
      "leaves_workspace",
    ],
    [
      "manage_uc_objects",
      { object_type: "schema", action: "create", name: "new", catalog_name: "main" },
      "write",
    ],
    ["manage_uc_objects", { object_type: "schema", action: "create", name: "new" }, "write"],
    [
      "manage_uc_objects",
      { object_type: "schema", action: "create", name: "new", catalog_name: "prod" },
      "write_out_of_scope",
    ],
    ["manage_uc_objects", { object_type: "volume", action: "create", name: "v" }, "write"],
    [
      "manage_uc_objects",
      { object_type: "volume", action: "create", name: "v", schema_name: "t" },
      "write_out_of_scope",
    ],
    [
      "manage_uc_objects",
      { object_type: "volume", action: "create", name: "v", storage_location: "s3://b/x" },
      "leaves_workspace",
    ],
    ["manage_uc_objects", { object_type: "schema", action: "delete", full_name: "main.s" }, "destructive"],
    [
      "manage_uc_objects",
      { object_type: "function", action: "delete", full_name: "main.s.f" },
      "destructive",
    ],
    [
      "manage_uc_objects",
      { object_type: "volume", action: "update", full_name: "main.s.v", comment: "c" },
      "write",
    ],
    [
      "manage_uc_objects",
      { object_type: "volume", action: "update", full_name: "prod.s.v", comment: "c" },
      "write_out_of_scope",
    ],
    [
      "manage_uc_objects",
      { object_type: "volume", action: "update", full_name: "main.s.v", owner: "eve" },
      "destructive",
    ],
    [
      "manage_uc_objects",
      { object_type: "catalog", action: "update", full_name: "main", isolation_mode: "OPEN" },
      "destructive",
    ],
    [
      "manage_uc_objects",
      { object_type: "schema", action: "update", full_name: "main.s", properties: { a: "b" } },
      "write",
    ],
    [
      "manage_uc_objects",
      { object_type: "volume", action: "update", full_name: "main.s.v", new_name: "w" },
      "write",
    ],
    ["manage_uc_objects", { object_type: "schema", action: "get", full_name: "prod.x" }, "read"],
    ["manage_uc_objects", { object_type: "table", action: "delete", full_name: "prod.x" }, "read"],
    [
      "manage_uc_grants",
      {
        action: "grant",
        securable_type: "table",
        full_name: "main.s.t",
        principal: "eve",
        privileges: ["SELECT"],
      },
      "destructive",
    ],
    ["manage_uc_grants", { action: "grant", securable_type: "table" }, "destructive"],
    [
      "manage_uc_grants",
      {
        action: "revoke",
        securable_type: "schema",
        full_name: "main.s",
        principal: "eve",
        privileges: ["USE_SCHEMA"],
      },
      "destructive",
    ],
    ["manage_uc_grants", { action: "get", securable_type: "schema", full_name: "main.s" }, "read"],
    [
      "manage_uc_tags",
      { action: "set_tags", object_type: "table", full_name: "t", tags: { a: "b" } },
      "write_out_of_scope",
    ],
    [
      "manage_uc_tags",
      { action: "unset_tags", object_type: "table", full_name: "t", tag_names: ["a"] },
      "destructive",
    ],
    [
      "manage_uc_tags",
      { action: "set_comment", object_type: "table", full_name: "t", comment_text: "x" },
      "write",
    ],
    [
      "manage_uc_tags",
      { action: "set_comment", object_type: "table", full_name: "prod.x.t", comment_text: "x" },
      "write_out_of_scope",
    ],
    [
      "manage_uc_tags",
      {
        action: "set_comment",
        object_type: "table",
        full_name: "prod.x.t",
        column_name: "c",
        comment_text: "x",
      },
      "write_out_of_scope",
    ],
    ["manage_uc_tags", { action: "query_table_tags" }, "read"],
  ])("%s %j: %s", (name, input, consequence) => {
    expect(judge(name, input)).toMatchObject({ consequence, reason: expect.stringMatching(/./) });
  });

  it("is told in words that name whom and what", () => {
    expect(
      judge("manage_uc_grants", {
        action: "grant",
        securable_type: "table",
        full_name: "main.s.t",
        principal: "eve@example.com",
        privileges: ["SELECT"],
      }).reason,
    ).toBe("gives `eve@example.com` rights on TABLE `main`.`s`.`t`");
    expect(
      judge("manage_uc_objects", {
        object_type: "schema",
        action: "delete",
        full_name: "main.s",
        force: true,
      }).reason,
    ).toBe("removes main.s and all that is in it");
  });

  it("cannot be made to look less by what stands in the input", () => {
    for (const principal of ["a`; SELECT 1 --", "x` /*", "\0"])
      expect(
        judge("manage_uc_grants", {
          action: "grant",
          securable_type: "share; select",
          full_name: "a'b",
          principal,
          privileges: ["SELECT ON x TO y; --"],
        }).consequence,
      ).not.toBe("read");
    expect(
      judge("manage_uc_tags", {
        action: "unset_tags",
        object_type: "table",
        full_name: "t",
        tag_names: ["a'); SELECT ('"],
      }).consequence,
    ).toBe("destructive");
  });

  it("is the same for the model's tools", () => {
    const objects = mergedUnityCatalogTools[0]!;
    expect(
      objects.judge({ request: { action: "delete_schema", full_name: "main.s" } }, scope).consequence,
    ).toBe("destructive");
    expect(objects.judge({ request: { action: "list_schemas" } }, scope).consequence).toBe("read");
  });

  it("every tool describes itself and every parameter", () => {
    for (const tool of [...flatUnityCatalogTools, ...mergedUnityCatalogTools]) {
      expect(tool.description.length, tool.name).toBeGreaterThan(40);
      for (const [name, type] of Object.entries(tool.input))
        expect((type as { description?: string }).description, `${tool.name}.${name}`).toBeTruthy();
    }
  });
});
