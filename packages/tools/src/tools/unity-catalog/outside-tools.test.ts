import { beforeAll, describe, expect, it } from "vitest";
import { runTool } from "../../run-tool.ts";
import { createTestContext, startFakeServer, type TestContext } from "../../testing/index.ts";
import { localDesk } from "../../testing/local-desk.ts";
import { flatUnityCatalogTools } from "./manage-uc.ts";
import { partitionsOf } from "./sharing-tools.ts";

const tool = (name: string) => flatUnityCatalogTools.find((one) => one.name === name)!;
const storage = "manage_uc_storage";
const connections = "manage_uc_connections";
const monitors = "manage_uc_monitors";
const shares = "manage_uc_sharing";

describe("what a call that reaches outside may do", () => {
  it.each([
    [storage, { resource_type: "credential", action: "create", name: "c" }, "leaves_workspace"],
    [storage, { resource_type: "external_location", action: "update", name: "c" }, "leaves_workspace"],
    [storage, { resource_type: "external_location", action: "delete", name: "c" }, "destructive"],
    [storage, { resource_type: "credential", action: "list" }, "read"],
    [connections, { action: "create", name: "c" }, "leaves_workspace"],
    [connections, { action: "delete", name: "c" }, "destructive"],
    [
      connections,
      { action: "create_foreign_catalog", catalog_name: "f", connection_name: "c" },
      "write_out_of_scope",
    ],
    [monitors, { action: "create", table_name: "t" }, "costs"],
    [monitors, { action: "run_refresh", table_name: "t" }, "costs"],
    [monitors, { action: "delete", table_name: "t" }, "destructive"],
    [shares, { resource_type: "share", action: "add_table", name: "s", table_name: "t" }, "leaves_workspace"],
    [shares, { resource_type: "share", action: "grant_to_recipient", name: "s" }, "leaves_workspace"],
    [shares, { resource_type: "recipient", action: "rotate_token", name: "r" }, "destructive"],
    [shares, { resource_type: "provider", action: "list_shares", name: "p" }, "read"],
  ])("%s %j: %s", (name, input, consequence) => {
    expect(tool(name).judge(input, { catalog: "main", schema: "default" }).consequence).toBe(consequence);
  });
});

describe("partitions of a shared table", () => {
  it("are read from a condition", () => {
    expect(partitionsOf("(year = '2024' AND `the region` LIKE 'EU\\'s%', n=5)")).toEqual([
      {
        values: [
          { name: "year", op: "EQUAL", value: "2024" },
          { name: "the region", op: "LIKE", value: "EU's%" },
          { name: "n", op: "EQUAL", value: "5" },
        ],
      },
    ]);
    for (const wrong of ["", "year", "year > 5", "year = '5' OR x = 2", "year = 5 AND"])
      expect(() => partitionsOf(wrong), wrong).toThrow("partition_spec");
  });
});

