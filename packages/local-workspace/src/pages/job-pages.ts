import { Hono } from "hono";
import { kindOf } from "../jobs/check-settings.ts";
import type { JobService } from "../jobs/job-service.ts";
import type { Task } from "../jobs/job-settings.ts";
import type { JobRecord } from "../jobs/job-store.ts";
import { hasEnded, type RunRecord, type RunStateFields, type TaskRunRecord } from "../jobs/run-record.ts";
import { notFound } from "../rest/api-error.ts";
import { type Html, html, page } from "./html.ts";
import { taskGraph } from "./task-graph.ts";

const MOST_SHOWN = 100;
const MOST_TEXT = 20_000;

/** Pages of jobs and their runs; they only read. Mount at `/jobs`. */
export function jobPages(jobs: JobService): Hono {
  const app = new Hono({ strict: false });
  const { runs } = jobs;

  app.get("/", () => {
    const rows = jobs.jobs
      .list()
      .reverse()
      .map((job) => {
        const last = runs.runs().findLast(({ jobId }) => jobId === job.id);
        return html`<tr><td>${jobLink(job)}</td><td class="number">${(job.settings.tasks ?? []).length}</td>
<td class="text">${when(job)}</td><td>${last ? html`${runLink(last)} ${stateText(last)}` : ""}</td></tr>`;
      });
    const submitted = runs.runs().filter(({ type }) => type === "SUBMIT_RUN");
    return page(
      "Jobs",
      html`<h1>Jobs</h1><table><tr><th>Job</th><th>Tasks</th><th>Starts</th><th>Last run</th></tr>${rows}</table>
${submitted.length > 0 ? html`<h2>One-time runs</h2>${runTable(submitted)}` : ""}`,
    );
  });

  app.get("/:job", (c) => {
    const id = Number(c.req.param("job"));
    const job = jobs.jobs.get(id);
    const all = runs.runs().filter(({ jobId }) => jobId === id);
    if (!job && all.length === 0) throw notFound(`There is no job ${c.req.param("job")}.`);
    const settings = job?.settings ?? all.at(-1)!.settings;
    const name = settings.name ?? all.at(-1)?.name ?? "Untitled";
    return page(
      name,
      html`${JOBS}<h1>${name}</h1><p>${settings.description}</p>
<p class="muted">Job ${id}${job ? html`, ${when(job)}` : ", which has been deleted or ran once"}</p>
<h2>Tasks</h2>${taskGraph(settings.tasks ?? [])}
<h2>Runs</h2>${runTable(all)}`,
    );
  });

  app.get("/:job/runs/:run", (c) => {
    const id = Number(c.req.param("run"));
    const task = runs.task(id);
    const run = runs.run(task?.runId ?? id);
    if (!run || String(run.jobId) !== c.req.param("job"))
      throw notFound(`There is no run ${c.req.param("run")}.`);
    return task ? taskPage(run, task) : runPage(run);
  });

  const runPage = (run: RunRecord) => {
    const latest = runs.latest(run.id);
    const rows = runs
      .tasks(run.id)
      .filter(({ parentId }) => parentId === undefined)
      .map((task) => taskRow(run, task));
    return page(
      `Run ${run.id}`,
      html`${JOBS}<h1>${run.name}</h1><p><a href="/jobs/${run.jobId}">Job ${run.jobId}</a>, run ${run.id}: <b>${stateText(run)}</b></p>
<p>${run.message}</p><p class="muted">${times(run)}, started by ${run.trigger}</p>
${pairs("Parameters", run.parameters)}
<h2>Tasks</h2>${taskGraph(run.settings.tasks ?? [], (key) => {
        const task = latest.get(key);
        return task ? { state: stateText(task), href: link(run, task.id) } : undefined;
      })}
<table><tr><th>Task</th><th>Kind</th><th>Attempt</th><th>State</th><th>Time</th><th>Message</th></tr>${rows}</table>`,
    );
  };

  const taskPage = (run: RunRecord, task: TaskRunRecord) => {
    const output = runs.output(task.id);
    const notebook = output.notebook_output as { result?: string } | undefined;
    const iterations = runs.iterations(task).map((each) => taskRow(run, each));
    return page(
      task.taskKey,
      html`${JOBS}<h1>${task.taskKey}</h1><p>Task of <a href="${link(run)}">run ${run.id}</a>: <b>${stateText(task)}</b></p>
<p>${task.message}</p><p class="muted">${times(task)}, attempt ${task.attempt + 1}</p>
${pairs("Values for other tasks", task.values)}
${task.childRunId === undefined ? "" : child(task.childRunId)}
${block("Result", notebook?.result)}${block("Error", output.error)}${block("Trace", output.error_trace)}${block("Output", output.logs)}
${(task.statementIds ?? []).map((id) => html`<p><a href="/sql/history?queryId=${id}">Statement ${id}</a></p>`)}
${iterations.length > 0 ? html`<h2>Iterations</h2><table><tr><th>Task</th><th>Kind</th><th>Attempt</th><th>State</th><th>Time</th><th>Message</th></tr>${iterations}</table>` : ""}`,
    );
  };

  const child = (id: number) => {
    const run = runs.run(id);
    return run ? html`<p>It ran ${runLink(run)}.</p>` : "";
  };

  const taskRow = (run: RunRecord, task: TaskRunRecord) => {
    const spec = (run.settings.tasks ?? []).find(({ task_key }) => task_key === task.taskKey);
    const label = task.iteration === undefined ? task.taskKey : `${task.taskKey} [${task.iteration}]`;
    return html`<tr><td><a href="${link(run, task.id)}">${label}</a></td><td>${spec ? kindText(spec) : ""}</td>
<td class="number">${task.attempt + 1}</td><td>${stateText(task)}</td><td class="muted">${times(task)}</td><td class="text">${task.message}</td></tr>`;
  };
  return app;
}

