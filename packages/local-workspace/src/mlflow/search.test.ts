import { afterAll, beforeAll, expect, test } from "vitest";
import { openTracking } from "./testing.ts";

let desk: Awaited<ReturnType<typeof openTracking>>;
beforeAll(async () => {
  desk = await openTracking();
  const make = async (name: string, acc: number | undefined, kind: string, more: object = {}) => {
    const run_id = await desk.run({ run_name: name, start_time: name.charCodeAt(0), ...more });
    const metrics = acc === undefined ? [] : [{ key: "val acc/1", value: acc, timestamp: 1, step: 0 }];
    await desk.post("runs/log-batch", {
      run_id,
      metrics,
      params: [{ key: "kind", value: kind }],
      tags: [{ key: "my-tag", value: `t_${name}` }],
    });
  };
  await make("a", 0.5, "tree");
  await make("b", 0.9, "Tree");
  await make("c", undefined, "forest%");
  await make("d", 0.7, "it's", { user_id: "someone" });
});
afterAll(() => desk.close());

const search = (filter?: string, order_by: string[] = ["attributes.start_time ASC"], more: object = {}) =>
  desk.post("runs/search", { experiment_ids: [desk.experiment], filter, order_by, ...more });
const names = async (filter?: string, order_by?: string[]) => {
  const { body } = await search(filter, order_by);
  return (body.runs ?? []).map((run: { info: { run_name: string } }) => run.info.run_name).join("");
};

test.each([
  ["", "abcd"],
  ["metrics.`val acc/1` > 0.5", "bd"],
  ['metrics."val acc/1" <= 7e-1', "ad"],
  ["metrics.`val acc/1` != 0.5 and params.kind = 'Tree'", "b"],
  ["params.kind LIKE 'tr%'", "a"],
  ["params.kind ILIKE 'TR__'", "ab"],
  ["params.kind LIKE '%\\%'", ""],
  ["params.kind = 'it''s'", "d"],
  ['params.kind = "it\'s"', "d"],
  ["tags.my-tag = 't_c'", "c"],
  ["tag.`my-tag` RLIKE '^t_[ab]$'", "ab"],
  ["metrics.`val acc/1` IS NULL", "c"],
  ["params.none IS NOT NULL", ""],
  ["run_name IN ('a', 'd')", "ad"],
  ["attributes.run_name NOT IN ('a')", "bcd"],
  ["attribute.start_time >= 99", "cd"],
  ["user_id = 'someone'", "d"],
  ["status = 'RUNNING' AND artifact_uri LIKE 'dbfs:/%'", "abcd"],
  ["experiment_id = '0'", ""],
])("filter %s", async (filter, found) => {
  expect(await names(filter)).toBe(found);
});

test.each([
  ["metrics.`val acc/1`", "adbc"],
  ["metrics.`val acc/1` DESC", "bdac"],
  ["params.kind", "bcda"],
  ["attributes.end_time DESC", "dcba"],
])("order by %s: what has no value comes last", async (order, found) => {
  expect(await names("", [order])).toBe(found);
});

test.each([
  "params.kind",
  "params.kind =",
  "params.kind = tree",
  "params.kind > 'a'",
  "params.kind = 4",
  "metrics.x = 'high' OR metrics.y = 1",
  "metrics.`val acc/1` = 'high'",
  "metrics.`val acc/1` LIKE 'x'",
  "colour = 'red'",
  "thing.colour = 'red'",
  "run_id IN ()",
  "run_id IN ('a'",
  "run_id IN (4)",
  "run_id IS 'x'",
  "tags.my-tag RLIKE '(a+)+$'",
  "tags.my-tag RLIKE '('",
  "= 'a'",
  "params.kind = 'a' ;",
])("%s is refused with the reason", async (filter) => {
  const { status, body } = await search(filter);
  expect([status, body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  expect(body.message).toMatch(/Invalid (filter|attribute)/);
});

test("pages follow each other, and a made-up token is refused", async () => {
  const first = await search("", ["run_name"], { max_results: 3 });
  expect(first.body.runs).toHaveLength(3);
  const second = await search("", ["run_name"], { max_results: 3, page_token: first.body.next_page_token });
  expect(second.body.runs).toHaveLength(1);
  expect(second.body.next_page_token).toBeUndefined();
  expect((await search("", [], { page_token: "zzz" })).status).toBe(400);
  expect((await search("", [" "])).status).toBe(400);
});

test("experiments are searched, listed, changed and refused alike", async () => {
  await desk.post("experiments/create", { name: "/Shared/other", tags: [{ key: "t", value: "1" }] });
  const found = await desk.post("experiments/search", {
    filter: "tags.t = '1' AND name LIKE '/Shared/%' AND creation_time > 0",
  });
  expect(found.body.experiments.map(({ name }: { name: string }) => name)).toEqual(["/Shared/other"]);
  const { experiment_id } = found.body.experiments[0];
  for (const verb of ["search", "list"]) {
    const { body } = await desk.get(`experiments/${verb}?max_results=1&order_by=name%20ASC`);
    expect(body.experiments[0].name).toBe("/Shared/other");
    expect(body.next_page_token).toBeDefined();
  }
  expect((await desk.post("experiments/search", { filter: "colour = 'x'" })).status).toBe(400);
  await desk.post("experiments/set-experiment-tag", { experiment_id, key: "x", value: "y" });
  expect((await desk.post("experiments/delete-experiment-tag", { experiment_id, key: "x" })).status).toBe(
    200,
  );
  expect((await desk.post("experiments/delete-experiment-tag", { experiment_id, key: "x" })).status).toBe(
    404,
  );
  expect(
    (await desk.post("experiments/update", { experiment_id, new_name: "/Shared/tests" })).body.error_code,
  ).toBe("RESOURCE_ALREADY_EXISTS");
  await desk.post("experiments/update", { experiment_id, new_name: "/Workspace/Shared/new" });
  expect(
    (await desk.get("experiments/get-by-name?experiment_name=/Shared/new")).body.experiment.experiment_id,
  ).toBe(experiment_id);
  await desk.post("experiments/delete", { experiment_id });
  expect((await desk.post("experiments/delete", { experiment_id })).status).toBe(404);
  expect((await desk.post("runs/create", { experiment_id })).status).toBe(400);
  expect((await desk.post("experiments/update", { experiment_id, new_name: "/Shared/n" })).status).toBe(400);
  expect((await desk.post("experiments/create", { name: "/Shared/new" })).body.message).toContain("restore");
  await desk.post("experiments/restore", { experiment_id });
  expect((await desk.post("experiments/restore", { experiment_id })).status).toBe(400);
  for (const [name, status] of [
    ["relative", 400],
    ["/Nowhere/x", 404],
    ["/Shared/../x", 400],
    ["/Shared", 400],
    ["", 400],
  ])
    expect([name, (await desk.post("experiments/create", { name })).status]).toEqual([name, status]);
  expect(
    (await desk.post("experiments/create", { name: "/Shared/s3", artifact_location: "s3://b" })).status,
  ).toBe(501);
  expect((await desk.get("experiments/get?experiment_id=1")).status).toBe(404);
  expect((await desk.get("experiments/get-by-name?experiment_name=/Shared/none")).status).toBe(404);
});
