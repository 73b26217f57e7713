import { Hono } from "hono";
import { type Html, html, page } from "../pages/html.ts";
import { notFound } from "../rest/api-error.ts";
import { lineChart } from "./line-chart.ts";
import type { MlflowStore } from "./mlflow-store.ts";
import type { ExperimentRecord, RunRecord, TraceRecord } from "./records.ts";
import { spanTree } from "./span-tree.ts";
import { spansOf } from "./spans.ts";

const SHOWN = 200;
const SHOWN_COLUMNS = 6;
const SHOWN_TEXT = 20_000;

/** Pages of experiments, runs and traces; they only read. Mount at `/ml/experiments`. */
export function mlflowPages(store: MlflowStore): Hono {
  const app = new Hono({ strict: false });
  const runsOf = (id: string) =>
    store.runs
      .list()
      .filter((run) => run.experimentId === id && run.stage === "active")
      .sort((a, b) => b.startTime - a.startTime);
  const tracesOf = (id: string) =>
    store.traces
      .list()
      .filter(({ experimentId }) => experimentId === id)
      .sort((a, b) => b.startedAt - a.startedAt);

  app.get("/", () => {
    const rows = store.experiments
      .list()
      .filter(({ stage }) => stage === "active")
      .sort((a, b) => b.updatedAt - a.updatedAt)
      .map(
        (each) =>
          html`<tr><td>${experimentLink(each)}</td><td class="number">${runsOf(each.id).length}</td><td class="number">${tracesOf(each.id).length}</td><td class="muted">${time(each.createdAt)}</td></tr>`,
      );
    return page(
      "Experiments",
      html`<h1>Experiments</h1>
${rows.length === 0 ? html`<p>There is none yet. With MLflow's client and <code>MLFLOW_TRACKING_URI=databricks</code>, <code>mlflow.set_experiment("/Users/…/name")</code> makes one.</p>` : html`<table><tr><th>Experiment</th><th>Runs</th><th>Traces</th><th>Created</th></tr>${rows}</table>`}`,
    );
  });

  app.get("/:id", (c) => {
    const experiment = experimentOr404(store, c.req.param("id"));
    const [runs, traces] = [runsOf(experiment.id), tracesOf(experiment.id)];
    return page(
      experiment.name,
      html`${TRAIL}<h1>${experiment.name}</h1><p class="muted">Experiment ${experiment.id}${experiment.stage === "deleted" ? ", deleted" : ""}, created ${time(experiment.createdAt)}</p>
${table("Tags", experiment.tags)}<h2>Runs</h2>${runs.length === 0 ? html`<p>None.</p>` : runTable(store, runs)}
<h2>Traces</h2>${traces.length === 0 ? html`<p>None.</p>` : traceTable(traces)}`,
    );
  });

  app.get("/:id/runs/:run", async (c) => {
    const experiment = experimentOr404(store, c.req.param("id"));
    const run = store.runs.get(c.req.param("run"));
    if (run?.experimentId !== experiment.id)
      throw notFound(`There is no run ${c.req.param("run")} in this experiment.`);
    const charts = [...store.metrics.latest(run.id).keys()]
      .sort()
      .map((name) => lineChart(name, store.metrics.history(run.id, name)));
    const traces = tracesOf(experiment.id).filter(
      (trace) => trace.metadata["mlflow.sourceRun"] === run.id || trace.runs.includes(run.id),
    );
    return page(
      run.name,
      html`${trail(experiment)}<h1>${run.name}</h1><p><b>${run.status}</b> <span class="muted">run ${run.id}, ${time(run.startTime)}${lasted(run)}, by ${run.userId}${run.stage === "deleted" ? ", deleted" : ""}</span></p>
${table("Parameters", run.params)}
${charts.length > 0 ? html`<h2>Metrics</h2><div style="display:flex;flex-wrap:wrap;gap:1rem">${charts}</div>` : ""}
${run.datasets.length > 0 ? html`<h2>Data sets</h2><ul>${run.datasets.map(({ dataset, tags }) => html`<li>${dataset.name} <span class="muted">${dataset.digest} ${tags["mlflow.data.context"]}</span></li>`)}</ul>` : ""}
${await artifacts(store, run)}
${traces.length > 0 ? html`<h2>Traces</h2>${traceTable(traces)}` : ""}${table("Tags", run.tags)}`,
    );
  });

  app.get("/:id/traces/:trace", (c) => {
    const experiment = experimentOr404(store, c.req.param("id"));
    const trace = store.traces.get(c.req.param("trace"));
    if (trace?.experimentId !== experiment.id)
      throw notFound(`There is no trace ${c.req.param("trace")} in this experiment.`);
    const spans = spansOf(store, trace);
    const assessments = trace.assessments.map(
      (each) =>
        html`<tr><td>${each.assessment_name}</td><td>${each.feedback ? "feedback" : "expectation"}${each.valid ? "" : ", overridden"}</td><td class="text">${JSON.stringify((each.feedback ?? each.expectation) as object)}</td><td class="text">${String(each.rationale ?? "")}</td></tr>`,
    );
    return page(
      traceName(trace),
      html`${trail(experiment)}<h1>${traceName(trace)}</h1><p><b>${trace.state}</b> <span class="muted">trace ${trace.id}, ${time(trace.startedAt)}${trace.milliseconds === undefined ? "" : `, ${trace.milliseconds} ms`}</span></p>
${preview("Request", trace.request)}${preview("Response", trace.response)}
<h2>Spans</h2>${spans.length === 0 ? html`<p>The client has sent none.</p>` : spanTree(spans)}
${assessments.length > 0 ? html`<h2>Assessments</h2><table><tr><th>Name</th><th>Kind</th><th>Value</th><th>Why</th></tr>${assessments}</table>` : ""}
${table("Tags", trace.tags)}${table("Metadata", trace.metadata)}`,
    );
  });
  return app;
}

