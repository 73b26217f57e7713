import { type Context, Hono } from "hono";
import { z } from "zod";
import { FOREIGN_PARAMETERS } from "../jobs/check-settings.ts";
import type { JobService } from "../jobs/job-service.ts";
import { idSchema, type JobSettings, settingsSchema } from "../jobs/job-settings.ts";
import { type Overrides, overridesSchema, type RunRecord } from "../jobs/run-record.ts";
import { jobShape, runShape, type ShapeOptions, TASKS_PER_PAGE, taskAsRunShape } from "../jobs/shapes.ts";
import { grantedList } from "../permissions/granted.ts";
import { JOB_LEVELS } from "../permissions/record-types.ts";
import { badRequest, invalidParameter, notImplemented } from "./api-error.ts";
import { booleanText, jsonBody, queryParams } from "./parse.ts";

export interface JobRouteParts {
  jobs: JobService;
  /** `http://host:port` for links; absent: that of the request. */
  address?: (() => string) | undefined;
}

const jobBody = z.object({ job_id: idSchema }).loose();
const runBody = z.object({ run_id: idSchema }).loose();
const texts = z.record(z.string(), z.string());
const flag = booleanText.optional();
const token = z.string().min(1).max(64).optional();
const count = z.coerce.number().int().min(0);
const runParameters = overridesSchema
  .extend({ job_parameters: texts.optional(), queue: z.object({ enabled: z.boolean() }).loose().optional() })
  .loose();