const JOBS = html`<p><a href="/jobs">Jobs</a></p>`;
const link = (run: RunRecord, id = run.id) => `/jobs/${run.jobId}/runs/${id}`;
const jobLink = (job: JobRecord) => html`<a href="/jobs/${job.id}">${job.settings.name}</a>`;
const runLink = (run: RunRecord) => html`<a href="${link(run)}">run ${run.id}</a>`;
const kindText = (task: Task) =>
  kindOf(task)
    .replace(/_task$/, "")
    .replaceAll("_", " ");
const stateText = (state: RunStateFields) => state.result ?? state.life;

const runTable = (all: RunRecord[]) =>
  html`<table><tr><th>Run</th><th>State</th><th>Time</th><th>Message</th></tr>${[...all]
    .reverse()
    .slice(0, MOST_SHOWN)
    .map(
      (run) =>
        html`<tr><td>${runLink(run)}</td><td>${stateText(run)}</td><td class="muted">${times(run)}</td><td class="text">${run.message}</td></tr>`,
    )}</table>`;

function times(state: RunStateFields): string {
  const start = state.startedAt ?? state.createdAt;
  const lasted = hasEnded(state) && state.endedAt ? `, ${((state.endedAt - start) / 1000).toFixed(1)} s` : "";
  return `${new Date(start).toISOString().replace("T", " ").slice(0, 19)} UTC${lasted}`;
}

function when({ settings: { schedule, trigger, continuous } }: JobRecord): string {
  const paused = (each: { pause_status?: string | undefined }) =>
    each.pause_status === "PAUSED" ? " (paused)" : "";
  if (schedule) return `${schedule.quartz_cron_expression} ${schedule.timezone_id}${paused(schedule)}`;
  if (trigger?.periodic)
    return `every ${trigger.periodic.interval} ${trigger.periodic.unit.toLowerCase()}${paused(trigger)}`;
  return continuous ? `continuous${paused(continuous)}` : "when asked";
}

function pairs(title: string, values: Record<string, unknown>): Html | string {
  const all = Object.entries(values);
  if (all.length === 0) return "";
  return html`<h2>${title}</h2><table>${all.map(
    ([name, value]) =>
      html`<tr><td>${name}</td><td class="text">${typeof value === "string" ? value : JSON.stringify(value)}</td></tr>`,
  )}</table>`;
}

function block(title: string, text: unknown): Html | string {
  if (typeof text !== "string" || text === "") return "";
  return html`<h2>${title}</h2><pre>${text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)} …` : text}</pre>`;
}