const TRAIL = html`<p><a href="/ml/experiments">Experiments</a></p>`;
const experimentLink = (each: ExperimentRecord) =>
  html`<a href="/ml/experiments/${each.id}">${each.name}</a>`;
const trail = (each: ExperimentRecord) =>
  html`<p><a href="/ml/experiments">Experiments</a> / ${experimentLink(each)}</p>`;
const time = (at: number) => `${new Date(at).toISOString().replace("T", " ").slice(0, 19)} UTC`;
const lasted = (run: RunRecord) =>
  run.endTime === undefined ? "" : `, ${((run.endTime - run.startTime) / 1000).toFixed(1)} s`;
const traceName = (trace: TraceRecord) => trace.tags["mlflow.traceName"] ?? trace.id;
const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most)} …` : text);

function experimentOr404(store: MlflowStore, id: string): ExperimentRecord {
  const found = store.experiments.get(id);
  if (!found) throw notFound(`There is no experiment ${id}.`);
  return found;
}

function runTable(store: MlflowStore, runs: RunRecord[]): Html {
  const shown = runs.slice(0, SHOWN);
  const names = (all: string[][]) => [...new Set(all.flat())].sort().slice(0, SHOWN_COLUMNS);
  const metrics = names(shown.map((run) => [...store.metrics.latest(run.id).keys()]));
  const params = names(shown.map((run) => Object.keys(run.params)));
  return html`<div class="scroll"><table><tr><th>Run</th><th>Status</th><th>Started</th>${metrics.map((name) => html`<th>${name}</th>`)}${params.map((name) => html`<th>${name}</th>`)}</tr>${shown.map(
    (run) =>
      html`<tr><td><a href="/ml/experiments/${run.experimentId}/runs/${run.id}">${run.name}</a></td><td>${run.status}</td><td class="muted">${time(run.startTime)}${lasted(run)}</td>${metrics.map((name) => html`<td class="number">${short(store.metrics.latest(run.id).get(name)?.value)}</td>`)}${params.map((name) => html`<td>${cut(run.params[name] ?? "", 60)}</td>`)}</tr>`,
  )}</table></div>${runs.length > SHOWN ? html`<p class="muted">The newest ${SHOWN} of ${runs.length}.</p>` : ""}`;
}

const short = (value: number | undefined) =>
  value === undefined ? "" : Number.isInteger(value) ? String(value) : value.toPrecision(5);

const traceTable = (traces: TraceRecord[]) =>
  html`<div class="scroll"><table><tr><th>Trace</th><th>State</th><th>Started</th><th>Request</th><th>Response</th></tr>${traces
    .slice(0, SHOWN)
    .map(
      (trace) =>
        html`<tr><td><a href="/ml/experiments/${trace.experimentId}/traces/${trace.id}">${traceName(trace)}</a></td><td>${trace.state}</td><td class="muted">${time(trace.startedAt)}${trace.milliseconds === undefined ? "" : `, ${trace.milliseconds} ms`}</td><td class="text">${cut(trace.request ?? "", 120)}</td><td class="text">${cut(trace.response ?? "", 120)}</td></tr>`,
    )}</table></div>`;

function table(title: string, values: Record<string, string>): Html | string {
  const all = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  if (all.length === 0) return "";
  return html`<h2>${title}</h2><table>${all.map(([name, value]) => html`<tr><td>${name}</td><td class="text">${cut(value, 2000)}</td></tr>`)}</table>`;
}

const preview = (title: string, text: string | undefined) =>
  text ? html`<h2>${title}</h2><pre>${cut(text, SHOWN_TEXT)}</pre>` : "";

/** Every file of a run, folder by folder. */
async function artifacts(store: MlflowStore, run: RunRecord): Promise<Html | string> {
  const files: { path: string; size: number }[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await store.files.list("run", run.id, folder)) {
      if (files.length >= SHOWN) return;
      if (entry.is_dir) await walk(entry.path);
      else files.push({ path: entry.path, size: entry.file_size ?? 0 });
    }
  };
  await walk("");
  if (files.length === 0) return "";
  return html`<h2>Artifacts</h2><table><tr><th>File</th><th>Bytes</th></tr>${files.map(({ path, size }) => html`<tr><td>${path}</td><td class="number">${size.toLocaleString("en")}</td></tr>`)}</table>`;
}