describe("storage, connections, monitors and sharing on the local workspace", () => {
  const desk = localDesk({ defaults: { catalog: "main", schema: "default" } });
  let context: TestContext;
  const call = (name: string, input: Record<string, unknown>) => desk.call(name, input, context);
  const ok = async (name: string, input: Record<string, unknown>) => {
    const output = await call(name, input);
    expect(output.isError, output.text).toBeUndefined();
    return output.structured as Record<string, unknown>;
  };
  const refused = async (name: string, input: Record<string, unknown>, words: string) =>
    expect(await call(name, input), JSON.stringify(input)).toMatchObject({
      isError: true,
      text: expect.stringContaining(words),
    });
  beforeAll(async () => {
    context = desk.newContext();
    await call("execute_sql", { sql_query: "CREATE TABLE main.default.t (id INT)" });
  }, 120_000);

  it("keeps credentials and locations, and refuses to try them", async () => {
    const credential = { resource_type: "credential", name: "lake" };
    const place = { resource_type: "external_location", name: "raw" };
    const role = { aws_iam_role_arn: "arn:aws:iam::1:role/x" };
    expect(await ok(storage, { ...credential, action: "create", ...role })).toMatchObject({
      already_exists: false,
    });
    expect(await ok(storage, { ...credential, action: "create", ...role })).toMatchObject({
      already_exists: true,
    });
    await ok(storage, { ...place, action: "create", url: "s3://b/raw", credential_name: "lake" });
    expect(await ok(storage, { ...place, action: "update", comment: "all" })).toMatchObject({
      comment: "all",
    });
    expect(await ok(storage, { ...place, action: "get" })).toMatchObject({
      url: "s3://b/raw",
      credential_name: "lake",
    });
    expect((await ok(storage, { resource_type: "external_location", action: "list" })).items).toMatchObject([
      { name: "raw" },
    ]);
    await refused(storage, { ...credential, action: "create" }, "aws_iam_role_arn");
    await refused(storage, { ...credential, action: "update" }, "Nothing");
    await refused(storage, { ...credential, action: "validate", url: "s3://b/raw" }, "[NOT_IMPLEMENTED]");
    await ok(storage, { ...place, action: "delete" });
    await ok(storage, { ...credential, action: "delete" });
  });

  it("keeps connections without ever showing their secrets", async () => {
    const secret = "hunter2-of-the-shop";
    const options = { host: "db.example.com", user: "app", password: secret };
    const made = await call(connections, {
      action: "create",
      name: "pg",
      connection_type: "postgresql",
      options,
    });
    expect(made.structured).toMatchObject({ name: "pg", url: `${desk.local().url}/explore/connections/pg` });
    await ok(connections, { action: "create", name: "pg", connection_type: "postgresql", options });
    const seen = await call(connections, { action: "get", name: "pg" });
    expect(seen.structured).toMatchObject({ connection_type: "POSTGRESQL" });
    expect(JSON.stringify([made, seen, context.details])).not.toContain(secret);
    await refused(
      connections,
      { action: "create_foreign_catalog", catalog_name: "shop", connection_name: "pg" },
      "CREATE FOREIGN CATALOG IF NOT EXISTS `shop` USING CONNECTION `pg`",
    );
    await ok(connections, { action: "update", name: "pg", comment: "the shop" });
    await ok(connections, { action: "delete", name: "pg" });
    await refused(connections, { action: "get", name: "pg" }, "pg");
  });

  it("says that there are no monitors", async () => {
    const t = { table_name: "main.default.t" };
    await refused(
      monitors,
      { action: "create", ...t, output_schema_name: "main.default" },
      "[NOT_IMPLEMENTED]",
    );
    await refused(monitors, { action: "run_refresh", ...t }, "[NOT_IMPLEMENTED]");
    await refused(monitors, { action: "get", ...t }, "monitor");
    await refused(monitors, { action: "delete", ...t }, "monitor");
    expect(await ok(monitors, { action: "list_refreshes", ...t })).toEqual({ items: [], count: 0 });
  });

  it("keeps shares and recipients", async () => {
    const share = (action: string, rest = {}) =>
      ok(shares, { resource_type: "share", action, name: "out", ...rest });
    await share("create");
    expect(await share("create")).toMatchObject({ already_exists: true });
    expect(await share("add_table", { table_name: "t", shared_as: "shop.t" })).toMatchObject({
      already_exists: false,
    });
    expect(await share("add_table", { table_name: "t" })).toMatchObject({ already_exists: true });
    const partner = { resource_type: "recipient", name: "partner", authentication_type: "DATABRICKS" };
    await ok(shares, { ...partner, action: "create", sharing_id: "aws:us-west-2:x" });
    expect(await share("grant_to_recipient", { recipient_name: "partner" })).toMatchObject({
      privilege_assignments: [{ principal: "partner", privileges: ["SELECT"] }],
    });
    await share("revoke_from_recipient", { recipient_name: "partner" });
    await share("remove_table", { table_name: "t" });
    await refused(shares, { ...partner, action: "create" }, "sharing_id");
    await refused(
      shares,
      { resource_type: "recipient", action: "create", name: "other" },
      "[NOT_IMPLEMENTED]",
    );
    await refused(
      shares,
      { resource_type: "recipient", action: "rotate_token", name: "partner" },
      "[NOT_IMPLEMENTED]",
    );
    expect((await ok(shares, { resource_type: "provider", action: "list" })).items).toEqual([]);
    await refused(shares, { resource_type: "provider", action: "list_shares", name: "p" }, "p");
    await ok(shares, { resource_type: "recipient", action: "delete", name: "partner" });
    await share("delete");
  });
});

describe("a recipient's link", () => {
  it("is given by the calls that are for it, and by no other", async () => {
    const activation_url = "https://share.example.com/activate?once";
    const server = await startFakeServer(() => ({
      json: { name: "r", tokens: [{ id: "1", activation_url, expiration_time: 1_900_000_000_000 }] },
    }));
    const context = createTestContext({ url: server.url });
    const run = (action: string) =>
      runTool(tool(shares), { resource_type: "recipient", action, name: "r" }, context);
    for (const action of ["create", "rotate_token"])
      expect((await run(action)).structured).toMatchObject({ activation_url });
    expect(JSON.parse(server.requests[1]!.body)).toEqual({ existing_token_expire_in_seconds: 0 });
    const seen = await run("get");
    expect(JSON.stringify(seen)).not.toContain("once");
    expect(JSON.stringify(seen.structured)).toContain("2030-");
    expect(JSON.stringify(context.details)).not.toContain("once");
    await server.close();
  });
});
