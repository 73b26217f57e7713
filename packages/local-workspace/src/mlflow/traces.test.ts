import { afterAll, beforeAll, expect, test } from "vitest";
import { openTracking } from "./testing.ts";

let desk: Awaited<ReturnType<typeof openTracking>>;
let V3: ReturnType<typeof short>;
const short = () => (method: string, path: string, body?: unknown) =>
  desk.call(method, `/api/3.0/mlflow/traces${path}`, body);
beforeAll(async () => {
  desk = await openTracking();
  V3 = short();
});
afterAll(() => desk.close());

const info = (trace_id: string, more: object = {}) => ({
  trace: {
    trace_info: {
      trace_id,
      trace_location: { type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: desk.experiment } },
      request_time: "2026-01-02T03:04:05.678Z",
      execution_duration: "1.250s",
      state: "OK",
      request_preview: "What?",
      trace_metadata: { "mlflow.sourceRun": "r1" },
      tags: { "mlflow.traceName": "answer" },
      ...more,
    },
  },
});

const SPANS = {
  spans: [
    {
      trace_id: "AAAAAAAAAAAAAAAAAAAAAQ==",
      span_id: "AAAAAAAAAAE=",
      parent_span_id: null,
      name: "root",
      start_time_unix_nano: 1767323045678000000,
      end_time_unix_nano: 1767323046928000000,
      status: { code: "STATUS_CODE_OK", message: "" },
      attributes: { "mlflow.spanInputs": '{"q":"What?"}', n: "3", share: "0.5" },
      events: [{ name: "e", time_unix_nano: 1, attributes: { a: true } }],
    },
    {
      trace_id: "AAAAAAAAAAAAAAAAAAAAAQ==",
      span_id: "AAAAAAAAAAI=",
      parent_span_id: "AAAAAAAAAAE=",
      name: "<child>",
      start_time_unix_nano: 1767323045778000000,
      end_time_unix_nano: 1767323045878000000,
      status: { code: "STATUS_CODE_ERROR", message: "it broke" },
      attributes: { "mlflow.spanType": '"TOOL"' },
      events: [],
    },
  ],
};

test("a trace is written, its spans go through a link without token, and both are read back", async () => {
  const made = await V3("POST", "", info("tr-1"));
  expect(made.body.trace.trace_info).toMatchObject({
    trace_id: "tr-1",
    state: "OK",
    execution_duration: "1.25s",
    request_time: "2026-01-02T03:04:05.678Z",
    assessments: [],
  });
  const { signed_uri } = (await desk.get("traces/tr-1/credentials-for-data-upload")).body.credential_info;
  const sent = JSON.stringify(SPANS).replace("1767323045678000000", "1767323045678000123");
  const put = await desk.call("PUT", signed_uri, sent, { authorization: "" });
  expect(put.status).toBe(200);
  const read = (await desk.get("traces/tr-1/credentials-for-data-download")).body.credential_info.signed_uri;
  expect((await desk.call("GET", read, undefined, { authorization: "" })).text).toBe(sent);
  const { spans } = (await V3("GET", "/get?trace_id=tr-1")).body.trace;
  expect(spans[0]).toMatchObject({
    name: "root",
    start_time_unix_nano: "1767323045678000123",
    attributes: [
      {
        key: "mlflow.spanInputs",
        value: { kvlist_value: { values: [{ key: "q", value: { string_value: "What?" } }] } },
      },
      { key: "n", value: { int_value: "3" } },
      { key: "share", value: { double_value: 0.5 } },
    ],
    events: [{ attributes: [{ key: "a", value: { bool_value: true } }] }],
  });
  expect(spans[1]).toMatchObject({
    parent_span_id: "AAAAAAAAAAE=",
    start_time_unix_nano: expect.stringMatching(/^17673230457780/),
    status: { code: "STATUS_CODE_ERROR" },
  });
  expect((await V3("GET", "/batchGet?trace_ids=tr-1&trace_ids=none")).body.traces).toHaveLength(1);
  expect((await V3("POST", "/batchGetInfos", { trace_ids: ["tr-1", "none"] })).body.trace_infos).toHaveLength(
    1,
  );
  expect((await V3("GET", "/tr-1")).body.trace.trace_info.tags["mlflow.artifactLocation"]).toBe(
    `dbfs:/databricks/mlflow-tracking/${desk.experiment}/tr-1/artifacts`,
  );
});

test("a link is for one file, one direction and cannot be changed", async () => {
  await V3("POST", "", info("tr-link"));
  const { signed_uri } = (await desk.get("traces/tr-link/credentials-for-data-download")).body
    .credential_info;
  expect((await desk.call("GET", signed_uri)).status).toBe(404);
  expect((await desk.call("PUT", signed_uri, "x")).status).toBe(403);
  expect((await desk.call("GET", signed_uri.replace("tr-link", "tr-1"))).status).toBe(403);
  expect((await desk.call("GET", signed_uri.replace("/read/", "/write/"))).status).toBe(403);
  expect((await desk.call("GET", "/mlflow-artifacts/read/trace/tr-1/traces.json")).status).toBe(403);
});

