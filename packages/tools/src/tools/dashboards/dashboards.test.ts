import { describe, expect, it } from "vitest";
import { createTestContext, startFakeServer } from "../../testing/index.ts";
import { localDesk } from "../../testing/local-desk.ts";
import { toolDefinitions } from "../../tool-definitions.ts";

const definition = (name: string) => toolDefinitions.find((one) => one.name === name)!;

describe("dashboards on the local workspace", () => {
  const { newContext, call } = localDesk();

  it("are made once, replaced by name, published, listed and trashed", async () => {
    const { items } = await newContext().workspace.warehouses.list();
    const warehouse_id = items[0]!.id;
    const content = (title: string) => ({
      datasets: [{ name: "d", displayName: title, query: "SELECT 1 AS a" }],
      pages: [{ name: "p", displayName: "Page", layout: [] }],
    });
    const wanted = {
      display_name: "Tools dashboard",
      parent_path: "/Workspace/Users/me@lakehand.local/made/here",
      warehouse_id,
    };
    const context = newContext();
    const made = await call(
      "create_or_update_dashboard",
      { ...wanted, serialized_dashboard: content("one") },
      context,
    );
    expect(made.structured).toMatchObject({ success: true, status: "created", published: true });
    expect(context.details).toContainEqual(
      expect.objectContaining({ kind: "resource", resource_type: "dashboard" }),
    );
    const dashboard_id = made.structured?.dashboard_id as string;
    const again = await call("create_or_update_dashboard", {
      ...wanted,
      serialized_dashboard: JSON.stringify(content("two")),
      publish: false,
    });
    expect(again.structured).toMatchObject({ status: "updated", dashboard_id, published: false });
    const got = await call("get_dashboard", { dashboard_id });
    expect(JSON.parse(got.structured?.serialized_dashboard as string)).toEqual(content("two"));
    expect((await call("list_dashboards", { page_size: 1000 })).text).toContain(dashboard_id);
    expect((await call("unpublish_dashboard", { dashboard_id })).structured).toMatchObject({
      status: "unpublished",
    });
    expect((await call("unpublish_dashboard", { dashboard_id })).structured).toMatchObject({
      status: "not_found",
    });
    expect((await call("publish_dashboard", { dashboard_id, warehouse_id })).structured).toMatchObject({
      status: "published",
    });
    expect((await call("trash_dashboard", { dashboard_id })).structured).toMatchObject({ status: "trashed" });
    expect((await call("trash_dashboard", { dashboard_id })).structured).toMatchObject({
      status: "not_found",
    });
    const bad = await call("create_or_update_dashboard", { ...wanted, serialized_dashboard: "{" });
    expect(bad).toMatchObject({ isError: true, text: expect.stringContaining("serialized_dashboard") });
  });

  it("are found where the answer to their making was lost, and given what was asked for", async () => {
    const there = { dashboard_id: "d", path: "/Users/me/Lost.lvdash.json" };
    let made = false;
    const server = await startFakeServer(({ method, url }) => {
      if (method === "POST" && url.endsWith("/lakeview/dashboards")) {
        made = true;
        return { status: 500, json: { message: "lost" } };
      }
      if (method === "GET") return { json: { dashboards: made ? [there] : [] } };
      return { json: method === "PATCH" ? there : {} };
    });
    try {
      const output = await call(
        "create_or_update_dashboard",
        {
          display_name: "Lost",
          parent_path: "/Workspace/Users/me",
          serialized_dashboard: "{}",
          warehouse_id: "w",
          publish: false,
        },
        createTestContext({ url: server.url }),
      );
      expect(output.structured).toMatchObject({ status: "created", dashboard_id: "d" });
      expect(server.requests.filter(({ method }) => method === "PATCH")).toHaveLength(1);
    } finally {
      await server.close();
    }
  });

  it("are judged by what happens to them", () => {
    const judge = (name: string) => definition(name).judge({ dashboard_id: "x" }, {}).consequence;
    expect(judge("create_or_update_dashboard")).toBe("write_out_of_scope");
    expect(judge("publish_dashboard")).toBe("write_out_of_scope");
    expect(judge("trash_dashboard")).toBe("destructive");
    expect(judge("get_dashboard")).toBe("read");
  });
});
