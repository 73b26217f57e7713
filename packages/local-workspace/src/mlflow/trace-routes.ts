import { randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { ApiError, invalidParameter, notFound, notImplemented } from "../rest/api-error.ts";
import { jsonBody, queryParams } from "../rest/parse.ts";
import { type ArtifactRouteParts, signedLinks } from "./artifact-routes.ts";
import { key, long, pageByPlace, pairs, text, toRecord } from "./fields.ts";
import type { MlflowStore } from "./mlflow-store.ts";
import { TRACE_STATES, type TraceRecord } from "./records.ts";
import { searchTraces } from "./search.ts";
import { oldTraceShape, traceShape } from "./shapes.ts";
import { protoSpans, SPAN_FILE, spansOf } from "./spans.ts";

const MOST_TRACES = 500;
const stringMap = z.record(
  z.string(),
  z
    .string()
    .nullable()
    .transform((value) => value ?? ""),
);
const traceId = z.string().regex(/^[\w-]{1,128}$/, "may hold letters, digits, dashes and underscores");

const location = z
  .object({
    type: z.string().optional(),
    mlflow_experiment: z.object({ experiment_id: z.string() }).loose().optional(),
  })
  .loose();
const traceInfo = z
  .object({
    trace_id: traceId,
    client_request_id: z.string().optional(),
    trace_location: location,
    request_preview: z.string().optional(),
    response_preview: z.string().optional(),
    request_time: z.iso.datetime({ offset: true }).transform((time) => Date.parse(time)),
    execution_duration: z
      .string()
      .regex(/^\d+(\.\d+)?s$/)
      .transform((seconds) => Math.round(Number.parseFloat(seconds) * 1000))
      .optional(),
    state: z.enum(TRACE_STATES).default("STATE_UNSPECIFIED"),
    trace_metadata: stringMap.default({}),
    tags: stringMap.default({}),
  })
  .loose();

/** The experiment that a location names; no other place for traces is kept here. */
function experimentOf({ mlflow_experiment, type }: z.infer<typeof location>): string {
  if (!mlflow_experiment)
    throw notImplemented(
      `A trace location of type ${type ?? "unknown"}: traces are kept with experiments, and any other place`,
    );
  return mlflow_experiment.experiment_id;
}

export function deleteTraces(store: MlflowStore) {
  return async (c: Context) => {
    const body = await jsonBody(
      c,
      z
        .object({
          experiment_id: z.string(),
          max_timestamp_millis: long.optional(),
          max_traces: long.optional(),
          request_ids: z.array(z.string()).default([]),
        })
        .loose(),
    );
    const { id } = store.experiment(body.experiment_id);
    if (body.request_ids.length > 0 === (body.max_timestamp_millis !== undefined))
      throw invalidParameter("Give either 'request_ids' or 'max_timestamp_millis'.");
    const wanted = new Set(body.request_ids);
    const gone = store.traces
      .list()
      .filter(
        (trace) =>
          trace.experimentId === id &&
          (wanted.size > 0 ? wanted.has(trace.id) : trace.startedAt <= body.max_timestamp_millis!),
      )
      .sort((a, b) => a.startedAt - b.startedAt)
      .slice(0, body.max_traces ?? Number.MAX_SAFE_INTEGER);
    for (const trace of gone) {
      store.traces.delete(trace.id);
      await store.files.remove("trace", trace.id);
    }
    return c.json({ traces_deleted: gone.length });
  };
}

/** What both versions of the API have alike: tags, and links for the spans' file. */
function commonRoutes(app: Hono, parts: ArtifactRouteParts): void {
  const { store } = parts;
  const link = signedLinks(parts);
  const one = (c: Context) => store.trace(c.req.param("id") ?? "");
  app.post("/delete-traces", deleteTraces(store));
  app.patch("/:id/tags", async (c) => {
    const body = await jsonBody(c, z.object({ key, value: text.default("") }).loose());
    const trace = one(c);
    store.traces.put(trace.id, { ...trace, tags: { ...trace.tags, [body.key]: body.value } });
    return c.json({});
  });
  app.delete("/:id/tags", async (c) => {
    const given = new URL(c.req.url).searchParams.has("key")
      ? queryParams(c, z.object({ key }).loose())
      : await jsonBody(c, z.object({ key }).loose());
    const trace = one(c);
    const { [given.key]: gone, ...tags } = trace.tags;
    if (gone === undefined) throw notFound(`Trace ${trace.id} has no tag '${given.key}'.`);
    store.traces.put(trace.id, { ...trace, tags });
    return c.json({});
  });
  const credentials = (verb: "read" | "write") => (c: Context) => {
    const trace = one(c);
    const { path } = queryParams(c, z.object({ path: z.string().default(SPAN_FILE) }).loose());
    store.files.place("trace", trace.id, path);
    return c.json({ credential_info: link(verb, "trace", trace.id, path) });
  };
  app.get("/:id/credentials-for-data-upload", credentials("write"));
  app.get("/:id/credentials-for-data-download", credentials("read"));
}

const searchFields = {
  filter: z.string().optional(),
  max_results: long.pipe(z.number().min(1).max(MOST_TRACES)).default(100),
  page_token: z.string().optional(),
};

/** Traces, version 3. Mount at `/api/3.0/mlflow/traces`; assessments are beside. */
export function traceRoutes(parts: ArtifactRouteParts): Hono {
  const app = new Hono({ strict: false });
  const { store } = parts;
  const whole = (trace: TraceRecord) => ({
    trace_info: traceShape(store, trace),
    spans: protoSpans(spansOf(store, trace)),
  });

  app.post("/", async (c) => {
    const { trace } = await jsonBody(
      c,
      z.object({ trace: z.object({ trace_info: traceInfo }).loose() }).loose(),
    );
    const info = trace.trace_info;
    const experiment = store.experiment(experimentOf(info.trace_location));
    const known = store.traces.get(info.trace_id);
    if (known && known.experimentId !== experiment.id)
      throw new ApiError(400, "RESOURCE_ALREADY_EXISTS", `Trace ${known.id} belongs to another experiment.`);
    const record = store.traces.put(info.trace_id, {
      id: info.trace_id,
      experimentId: experiment.id,
      startedAt: info.request_time,
      state: info.state,
      metadata: { ...known?.metadata, ...info.trace_metadata },
      tags: { ...known?.tags, ...info.tags },
      assessments: known?.assessments ?? [],
      runs: known?.runs ?? [],
      ...(info.client_request_id === undefined ? {} : { clientRequestId: info.client_request_id }),
      ...(info.request_preview === undefined ? {} : { request: info.request_preview }),
      ...(info.response_preview === undefined ? {} : { response: info.response_preview }),
      ...(info.execution_duration === undefined ? {} : { milliseconds: info.execution_duration }),
    });
    return c.json({ trace: { trace_info: traceShape(store, record) } });
  });
  app.post("/search", async (c) => {
    const body = await jsonBody(
      c,
      z
        .object({
          locations: z.array(location).min(1),
          order_by: z.array(z.string()).default([]),
          ...searchFields,
        })
        .loose(),
    );
    const wanted = new Set(body.locations.map(experimentOf));
    const traces = store.traces.list().filter(({ experimentId }) => wanted.has(experimentId));
    const { items, ...page } = pageByPlace(
      searchTraces(traces, body.filter, body.order_by),
      body.max_results,
      body.page_token,
    );
    return c.json({ traces: items.map((trace) => traceShape(store, trace)), ...page });
  });
  app.get("/get", (c) =>
    c.json({
      trace: whole(store.trace(queryParams(c, z.object({ trace_id: z.string() }).loose()).trace_id)),
    }),
  );
  app.get("/batchGet", (c) => {
    const ids = new URL(c.req.url).searchParams.getAll("trace_ids");
    const found = ids.slice(0, MOST_TRACES).flatMap((id) => store.traces.get(id) ?? []);
    return c.json({ traces: found.map(whole) });
  });
  app.post("/batchGetInfos", async (c) => {
    const { trace_ids } = await jsonBody(
      c,
      z.object({ trace_ids: z.array(z.string()).max(MOST_TRACES) }).loose(),
    );
    return c.json({
      trace_infos: trace_ids
        .flatMap((id) => store.traces.get(id) ?? [])
        .map((trace) => traceShape(store, trace)),
    });
  });
  const refuse = () => {
    throw notImplemented("Figures over many traces: traces/search gives the traces themselves, and this");
  };
  app.post("/metrics", refuse);
  app.post("/calculate-filter-correlation", refuse);
  commonRoutes(app, parts);
  app.get("/:id", (c) =>
    c.json({ trace: { trace_info: traceShape(store, store.trace(c.req.param("id"))) } }),
  );
  return app;
}

/** Traces, version 2, over the same traces. Mount at `/api/2.0/mlflow/traces`. */
export function oldTraceRoutes(parts: ArtifactRouteParts): Hono {
  const app = new Hono({ strict: false });
  const { store } = parts;
  const filled = z.object({ timestamp_ms: long, request_metadata: pairs, tags: pairs }).loose();

  app.post("/", async (c) => {
    const body = await jsonBody(c, filled.extend({ experiment_id: z.string() }));
    const id = `tr-${randomBytes(16).toString("hex")}`;
    const record = store.traces.put(id, {
      id,
      experimentId: store.experiment(body.experiment_id).id,
      startedAt: body.timestamp_ms,
      state: "IN_PROGRESS",
      metadata: toRecord(body.request_metadata),
      tags: toRecord(body.tags),
      assessments: [],
      runs: [],
    });
    return c.json({ trace_info: oldTraceShape(store, record) });
  });
  app.get("/", (c) => {
    const all = new URL(c.req.url).searchParams;
    const { filter, max_results, page_token } = queryParams(c, z.object(searchFields).loose());
    const wanted = new Set(all.getAll("experiment_ids"));
    if (wanted.size === 0) throw invalidParameter("'experiment_ids': needs at least one");
    const traces = store.traces.list().filter(({ experimentId }) => wanted.has(experimentId));
    const { items, ...page } = pageByPlace(
      searchTraces(traces, filter, all.getAll("order_by")),
      max_results,
      page_token,
    );
    return c.json({ traces: items.map((trace) => oldTraceShape(store, trace)), ...page });
  });
  app.post("/link-to-run", async (c) => {
    const { trace_ids, run_id } = await jsonBody(
      c,
      z.object({ trace_ids: z.array(z.string()).max(100), run_id: z.string() }).loose(),
    );
    const run = store.run(run_id);
    const traces = trace_ids.map((id) => store.trace(id));
    for (const trace of traces)
      if (!trace.runs.includes(run.id))
        store.traces.put(trace.id, { ...trace, runs: [...trace.runs, run.id] });
    return c.json({});
  });
  app.post("/link-prompts", () => {
    throw notImplemented("Linking prompts to a trace: there is no prompt registry here. It");
  });
  commonRoutes(app, parts);
  app.get("/:id/info", (c) => c.json({ trace_info: oldTraceShape(store, store.trace(c.req.param("id"))) }));
  app.patch("/:id", async (c) => {
    const trace = store.trace(c.req.param("id"));
    const body = await jsonBody(c, filled.extend({ status: z.string() }));
    const state = TRACE_STATES.find((known) => known === body.status) ?? "STATE_UNSPECIFIED";
    const record = store.traces.put(trace.id, {
      ...trace,
      state,
      milliseconds: Math.max(0, body.timestamp_ms - trace.startedAt),
      metadata: { ...trace.metadata, ...toRecord(body.request_metadata) },
      tags: { ...trace.tags, ...toRecord(body.tags) },
    });
    return c.json({ trace_info: oldTraceShape(store, record) });
  });
  return app;
}