test("version 3 gives links too", async () => {
  await V3("POST", "", info("tr-link3"));
  for (const way of ["download", "upload"])
    expect(
      (await V3("GET", `/tr-link3/credentials-for-data-${way}`)).body.credential_info.signed_uri,
    ).toContain("tr-link3");
});

test("tags change in both versions of the API", async () => {
  await V3("POST", "", info("tr-tags"));
  expect((await V3("PATCH", "/tr-tags/tags", { key: "a", value: "1" })).status).toBe(200);
  expect(
    (await desk.call("PATCH", "/api/2.0/mlflow/traces/tr-tags/tags", { key: "b", value: "2" })).status,
  ).toBe(200);
  expect((await V3("DELETE", "/tr-tags/tags?key=a")).status).toBe(200);
  expect((await desk.call("DELETE", "/api/2.0/mlflow/traces/tr-tags/tags", { key: "a" })).status).toBe(404);
  expect((await V3("GET", "/tr-tags")).body.trace.trace_info.tags).toMatchObject({ b: "2" });
  expect((await desk.call("DELETE", "/api/2.0/mlflow/traces/tr-tags/tags", { key: "b" })).status).toBe(200);
  expect((await V3("GET", "/tr-tags")).body.trace.trace_info.tags).not.toHaveProperty("b");
});

test("version 2 starts, ends, shows and searches the same traces", async () => {
  const started = await desk.post("traces", {
    experiment_id: desk.experiment,
    timestamp_ms: 1000,
    request_metadata: [{ key: "m", value: "1" }],
    tags: [{ key: "old", value: "yes" }],
  });
  const id = started.body.trace_info.request_id;
  expect(started.body.trace_info.status).toBe("IN_PROGRESS");
  const ended = await desk.call("PATCH", `/api/2.0/mlflow/traces/${id}`, {
    timestamp_ms: 1500,
    status: "ERROR",
    tags: [{ key: "new", value: "x" }],
  });
  expect(ended.body.trace_info).toMatchObject({ status: "ERROR", execution_time_ms: 500 });
  expect((await desk.get(`traces/${id}/info`)).body.trace_info.request_metadata).toEqual([
    { key: "m", value: "1" },
  ]);
  const { body } = await desk.get(
    `traces?experiment_ids=${desk.experiment}&filter=${encodeURIComponent("tags.old = 'yes' AND metadata.m = '1'")}`,
  );
  expect(body.traces.map(({ request_id }: { request_id: string }) => request_id)).toEqual([id]);
  expect((await desk.get("traces")).status).toBe(400);
});

test.each([
  ["status = 'OK' AND name = 'found'", ["tr-f2", "tr-f1"]],
  ["trace.execution_time_ms > 2000", ["tr-f2"]],
  ["timestamp_ms < 1767000000000 AND name = 'found'", ["tr-f1"]],
  ["run_id = 'r1' AND name = 'found'", ["tr-f1"]],
  ["client_request_id = 'c2'", ["tr-f2"]],
  ["trace.text LIKE '%Sesame%'", ["tr-f2"]],
  ["feedback.good = 'true'", ["tr-f1"]],
  ["feedback.score >= 4", ["tr-f1"]],
  ["expectation.good IS NULL AND name = 'found'", ["tr-f2", "tr-f1"]],
])("search %s", async (filter, ids) => {
  await V3(
    "POST",
    "",
    info("tr-f1", { request_time: "2025-01-01T00:00:00Z", tags: { "mlflow.traceName": "found" } }),
  );
  await V3(
    "POST",
    "",
    info("tr-f2", {
      execution_duration: "3s",
      client_request_id: "c2",
      response_preview: "Sesame",
      trace_metadata: {},
      tags: { "mlflow.traceName": "found" },
    }),
  );
  if ((await V3("GET", "/tr-f1")).body.trace.trace_info.assessments.length === 0)
    for (const [assessment_name, value] of [
      ["good", true],
      ["score", 4.5],
    ])
      await V3("POST", "/tr-f1/assessments", { assessment: { assessment_name, feedback: { value } } });
  const locations = [{ type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: desk.experiment } }];
  const { body } = await V3("POST", "/search", { locations, filter });
  expect(body.traces.map(({ trace_id }: { trace_id: string }) => trace_id)).toEqual(ids);
});

