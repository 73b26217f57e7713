import { afterAll, beforeAll, expect, test } from "vitest";
import { openDesk } from "../testing/workspace-desk.ts";

let desk: Awaited<ReturnType<typeof openDesk>>;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

test("a secret scope's access list is read by principal", async () => {
  await desk.ok("POST", "/api/2.0/secrets/scopes/create", { scope: "s" });
  await desk.ok("POST", "/api/2.0/secrets/acls/put", { scope: "s", principal: "ada", permission: "READ" });
  expect(await desk.ok("GET", "/api/2.0/secrets/acls/get?scope=s&principal=ada")).toEqual({
    principal: "ada",
    permission: "READ",
  });
  expect((await desk.ok("GET", "/api/2.0/secrets/scopes/list")).scopes).toMatchObject([{ name: "s" }]);
});

test("a cluster restarts, and a statement is closed", async () => {
  const { clusters } = await desk.ok("GET", "/api/2.1/clusters/list");
  await desk.ok("POST", "/api/2.1/clusters/restart", { cluster_id: clusters[0].cluster_id });
  const { warehouses } = await desk.ok("GET", "/api/2.0/sql/warehouses");
  const { statement_id } = await desk.ok("POST", "/api/2.0/sql/statements", {
    statement: "SELECT 1",
    warehouse_id: warehouses[0].id,
  });
  await desk.ok("DELETE", `/api/2.0/sql/statements/${statement_id}`);
  expect((await desk.ok("GET", `/api/2.0/sql/statements/${statement_id}`)).status.state).toBe("CLOSED");
});

test("an update of a pipeline has a page", async () => {
  const content = Buffer.from("CREATE OR REFRESH MATERIALIZED VIEW mv AS SELECT 1 AS one").toString("base64");
  await desk.ok("POST", "/api/2.0/workspace/import", { path: "/Shared/p.sql", format: "RAW", content });
  const { pipeline_id } = await desk.ok("POST", "/api/2.0/pipelines", {
    name: "p",
    catalog: "main",
    schema: "default",
    serverless: true,
    libraries: [{ file: { path: "/Shared/p.sql" } }],
  });
  const { update_id } = await desk.ok("POST", `/api/2.0/pipelines/${pipeline_id}/updates`, {});
  const page = await desk.call("GET", `/pipelines/${pipeline_id}/updates/${update_id}`, undefined, {
    accept: "text/html",
  });
  expect([page.status, page.text]).toEqual([200, expect.stringContaining(`Update ${update_id.slice(0, 6)}`)]);
});
