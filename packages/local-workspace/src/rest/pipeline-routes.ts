import { type Context, Hono } from "hono";
import { z } from "zod";
import { eventFilter } from "../pipelines/event-filter.ts";
import type { PipelineService } from "../pipelines/pipeline-service.ts";
import { specBody } from "../pipelines/pipeline-spec.ts";
import type { PipelineRecord } from "../pipelines/records.ts";
import { invalidParameter, notFound, notImplemented } from "./api-error.ts";
import { jsonBody, queryParams } from "./parse.ts";
import { showEvent, showPipeline, showState, showUpdate } from "./pipeline-shapes.ts";

export interface PipelineRouteParts {
  pipelines: PipelineService;
  user: { userName: string };
}

const selection = z.array(z.string().min(1)).max(1000).default([]);
const startBody = z
  .object({
    full_refresh: z.boolean().default(false),
    full_refresh_selection: selection,
    refresh_selection: selection,
    validate_only: z.boolean().default(false),
    cause: z.enum(["API_CALL", "USER_ACTION", "JOB_TASK"]).default("API_CALL"),
    parameters: z.record(z.string(), z.string()).default({}),
  })
  .loose();
const pageSize = (most: number, usual: number) =>
  z.coerce
    .number()
    .int()
    .min(0)
    .max(most)
    .default(usual)
    .transform((value) => value || usual);
const listQuery = z.object({
  filter: z.string().optional(),
  max_results: pageSize(100, 25),
  page_token: z.string().optional(),
});
const eventsQuery = listQuery.extend({ max_results: pageSize(1000, 25) });
const updatesQuery = listQuery.extend({
  max_results: pageSize(1000, 25),
  until_update_id: z.string().optional(),
});

/** Pipelines of API 2.0. Mount at `/api/2.0/pipelines`. */
export function pipelineRoutes({ pipelines: service }: PipelineRouteParts): Hono {
  const app = new Hono({ strict: false });
  const { store } = service;

  app.get("/", (c) => {
    const query = queryParams(c, listQuery);
    const found = store.list().filter(pipelineFilter(query.filter));
    const sorted = found.sort(pipelineOrder(orders(c)));
    const page = pageOf(sorted, (pipeline) => pipeline.id, query.max_results, query.page_token);
    return c.json({ statuses: page.items.map((pipeline) => showState(service, pipeline)), ...page.token });
  });
  app.post("/", async (c) => {
    const body = await jsonBody(c, specBody);
    const pipeline = service.create(body);
    return c.json(body.dry_run ? { effective_settings: pipeline.spec } : { pipeline_id: pipeline.id });
  });
  app.get("/:id", (c) => c.json(showPipeline(service, service.get(c.req.param("id")))));
  app.put("/:id", async (c) => {
    service.get(c.req.param("id"));
    service.edit(c.req.param("id"), await jsonBody(c, specBody));
    return c.json({});
  });
  app.delete("/:id", async (c) => {
    await service.delete(c.req.param("id"));
    return c.json({});
  });
  app.post("/:id/stop", (c) => {
    // The answer does not wait: the pipeline's state tells when it has stopped.
    const { id } = service.get(c.req.param("id"));
    service.stop(id).catch(() => undefined);
    return c.json({});
  });
  app.post("/:id/updates", async (c) => {
    const { id } = service.get(c.req.param("id"));
    const body = await jsonBody(c, startBody);
    const { updateId } = service.startUpdate(id, {
      fullRefresh: body.full_refresh,
      fullRefreshSelection: body.full_refresh_selection,
      refreshSelection: body.refresh_selection,
      validateOnly: body.validate_only,
      cause: body.cause,
      parameters: body.parameters,
    });
    return c.json({ update_id: updateId });
  });
  app.get("/:id/updates", (c) => {
    const pipeline = service.get(c.req.param("id"));
    const query = queryParams(c, updatesQuery);
    let updates = store.updates(pipeline.id);
    if (query.until_update_id !== undefined) {
      const last = updates.findIndex((update) => update.id === query.until_update_id);
      if (last === -1) throw invalidParameter("'until_update_id': there is no such update");
      updates = updates.slice(0, last + 1);
    }
    const page = pageOf(updates, (update) => update.id, query.max_results, query.page_token);
    return c.json({ updates: page.items.map((update) => showUpdate(update, pipeline)), ...page.token });
  });
  app.get("/:id/updates/:update", (c) => {
    const pipeline = service.get(c.req.param("id"));
    const update = store.update(pipeline.id, c.req.param("update"));
    if (!update) throw notFound(`The specified update ${c.req.param("update").slice(0, 100)} was not found.`);
    return c.json({ update: showUpdate(update, pipeline) });
  });
  app.get("/:id/events", (c) => {
    const pipeline = service.get(c.req.param("id"));
    const query = queryParams(c, eventsQuery);
    const events = store.events(pipeline.id).filter(query.filter ? eventFilter(query.filter) : () => true);
    const [order = "timestamp desc"] = orders(c);
    const direction = /^timestamp(?:\s+(asc|desc))?$/i.exec(order);
    if (!direction)
      throw invalidParameter("'order_by': events are ordered by 'timestamp asc' or 'timestamp desc'");
    if (direction[1]?.toLowerCase() !== "asc") events.reverse();
    const page = pageOf(events, (event) => event.id, query.max_results, query.page_token);
    return c.json({ events: page.items.map((event) => showEvent(event, pipeline)), ...page.token });
  });
  for (const action of ["reset", "clone", "requestUpdate"])
    app.post(`/:id/${action}`, () => {
      throw notImplemented(`POST /api/2.0/pipelines/{pipeline_id}/${action}`);
    });
  return app;
}