test("assessments are made, overridden, changed and removed", async () => {
  await V3("POST", "", info("tr-a"));
  const source = { source_type: "HUMAN", source_id: "me" };
  const path = "/tr-a/assessments";
  const first = (
    await V3("POST", path, {
      assessment: { assessment_name: "good", feedback: { value: true }, source, rationale: "So." },
    })
  ).body.assessment;
  const second = (
    await V3("POST", path, {
      assessment: {
        assessment_name: "good",
        feedback: { value: false },
        source,
        overrides: first.assessment_id,
      },
    })
  ).body.assessment;
  expect((await V3("GET", `${path}/${first.assessment_id}`)).body.assessment.valid).toBe(false);
  const changed = await V3("PATCH", `${path}/${second.assessment_id}`, {
    assessment: { rationale: "Because.", feedback: { value: 1 } },
    update_mask: "rationale,assessmentName",
  });
  expect(changed.body.assessment).toMatchObject({ rationale: "Because.", feedback: { value: false } });
  expect((await V3("DELETE", `${path}/${second.assessment_id}`)).status).toBe(200);
  expect((await V3("GET", `${path}/${first.assessment_id}`)).body.assessment.valid).toBe(true);
  expect((await V3("GET", `${path}/${second.assessment_id}`)).status).toBe(404);
  expect((await V3("POST", path, { assessment: { assessment_name: "x" } })).status).toBe(400);
  expect(
    (await V3("POST", "/none/assessments", { assessment: { assessment_name: "x", feedback: {} } })).status,
  ).toBe(404);
});

test("traces are linked to runs and deleted by id or by time", async () => {
  const run_id = await desk.run();
  for (const [id, time] of [
    ["tr-d1", "2001-01-01T00:00:00Z"],
    ["tr-d2", "2002-01-01T00:00:00Z"],
    ["tr-d3", "2003-01-01T00:00:00Z"],
  ])
    await V3("POST", "", info(id!, { request_time: time }));
  expect((await desk.post("traces/link-to-run", { trace_ids: ["tr-d1"], run_id })).status).toBe(200);
  expect((await desk.post("traces/link-to-run", { trace_ids: ["none"], run_id })).status).toBe(404);
  const experiment_id = desk.experiment;
  const linked = await desk.get(
    `traces?experiment_ids=${experiment_id}&filter=${encodeURIComponent(`run_id = '${run_id}'`)}`,
  );
  expect(linked.body.traces).toHaveLength(1);
  expect(
    (
      await V3("POST", "/delete-traces", {
        experiment_id,
        max_timestamp_millis: Date.UTC(2002, 6),
        max_traces: 2,
      })
    ).body,
  ).toEqual({ traces_deleted: 2 });
  expect(
    (await desk.post("traces/delete-traces", { experiment_id, request_ids: ["tr-d2", "tr-d1"] })).body,
  ).toEqual({ traces_deleted: 1 });
  expect((await desk.post("traces/delete-traces", { experiment_id })).status).toBe(400);
  expect((await V3("GET", "/tr-d1")).status).toBe(404);
  expect((await V3("GET", "/tr-d3")).status).toBe(200);
});

test("what is wrong or elsewhere is refused", async () => {
  expect((await V3("POST", "", info("../x"))).status).toBe(400);
  expect((await V3("POST", "", info("tr-x", { request_time: "yesterday" }))).status).toBe(400);
  expect((await V3("POST", "", info("tr-x", { trace_location: { type: "UC_SCHEMA" } }))).status).toBe(501);
  expect((await V3("POST", "/search", { locations: [] })).status).toBe(400);
  expect((await desk.post("traces/link-prompts", {})).status).toBe(501);
  for (const path of ["/metrics", "/calculate-filter-correlation"])
    expect((await V3("POST", path, {})).status).toBe(501);
});

test("the pages show experiments, runs and traces", async () => {
  const run = await desk.run({ run_name: "<i>run</i>" });
  await desk.post("runs/log-batch", {
    run_id: run,
    metrics: [0, 1, 2].map((step) => ({ key: "loss", value: 1 / (step + 1), timestamp: step, step })),
    params: [{ key: "depth", value: "3" }],
  });
  await desk.post("runs/log-metric", { run_id: run, key: "bad", value: "NaN", timestamp: 1 });
  expect((await desk.call("GET", "/ml/experiments")).text).toContain(`/ml/experiments/${desk.experiment}`);
  const experiment = (await desk.call("GET", `/ml/experiments/${desk.experiment}`)).text;
  expect(experiment).toContain("&lt;i&gt;run&lt;/i&gt;");
  expect(experiment).toContain("/traces/tr-1");
  const page = (await desk.call("GET", `/ml/experiments/${desk.experiment}/runs/${run}`)).text;
  expect(page).toContain('<polyline points="8.0,8.0 170.0,86.0 332.0,112.0"');
  expect(page).toContain("no finite value");
  const trace = (await desk.call("GET", `/ml/experiments/${desk.experiment}/traces/tr-1`)).text;
  expect(trace).toMatch(
    /<b>root<\/b>[\s\S]*margin-left:1.4rem[\s\S]*<b>&lt;child&gt;<\/b>[\s\S]*TOOL, 100.0 ms, failed[\s\S]*it broke/,
  );
  for (const path of ["/1", `/${desk.experiment}/runs/x`, `/${desk.experiment}/traces/x`])
    expect(
      (await desk.call("GET", `/ml/experiments${path}`, undefined, { accept: "text/html" })).status,
    ).toBe(404);
});

test("all of it outlives the workspace's process", async () => {
  await desk.restart();
  expect((await V3("GET", "/get?trace_id=tr-1")).body.trace.spans).toHaveLength(2);
  expect((await V3("GET", "/tr-f1")).body.trace.trace_info.assessments).toHaveLength(2);
});
