import { describe, expect, it } from "vitest";
import { runTool } from "../../run-tool.ts";
import { startFakeServer } from "../../testing/fake-server.ts";
import { createTestContext } from "../../testing/index.ts";
import { localDesk } from "../../testing/local-desk.ts";
import { modelTools, toolDefinitions } from "../../tool-definitions.ts";

const flat = toolDefinitions.find(({ name }) => name === "manage_sql_warehouse")!;
const merged = modelTools.find(({ name }) => name === "manage_sql_warehouse")!;

describe("manage_sql_warehouse", () => {
  const desk = localDesk();
  const { newContext } = desk;
  const call = (input: object, context = newContext()) => desk.call(flat.name, input, context);

  it("makes one of a name, changes what is given, and deletes it", async () => {
    const context = newContext();
    const made = await call(
      { action: "create", name: "team", auto_stop_mins: 5, max_num_clusters: 2 },
      context,
    );
    expect(made.structured, made.text).toMatchObject({
      status: "created",
      name: "team",
      size: "Small",
      min_num_clusters: 1,
      max_num_clusters: 2,
      auto_stop_mins: 5,
      warehouse_type: "PRO",
      enable_serverless: true,
      url: expect.stringContaining("/sql/warehouses/"),
    });
    const warehouse_id = made.structured?.warehouse_id as string;
    expect(context.details).toContainEqual(
      expect.objectContaining({ kind: "resource", resource_type: "warehouse", id: warehouse_id }),
    );
    expect((await call({ action: "create", name: "team", size: "Large" })).structured).toMatchObject({
      status: "already_exists",
      warehouse_id,
      size: "Small",
    });
    expect((await call({ action: "modify", warehouse_id, size: "Medium" })).structured).toMatchObject({
      status: "modified",
      size: "Medium",
      max_num_clusters: 2,
      auto_stop_mins: 5,
    });
    expect(await call({ action: "modify", warehouse_id })).toMatchObject({
      isError: true,
      structured: { error: { code: "INVALID_INPUT" } },
    });
    expect((await call({ action: "delete", warehouse_id })).structured).toMatchObject({ status: "deleted" });
    expect((await call({ action: "delete", warehouse_id })).structured).toMatchObject({
      status: "NOT_FOUND",
    });
    expect((await call({ action: "modify", warehouse_id, name: "x" })).isError).toBe(true);
  });

  it("names what is missing or wrong", async () => {
    expect((await call({ action: "create" })).text).toContain("name");
    expect((await call({ action: "modify", size: "Small" })).text).toContain("warehouse_id");
    expect((await call({ action: "delete" })).text).toContain("warehouse_id");
    expect((await call({ action: "start" })).text).toContain("create, modify, delete");
    expect((await call({ action: "create", name: "x", size: "Huge" })).text).toContain("size");
    expect(
      (await call({ action: "create", name: "x", min_num_clusters: 3, max_num_clusters: 2 })).isError,
    ).toBe(true);
  });

  it("sends again what an edit does not change, since the workspace replaces all", async () => {
    const server = await startFakeServer(({ method }) =>
      method === "POST"
        ? { json: {} }
        : { json: { id: "w", name: "a", cluster_size: "Large", channel: { name: "CHANNEL_NAME_PREVIEW" } } },
    );
    try {
      await runTool(
        flat,
        { action: "modify", warehouse_id: "w", auto_stop_mins: 7 },
        createTestContext({ url: server.url }),
      );
      const edit = server.requests.find(({ url }) => url.endsWith("/edit"))!;
      expect(JSON.parse(edit.body)).toEqual({
        name: "a",
        cluster_size: "Large",
        channel: { name: "CHANNEL_NAME_PREVIEW" },
        auto_stop_mins: 7,
      });
    } finally {
      await server.close();
    }
  });

  it("costs, or destroys", () => {
    for (const [action, consequence] of [
      ["create", "costs"],
      ["modify", "costs"],
      ["delete", "destructive"],
    ]) {
      expect(flat.judge({ action }, {}).consequence).toBe(consequence);
      expect(merged.judge({ request: { action } }, {}).consequence).toBe(consequence);
    }
  });
});