/** Jobs API 2.2; 2.1 and 2.0 have the same shapes here. Mount at `/api/2.2/jobs`. */
export function jobRoutes({ jobs, address }: JobRouteParts): Hono {
  const app = new Hono({ strict: false });
  const { runs } = jobs;
  const options = (c: Context, more: Partial<ShapeOptions> = {}): ShapeOptions => ({
    origin: address?.() || new URL(c.req.url).origin,
    ...more,
  });

  app.post("/create", async (c) => {
    const { access_control_list, ...body } = await jsonBody(
      c,
      settingsSchema.extend({ access_control_list: grantedList(Object.keys(JOB_LEVELS)).optional() }),
    );
    refuseOldShape(body);
    return c.json({ job_id: jobs.create(body, access_control_list).id });
  });
  app.get("/get", (c) => {
    const query = queryParams(c, jobBody.extend({ page_token: z.string().optional() }));
    const job = jobs.job(query.job_id);
    const from = offsetOf(query.page_token);
    return c.json({
      ...jobShape(job, true, from),
      ...nextTasks((job.settings.tasks ?? []).length, from),
    });
  });
  app.get("/list", (c) => {
    const query = queryParams(
      c,
      z.object({
        limit: count.max(100).default(20),
        offset: count.max(1_000_000).optional(),
        name: z.string().optional(),
        expand_tasks: flag,
        page_token: z.string().optional(),
      }),
    );
    const wanted = query.name?.toLowerCase();
    const all = jobs.jobs
      .list()
      .filter((job) => wanted === undefined || job.settings.name?.toLowerCase() === wanted)
      .reverse();
    const page = newestFirst(all, ({ id }) => id, query.limit || 100, query.page_token, query.offset);
    return c.json({
      ...(page.items.length > 0
        ? { jobs: page.items.map((job) => jobShape(job, query.expand_tasks ?? false)) }
        : {}),
      ...page.tokens,
    });
  });
  app.post("/reset", async (c) => {
    const body = await jsonBody(c, jobBody.extend({ new_settings: settingsSchema }));
    refuseOldShape(body.new_settings);
    jobs.reset(body.job_id, body.new_settings);
    return c.json({});
  });
  app.post("/update", async (c) => {
    const body = await jsonBody(
      c,
      jobBody.extend({
        new_settings: settingsSchema.optional(),
        fields_to_remove: z.array(z.string().min(1).max(300)).max(1000).default([]),
      }),
    );
    if (body.new_settings) refuseOldShape(body.new_settings);
    jobs.update(body.job_id, body.new_settings, body.fields_to_remove);
    return c.json({});
  });
  app.post("/delete", async (c) => {
    jobs.delete((await jsonBody(c, jobBody)).job_id);
    return c.json({});
  });
  app.post("/run-now", async (c) => {
    const body = await jsonBody(
      c,
      runParameters.extend({
        job_id: idSchema,
        idempotency_token: token,
        only: z.array(z.string()).min(1).max(1000).optional(),
      }),
    );
    const run = jobs.runNow(body.job_id, {
      trigger: "ONE_TIME",
      ...parametersOf(body),
      ...(body.only ? { only: body.only } : {}),
      ...(body.queue ? { queue: body.queue.enabled } : {}),
      ...(body.idempotency_token === undefined ? {} : { idempotencyToken: body.idempotency_token }),
    });
    return c.json({ run_id: run.id, number_in_job: run.numberInJob });
  });

  app.post("/runs/submit", async (c) => {
    const body = await jsonBody(
      c,
      settingsSchema.extend({ run_name: z.string().max(4096).optional(), idempotency_token: token }),
    );
    refuseOldShape(body);
    const { run_name, idempotency_token, ...settings } = body;
    const run = jobs.submit({
      type: "SUBMIT_RUN",
      name: run_name ?? "Untitled",
      settings: settings as JobSettings,
      ...(idempotency_token === undefined ? {} : { idempotencyToken: idempotency_token }),
    });
    return c.json({ run_id: run.id });
  });
  app.get("/runs/get", (c) => {
    const query = queryParams(
      c,
      runBody.extend({
        include_history: flag,
        include_resolved_values: flag,
        page_token: z.string().optional(),
      }),
    );
    const from = offsetOf(query.page_token);
    const shape = options(c, {
      from,
      history: query.include_history ?? false,
      resolved: query.include_resolved_values ?? false,
    });
    const task = runs.task(query.run_id);
    const parent = task && runs.run(task.runId);
    if (task && parent)
      return c.json({
        ...taskAsRunShape(runs, parent, task, shape),
        ...nextTasks(runs.iterations(task).length, from),
      });
    const run = jobs.run(query.run_id);
    const total = query.include_history
      ? runs.tasks(run.id).filter(({ parentId }) => parentId === undefined).length
      : runs.latest(run.id).size;
    return c.json({ ...runShape(runs, run, shape), ...nextTasks(total, from) });
  });
  app.get("/runs/list", (c) => {
    const query = queryParams(
      c,
      z.object({
        job_id: idSchema.optional(),
        active_only: flag,
        completed_only: flag,
        expand_tasks: flag,
        run_type: z.enum(["JOB_RUN", "SUBMIT_RUN", "WORKFLOW_RUN"]).optional(),
        start_time_from: count.optional(),
        start_time_to: count.optional(),
        limit: count.max(100).default(20),
        offset: count.max(1_000_000).optional(),
        page_token: z.string().optional(),
      }),
    );
    if (query.active_only && query.completed_only)
      throw invalidParameter("'active_only' and 'completed_only' exclude each other");
    const start = (run: RunRecord) => run.startedAt ?? run.createdAt;
    const all = runs
      .runs()
      .filter(
        (run) =>
          (query.job_id === undefined || run.jobId === query.job_id) &&
          (query.run_type === undefined ? run.type !== "WORKFLOW_RUN" : run.type === query.run_type) &&
          (!query.active_only || !jobs.hasEnded(run)) &&
          (!query.completed_only || jobs.hasEnded(run)) &&
          (query.start_time_from === undefined || start(run) >= query.start_time_from) &&
          (query.start_time_to === undefined || start(run) <= query.start_time_to),
      )
      .reverse();
    const page = newestFirst(all, ({ id }) => id, query.limit || 25, query.page_token, query.offset);
    const shape = options(c, { expandTasks: query.expand_tasks ?? false });
    return c.json({
      ...(page.items.length > 0 ? { runs: page.items.map((run) => runShape(runs, run, shape)) } : {}),
      ...page.tokens,
    });
  });
  app.get("/runs/get-output", (c) => {
    const { run_id } = queryParams(c, runBody);
    const { run, task } = taskOf(jobs, run_id);
    const { error, ...output } = runs.output(task.id);
    const shape = options(c);
    const absolute = JSON.parse(JSON.stringify(output), (key, value) =>
      key === "output_link" ? `${shape.origin}${value}` : value,
    );
    return c.json({
      metadata: taskAsRunShape(runs, run, task, shape),
      ...absolute,
      ...(error !== undefined || task.result === "SUCCESS" || !jobs.hasEnded(task)
        ? { ...(error === undefined ? {} : { error }) }
        : { error: task.message }),
    });
  });
  app.post("/runs/cancel", async (c) => {
    jobs.cancel((await jsonBody(c, runBody)).run_id);
    return c.json({});
  });
  app.post("/runs/cancel-all", async (c) => {
    const body = await jsonBody(
      c,
      z.object({ job_id: idSchema.optional(), all_queued_runs: z.boolean().optional() }).loose(),
    );
    if (body.job_id === undefined && !body.all_queued_runs)
      throw invalidParameter("Give a job_id, or set all_queued_runs.");
    jobs.cancelAll(body.job_id, body.all_queued_runs ?? false);
    return c.json({});
  });
  app.post("/runs/delete", async (c) => {
    jobs.deleteRun((await jsonBody(c, runBody)).run_id);
    return c.json({});
  });
  app.post("/runs/repair", async (c) => {
    const body = await jsonBody(
      c,
      runParameters.extend({
        run_id: idSchema,
        rerun_tasks: z.array(z.string()).min(1).max(1000).optional(),
        rerun_all_failed_tasks: z.boolean().optional(),
        rerun_dependent_tasks: z.boolean().optional(),
        latest_repair_id: idSchema.optional(),
      }),
    );
    const repairId = jobs.repair(body.run_id, {
      ...parametersOf(body),
      ...(body.rerun_tasks ? { tasks: body.rerun_tasks } : {}),
      allFailed: body.rerun_all_failed_tasks ?? false,
      dependents: body.rerun_dependent_tasks ?? false,
      ...(body.latest_repair_id === undefined ? {} : { latestRepairId: body.latest_repair_id }),
    });
    return c.json({ repair_id: repairId });
  });
  app.get("/runs/export", (c) => {
    jobs.run(taskOf(jobs, queryParams(c, runBody).run_id).run.id);
    throw notImplemented("The export of a run's views");
  });
  return app;
}

