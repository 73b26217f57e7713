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
const listQuery = z.object({ filter: z.string().optional(), page_token: z.string().optional() });

/** Pipelines of API 2.0. Mount at `/api/2.0/pipelines`. */
export function pipelineRoutes({ pipelines: service }: PipelineRouteParts): Hono {
  const app = new Hono({ strict: false });
  const { store } = service;

  app.get("/", (c) => {
    const asked = pageRequest(c, 100);
    const found = store.list().filter(pipelineFilter(asked.filter));
    const page = pageOf(found.sort(pipelineOrder(asked.order)), (pipeline) => pipeline.id, asked);
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
    const { until_update_id: until } = queryParams(c, z.object({ until_update_id: z.string().optional() }));
    let updates = store.updates(pipeline.id);
    if (until !== undefined) {
      const last = updates.findIndex((update) => update.id === until);
      if (last === -1) throw invalidParameter("'until_update_id': there is no such update");
      updates = updates.slice(0, last + 1);
    }
    const page = pageOf(updates, (update) => update.id, pageRequest(c, 1000));
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
    const asked = pageRequest(c, 1000);
    const events = store.events(pipeline.id).filter(asked.filter ? eventFilter(asked.filter) : () => true);
    const [order = "timestamp desc"] = asked.order;
    const direction = /^timestamp(?:\s+(asc|desc))?$/i.exec(order);
    if (!direction)
      throw invalidParameter("'order_by': events are ordered by 'timestamp asc' or 'timestamp desc'");
    if (direction[1]?.toLowerCase() !== "asc") events.reverse();
    const page = pageOf(events, (event) => event.id, asked);
    return c.json({ events: page.items.map((event) => showEvent(event, pipeline)), ...page.token });
  });
  for (const action of ["reset", "clone", "requestUpdate"])
    app.post(`/:id/${action}`, () => {
      throw notImplemented(`POST /api/2.0/pipelines/{pipeline_id}/${action}`);
    });
  return app;
}

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

const tokenSchema = z.object({
  after: z.string(),
  filter: z.string().optional(),
  order: z.array(z.string()),
});

interface PageRequest {
  size: number;
  after: string | undefined;
  filter: string | undefined;
  order: string[];
}

/** What a list is asked for. A page's token brings along the filter and the order of the pages before it. */
function pageRequest(c: Context, most: number): PageRequest {
  const query = queryParams(c, listQuery.extend({ max_results: pageSize(most, 25) }));
  const order = (c.req.queries("order_by") ?? [])
    .flatMap((each) => each.split(","))
    .map((each) => each.trim());
  if (!query.page_token) return { size: query.max_results, after: undefined, filter: query.filter, order };
  try {
    const text = Buffer.from(query.page_token, "base64url").toString("utf8");
    const { after, filter, order: before } = tokenSchema.parse(JSON.parse(text));
    return { size: query.max_results, after, filter, order: before };
  } catch {
    throw wrongToken();
  }
}

const wrongToken = () => invalidParameter("'page_token': is not a token of this list");

/** The items after the one that the request's token names, and the token of the page after them. */
function pageOf<T>(items: T[], idOf: (item: T) => string, { size, after, filter, order }: PageRequest) {
  const start = after === undefined ? 0 : items.findIndex((item) => idOf(item) === after) + 1;
  if (after !== undefined && start === 0) throw wrongToken();
  const page = items.slice(start, start + size);
  const last = page.at(-1);
  if (start + size >= items.length || !last) return { items: page, token: {} };
  const token = { after: idOf(last), ...(filter === undefined ? {} : { filter }), order };
  return {
    items: page,
    token: { next_page_token: Buffer.from(JSON.stringify(token)).toString("base64url") },
  };
}
