import { afterAll, describe, expect, it } from "vitest";
import { runTool } from "../../run-tool.ts";
import { type FakeServer, startFakeServer } from "../../testing/fake-server.ts";
import { createTestContext } from "../../testing/index.ts";
import { localDesk } from "../../testing/local-desk.ts";
import { toolDefinitions } from "../../tool-definitions.ts";

const definition = (name: string) => toolDefinitions.find((one) => one.name === name)!;

describe("Lakebase on the local workspace", () => {
  const { newContext, call } = localDesk();
  const sql = async (sql_content: string) => {
    const { isError, text } = await call("execute_sql_multi", { sql_content });
    expect(isError, text).toBeFalsy();
  };

  it("makes an instance once, changes only what is given, and deletes it", async () => {
    const context = newContext();
    const made = await call("create_or_update_lakebase_database", { name: "one", capacity: "CU_2" }, context);
    expect(made.structured).toMatchObject({
      operation: "created",
      capacity: "CU_2",
      state: "AVAILABLE",
      connection: { host: expect.any(String), port: expect.any(Number), database: "databricks_postgres" },
      created_at: expect.stringMatching(/^\d{4}-.*Z$/),
      url: expect.stringContaining("/compute/database-instances/one"),
    });
    expect(context.details).toContainEqual(
      expect.objectContaining({ kind: "resource", resource_type: "lakebase_instance", name: "one" }),
    );
    const again = await call("create_or_update_lakebase_database", { name: "one" });
    expect(again.structured).toMatchObject({ operation: "unchanged", capacity: "CU_2" });
    expect(
      (await call("create_or_update_lakebase_database", { name: "one", stopped: true })).structured,
    ).toMatchObject({ operation: "updated", state: "STOPPED", capacity: "CU_2" });
    expect(
      (await call("create_or_update_lakebase_database", { name: "one", stopped: false, pg_version: "17" }))
        .text,
    ).toContain("pg_version had no effect");
    expect((await call("get_lakebase_database", { name: "one" })).structured).toMatchObject({
      type: "provisioned",
      state: "AVAILABLE",
    });

    const credential = await call("generate_lakebase_credential", { instance_names: ["one"] });
    expect(credential.structured).toMatchObject({
      token: expect.stringMatching(/^.{40,}$/),
      expires_at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect((await call("generate_lakebase_credential", { instance_names: ["none"] })).isError).toBe(true);

    // A table with a primary key says itself by what its rows are known.
    await sql(
      "CREATE TABLE main.default.orders (id INT NOT NULL, name STRING, CONSTRAINT pk PRIMARY KEY (id)); INSERT INTO main.default.orders VALUES (1, 'a'), (2, 'b'); CREATE TABLE main.default.keyless (a INT)",
    );
    const sync = {
      instance_name: "one",
      source_table_name: "main.default.orders",
      target_table_name: "pg.shop.orders",
    };
    const first = await call("create_or_update_lakebase_sync", sync);
    expect(first.structured, first.text).toMatchObject({
      operation: "created",
      catalog: { name: "pg", status: "created" },
      instance_name: "one",
      primary_key_columns: ["id"],
      state: "SYNCED_TABLE_ONLINE_NO_PENDING_UPDATE",
    });
    expect((await call("create_or_update_lakebase_sync", sync)).structured).toMatchObject({
      operation: "unchanged",
      status: "ALREADY_EXISTS",
    });
    const other = await call("create_or_update_lakebase_sync", {
      ...sync,
      source_table_name: "main.default.keyless",
    });
    expect(other).toMatchObject({ isError: true, structured: { error: { code: "ALREADY_EXISTS" } } });
    expect(
      await call("create_or_update_lakebase_sync", {
        ...sync,
        source_table_name: "main.default.keyless",
        target_table_name: "pg.shop.keyless",
      }),
    ).toMatchObject({ isError: true, text: expect.stringContaining("no primary key") });
    expect(
      await call("create_or_update_lakebase_sync", {
        ...sync,
        target_table_name: "pg.shop.live",
        scheduling_policy: "CONTINUOUS",
      }),
    ).toMatchObject({ isError: true, structured: { error: { code: "NOT_IMPLEMENTED" } } });

    const ended = await call("delete_lakebase_sync", { table_name: "pg.shop.orders", catalog_name: "pg" });
    expect(ended.structured).toMatchObject({ status: "deleted", catalog_status: "deleted" });
    expect((await call("delete_lakebase_sync", { table_name: "pg.shop.orders" })).structured).toMatchObject({
      status: "NOT_FOUND",
    });
    expect((await call("delete_lakebase_database", { name: "one" })).structured).toMatchObject({
      status: "deleted",
    });
    const gone = await call("delete_lakebase_database", { name: "one" });
    expect(gone).toMatchObject({ structured: { status: "NOT_FOUND" } });
    expect(gone.isError).toBeFalsy();
  }, 180_000);

  it("makes a project with branches and endpoints, once", async () => {
    const context = newContext();
    const project = { name: "shop", type: "autoscale", display_name: "Shop" };
    expect((await call("create_or_update_lakebase_database", project, context)).structured).toMatchObject({
      operation: "created",
      name: "projects/shop",
      display_name: "Shop",
      url: expect.stringContaining("/lakebase/projects/"),
    });
    expect(context.details).toContainEqual(
      expect.objectContaining({ kind: "resource", resource_type: "lakebase_project", id: "projects/shop" }),
    );
    expect((await call("create_or_update_lakebase_database", project)).structured).toMatchObject({
      operation: "unchanged",
    });
    expect(
      (
        await call("create_or_update_lakebase_database", {
          ...project,
          display_name: "Store",
          capacity: "CU_1",
        })
      ).text,
    ).toContain("capacity had no effect");

    const branch = { project_name: "shop", branch_id: "dev" };
    const made = await call("create_or_update_lakebase_branch", { ...branch, ttl_seconds: 3600 });
    expect(made.structured, made.text).toMatchObject({
      operation: "created",
      name: "projects/shop/branches/dev",
      source_branch: "projects/shop/branches/production",
      expire_time: expect.stringMatching(/^\d{4}-.*Z$/),
      endpoint: { endpoint_type: "ENDPOINT_TYPE_READ_WRITE", connection: { host: expect.any(String) } },
    });
    expect((await call("create_or_update_lakebase_branch", branch)).structured).toMatchObject({
      operation: "unchanged",
      endpoint_operation: "unchanged",
      expire_time: expect.any(String),
    });
    expect(
      (
        await call("create_or_update_lakebase_branch", {
          ...branch,
          no_expiry: true,
          is_protected: true,
          autoscaling_limit_min_cu: 2,
          autoscaling_limit_max_cu: 4,
          scale_to_zero_seconds: 300,
        })
      ).structured,
    ).toMatchObject({
      operation: "updated",
      endpoint_operation: "updated",
      expire_time: null,
      is_protected: true,
      endpoint: {
        autoscaling_limit_min_cu: 2,
        autoscaling_limit_max_cu: 4,
        suspend_timeout_duration: "300s",
      },
    });
    expect(
      (await call("create_or_update_lakebase_branch", { ...branch, scale_to_zero_seconds: 0 })).structured,
    ).toMatchObject({ endpoint: { suspend_timeout_duration: null } });
    expect(
      await call("create_or_update_lakebase_branch", { ...branch, ttl_seconds: 60, no_expiry: true }),
    ).toMatchObject({ isError: true, structured: { error: { code: "INVALID_INPUT" } } });
    expect(
      await call("create_or_update_lakebase_branch", {
        ...branch,
        endpoint_type: "ENDPOINT_TYPE_READ_ONLY",
      }),
    ).toMatchObject({ isError: true, text: expect.stringContaining("Read replicas") });

    const endpoint = "projects/shop/branches/dev/endpoints/primary";
    expect((await call("generate_lakebase_credential", { endpoint })).structured).toMatchObject({
      token: expect.any(String),
      endpoint,
    });
    const { structured } = await call("get_lakebase_database", { name: "shop" });
    expect(structured).toMatchObject({
      type: "autoscale",
      display_name: "Store",
      branches: expect.arrayContaining([
        expect.objectContaining({ name: "projects/shop/branches/dev", endpoints: [expect.anything()] }),
      ]),
    });
    expect((await call("get_lakebase_database", {})).structured).toMatchObject({
      databases: [expect.objectContaining({ name: "projects/shop" })],
      failures: [],
    });
    expect((await call("get_lakebase_database", { type: "provisioned" })).structured).toMatchObject({
      databases: [],
    });
    expect((await call("get_lakebase_database", { name: "none" })).structured).toEqual({
      name: "none",
      status: "NOT_FOUND",
    });

    const name = "projects/shop/branches/dev";
    expect(await call("delete_lakebase_branch", { name })).toMatchObject({
      isError: true,
      text: expect.stringContaining("protected"),
    });
    await call("create_or_update_lakebase_branch", { ...branch, is_protected: false });
    expect((await call("delete_lakebase_branch", { name })).structured).toMatchObject({ status: "deleted" });
    expect((await call("delete_lakebase_branch", { name })).structured).toMatchObject({
      status: "NOT_FOUND",
    });
    expect(
      (await call("delete_lakebase_database", { name: "shop", type: "autoscale" })).structured,
    ).toMatchObject({ status: "deleted" });
  }, 180_000);

  it("names what is missing", async () => {
    expect(await call("generate_lakebase_credential", {})).toMatchObject({
      isError: true,
      text: expect.stringContaining("instance_names"),
    });
    for (const [name, missing] of [
      ["create_or_update_lakebase_branch", "project_name"],
      ["create_or_update_lakebase_sync", "instance_name"],
      ["delete_lakebase_sync", "table_name"],
      ["delete_lakebase_branch", "name"],
    ] as const)
      expect((await call(name, {})).text).toContain(missing);
  });
});

describe("Lakebase when answers are lost or late", () => {
  let server: FakeServer | undefined;
  afterAll(() => server?.close());

  it("finds what a lost answer has made, waits for operations, and lists pages to the end", async () => {
    let there = false;
    let polls = 0;
    server = await startFakeServer(({ method, url }) => {
      if (url.startsWith("/api/2.0/database/instances?"))
        return url.includes("page_token=two")
          ? { json: { database_instances: [{ name: "b" }] } }
          : { json: { database_instances: [{ name: "a" }], next_page_token: "two" } };
      if (url.startsWith("/api/2.0/database/instances/"))
        return there
          ? { json: { name: "x", state: "STARTING" } }
          : { status: 404, json: { error_code: "NOT_FOUND" } };
      if (method === "POST" && url === "/api/2.0/database/instances") {
        there = true;
        return (response) => void response.destroy();
      }
      if (method === "DELETE") return { json: { name: "projects/p/operations/1", done: false } };
      if (url === "/api/2.0/postgres/projects/p/operations/1") {
        polls++;
        return {
          json: {
            name: "projects/p/operations/1",
            done: true,
            error: { error_code: "BUSY", message: "in use" },
          },
        };
      }
      return undefined;
    });
    const context = () => createTestContext({ url: server!.url });
    const made = await runTool(
      definition("create_or_update_lakebase_database"),
      { name: "x", capacity: "CU_1" },
      context(),
    );
    expect(made.structured).toMatchObject({ operation: "created", name: "x", state: "STARTING" });
    expect(server.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
    const deleted = await runTool(
      definition("delete_lakebase_database"),
      { name: "p", type: "autoscale" },
      context(),
    );
    expect(deleted).toMatchObject({ isError: true, text: expect.stringContaining("in use") });
    expect(polls).toBe(1);
    const { structured } = await runTool(definition("get_lakebase_database"), {}, context());
    expect(structured).toMatchObject({
      databases: [{ name: "a" }, { name: "b" }],
      failures: [{ type: "autoscale" }],
    });
  });
});

describe("consequences", () => {
  const judge = (name: string, input: object) => definition(name).judge({ ...input }, {}).consequence;
  it("are those of databases that cost, hold data and have passwords", () => {
    expect(judge("create_or_update_lakebase_database", { name: "a" })).toBe("costs");
    expect(judge("create_or_update_lakebase_branch", {})).toBe("costs");
    expect(judge("create_or_update_lakebase_sync", {})).toBe("costs");
    expect(judge("generate_lakebase_credential", { endpoint: "e" })).toBe("leaves_workspace");
    for (const name of ["database", "branch", "sync"])
      expect(judge(`delete_lakebase_${name}`, {})).toBe("destructive");
    expect(judge("get_lakebase_database", {})).toBe("read");
  });
});