/** A job of API 2.0 has its one task in the settings themselves. */
function refuseOldShape(settings: JobSettings): void {
  const field = Object.keys(settings).find((name) => name.endsWith("_task"));
  if (field) throw invalidParameter(`'${field}': belongs into an entry of 'tasks'`);
}

function parametersOf(body: z.infer<typeof runParameters>): {
  jobParameters?: Record<string, string>;
  overrides: Overrides;
} {
  const foreign = FOREIGN_PARAMETERS.find((name) => body[name] !== undefined);
  if (foreign) throw notImplemented(`'${foreign}', for a kind of task that`);
  const { notebook_params, python_params, sql_params, pipeline_params, job_parameters } = body;
  return {
    ...(job_parameters ? { jobParameters: job_parameters } : {}),
    overrides: {
      ...(notebook_params ? { notebook_params } : {}),
      ...(python_params ? { python_params } : {}),
      ...(sql_params ? { sql_params } : {}),
      ...(pipeline_params ? { pipeline_params } : {}),
    },
  };
}

/** The task run, or that of a run with a single task. Throws ApiError when there is none, or more than one. */
function taskOf(jobs: JobService, id: number) {
  const task = jobs.runs.task(id);
  const parent = task && jobs.runs.run(task.runId);
  if (task && parent) return { run: parent, task };
  const run = jobs.run(id);
  const all = [...jobs.runs.latest(run.id).values()];
  if (all.length > 1)
    throw invalidParameter(
      `Run ${id} has ${all.length} tasks; ask for the output of one of them by the run_id it has in 'tasks'.`,
    );
  if (!all[0]) throw badRequest(`Run ${id} is ${run.life} and has no output.`);
  return { run, task: all[0] };
}

function newestFirst<T>(
  all: T[],
  idOf: (item: T) => number,
  limit: number,
  pageToken: string | undefined,
  offset: number | undefined,
) {
  let rest = all;
  if (pageToken !== undefined && pageToken !== "") {
    const before = Number(decoded(pageToken, "b"));
    rest = all.filter((item) => idOf(item) < before);
  } else if (offset !== undefined) rest = all.slice(offset);
  const items = rest.slice(0, limit);
  const more = rest.length > items.length;
  return {
    items,
    tokens: {
      has_more: more,
      ...(more ? { next_page_token: encoded("b", idOf(items.at(-1)!)) } : {}),
    },
  };
}

const encoded = (kind: string, value: number) => Buffer.from(`${kind}:${value}`).toString("base64url");

function decoded(text: string, kind: string): string {
  const match = /^([a-z]):(\d{1,16})$/.exec(Buffer.from(text, "base64url").toString("utf8"));
  if (match?.[1] !== kind) throw invalidParameter("'page_token': is not a token of this list");
  return match[2]!;
}

const offsetOf = (pageToken: string | undefined) => (pageToken ? Number(decoded(pageToken, "t")) : 0);

const nextTasks = (total: number, from: number) =>
  from + TASKS_PER_PAGE < total
    ? { has_more: true, next_page_token: encoded("t", from + TASKS_PER_PAGE) }
    : { has_more: false };