const orders = (c: Context): string[] =>
  (c.req.queries("order_by") ?? []).flatMap((each) => each.split(",")).map((each) => each.trim());

function pipelineFilter(filter: string | undefined): (pipeline: PipelineRecord) => boolean {
  if (filter === undefined || filter.trim() === "") return () => true;
  const like = /^\s*name\s+(?:i?like|=)\s*'((?:[^']|'')*)'\s*$/i.exec(filter);
  if (like) {
    const pattern = (like[1] as string)
      .replaceAll("''", "'")
      .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
      .replaceAll("%", ".*")
      .replaceAll("_", /=/.test(filter.split("'")[0] as string) ? "_" : ".");
    const regex = new RegExp(`^${pattern}$`, "s");
    return ({ name }) => regex.test(name);
  }
  const notebook = /^\s*notebook\s*=\s*'((?:[^']|'')*)'\s*$/i.exec(filter);
  if (notebook) {
    const path = (notebook[1] as string).replaceAll("''", "'");
    return ({ spec }) =>
      Array.isArray(spec.libraries) &&
      spec.libraries.some((library: { notebook?: { path?: string } }) => library.notebook?.path === path);
  }
  throw invalidParameter(
    `'filter': '${filter.slice(0, 100)}' is not understood; write name LIKE '%pattern%' or notebook = '/path'`,
  );
}

function pipelineOrder(given: readonly string[]): (a: PipelineRecord, b: PipelineRecord) => number {
  const keys = given.map((each) => {
    const match = /^(id|name)(?:\s+(asc|desc))?$/i.exec(each);
    if (!match)
      throw invalidParameter("'order_by': pipelines are ordered by 'id' or 'name', with 'asc' or 'desc'");
    return {
      field: (match[1] as string).toLowerCase() as "id" | "name",
      down: match[2]?.toLowerCase() === "desc",
    };
  });
  return (a, b) => {
    for (const { field, down } of [...keys, { field: "id" as const, down: false }])
      if (a[field] !== b[field]) return a[field] < b[field] === down ? 1 : -1;
    return 0;
  };
}

/** The items after the one that the token names. */
function pageOf<T>(items: T[], idOf: (item: T) => string, size: number, token: string | undefined) {
  let start = 0;
  if (token) {
    const after = Buffer.from(token, "base64url").toString("utf8");
    start = items.findIndex((item) => `after:${idOf(item)}` === after) + 1;
    if (start === 0) throw invalidParameter("'page_token': is not a token of this list");
  }
  const page = items.slice(start, start + size);
  const last = page.at(-1);
  const more = start + size < items.length && last;
  return {
    items: page,
    token: more ? { next_page_token: Buffer.from(`after:${idOf(last)}`).toString("base64url") } : {},
  };
}
