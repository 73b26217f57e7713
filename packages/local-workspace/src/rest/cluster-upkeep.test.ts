import { afterAll, beforeAll, expect, test } from "vitest";
import { openDesk } from "../testing/workspace-desk.ts";

let desk: Awaited<ReturnType<typeof openDesk>>;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

const C = "/api/2.1/clusters";

test("a cluster's events are its start and its end", async () => {
  const { cluster_id } = await desk.ok("POST", `${C}/create`, { cluster_name: "c", spark_version: "x" });
  const types = async (body: object = {}) =>
    (await desk.ok("POST", `${C}/events`, { cluster_id, ...body })).events.map(
      ({ type }: { type: string }) => type,
    );
  expect(await types()).toEqual(["RUNNING"]);
  await desk.ok("POST", `${C}/delete`, { cluster_id });
  await desk.restart();
  expect(new Set(await types())).toEqual(new Set(["RUNNING", "TERMINATING"]));
  expect(await types({ event_types: ["TERMINATING"] })).toEqual(["TERMINATING"]);
  expect(await types({ offset: 2 })).toEqual([]);
  expect((await desk.call("POST", `${C}/events`, { cluster_id: "none" })).status).toBe(400);
});

test.each(["resize", "change-owner", "pin", "unpin", "update"])(
  "clusters/%s is refused by name",
  async (path) => {
    const refused = await desk.call("POST", `${C}/${path}`, { cluster_id: "local-cluster" });
    expect([refused.status, refused.body.error_code]).toEqual([501, "NOT_IMPLEMENTED"]);
    expect((await desk.call("POST", `${C}/${path}`, { cluster_id: "none" })).status).toBe(400);
  },
);

test("node types, versions and zones are this machine's", async () => {
  expect((await desk.ok("GET", `${C}/list-node-types`)).node_types).toHaveLength(1);
  expect((await desk.ok("GET", `${C}/spark-versions`)).versions).toHaveLength(1);
  expect(await desk.ok("GET", `${C}/list-zones`)).toEqual({ zones: ["local"], default_zone: "local" });
});

test("no cluster has libraries, and none is installed on one", async () => {
  const L = "/api/2.0/libraries";
  const { statuses } = await desk.ok("GET", `${L}/all-cluster-statuses`);
  expect(statuses).toContainEqual({ cluster_id: "local-cluster", library_statuses: [] });
  expect(await desk.ok("GET", `${L}/cluster-status?cluster_id=local-cluster`)).toEqual({
    cluster_id: "local-cluster",
    library_statuses: [],
  });
  expect((await desk.call("GET", `${L}/cluster-status?cluster_id=none`)).status).toBe(400);
  for (const path of ["install", "uninstall"]) {
    const body = { cluster_id: "local-cluster", libraries: [{ pypi: { package: "requests" } }] };
    expect((await desk.call("POST", `${L}/${path}`, body)).body.message).toMatch(/%pip/);
  }
});
