import { Hono } from "hono";
import type { PipelineService } from "../pipelines/pipeline-service.ts";
import type { EventRecord, PipelineRecord, UpdateRecord } from "../pipelines/records.ts";
import { notFound } from "../rest/api-error.ts";
import { type Html, html, page } from "./html.ts";

const SHOWN_EVENTS = 100;
const HOME = html`<p><a href="/pipelines">Pipelines</a></p>`;
const time = (at: number) => new Date(at).toISOString().replace("T", " ").slice(0, 19);

/** Pages of pipelines. They only read. */
export function pipelinePages({ pipelines: service }: { pipelines: PipelineService }): Hono {
  const app = new Hono({ strict: false });
  const { store } = service;
  const find = (id: string) => {
    const pipeline = store.get(id);
    if (!pipeline) throw notFound(`There is no pipeline ${id.slice(0, 100)}.`);
    return pipeline;
  };

  app.get("/", () => {
    const rows = store.list().map((pipeline) => {
      const last = store.updates(pipeline.id)[0];
      return html`<tr><td>${link(pipeline)}</td><td>${service.stateOf(pipeline.id)}</td><td>${last ? `${time(last.createdAt)} UTC: ${last.state}` : "never"}</td><td class="number">${pipeline.graph.length}</td></tr>`;
    });
    return page(
      "Pipelines",
      html`${HOME}<h1>Pipelines</h1>
${rows.length > 0 ? html`<table><tr><th>Name</th><th>State</th><th>Last update</th><th>Datasets</th></tr>${rows}</table>` : html`<p>There are no pipelines yet.</p>`}`,
    );
  });
  app.get("/:id", (c) => {
    const pipeline = find(c.req.param("id"));
    return show(pipeline, store.updates(pipeline.id)[0]);
  });
  app.get("/:id/updates/:update", (c) => {
    const pipeline = find(c.req.param("id"));
    const update = store.update(pipeline.id, c.req.param("update"));
    if (!update)
      throw notFound(`There is no update ${c.req.param("update").slice(0, 100)} of this pipeline.`);
    return show(pipeline, update);
  });

  const show = (pipeline: PipelineRecord, update: UpdateRecord | undefined): Response => {
    const events = store.events(pipeline.id).reverse();
    const own = events.filter((event) => event.updateId === update?.id);
    const updates = store
      .updates(pipeline.id)
      .map(
        (each) =>
          html`<li>${time(each.createdAt)} UTC: <a href="/pipelines/${pipeline.id}/updates/${each.id}">${each.state}</a>${each.validateOnly ? " (dry run)" : each.fullRefresh ? " (full refresh)" : ""}</li>`,
      );
    return page(
      pipeline.name,
      html`${HOME}<h1>${pipeline.name}</h1>
<p class="muted">${service.stateOf(pipeline.id)}, made by ${pipeline.creator}, id ${pipeline.id}</p>
<h2>Datasets</h2>${graphOf(pipeline, own)}
<h2>${update ? `Update ${update.id.slice(0, 6)}: ${update.state}` : "Updates"}</h2>
${update?.failure ? html`<pre>${update.failure}</pre>` : ""}
${update ? eventList(own) : html`<p>It has not been updated yet.</p>`}
${updates.length > 0 ? html`<h2>All updates</h2><ul>${updates}</ul>` : ""}`,
    );
  };
  return app;
}

const link = (pipeline: PipelineRecord) => html`<a href="/pipelines/${pipeline.id}">${pipeline.name}</a>`;

interface Progress {
  status?: string;
  metrics?: { num_output_rows?: number };
  data_quality?: {
    dropped_records: number;
    expectations: { name: string; passed_records: number; failed_records: number }[];
  };
}

/** Datasets in the order in which they are made, each with what it reads and what became of it. `events`: newest first. */
function graphOf(pipeline: PipelineRecord, events: readonly EventRecord[]): Html {
  if (pipeline.graph.length === 0)
    return html`<p>They are known once an update (a dry run will do) has understood the sources.</p>`;
  const rows = pipeline.graph.map(({ name, type, reads, expectations }) => {
    const told = events
      .filter((event) => event.dataset === name && event.type === "flow_progress")
      .map((event) => event.details.flow_progress as Progress);
    const written = told.reduce((sum, each) => sum + (each.metrics?.num_output_rows ?? 0), 0);
    const quality = told.find((each) => each.data_quality)?.data_quality;
    const checks = expectations.map((expectation) => {
      const counts = quality?.expectations.find((each) => each.name === expectation.name);
      return html`<br>${expectation.name} (${expectation.action}): <code>${expectation.sql}</code>${counts ? `, ${counts.passed_records} passed, ${counts.failed_records} failed` : ""}`;
    });
    const stored = type === "MATERIALIZED_VIEW" || type === "STREAMING_TABLE" || type === "VIEW";
    const path = name.split(".").map(encodeURIComponent).join("/");
    return html`<tr><td>${stored ? html`<a href="/explore/data/${path}">${name}</a>` : name}</td><td>${type}</td><td class="text">${reads.length > 0 ? html`← ${reads.join(", ")}` : ""}</td><td>${told[0]?.status}</td><td class="number">${told.some((each) => each.metrics) ? written : ""}</td><td class="text">${quality ? `${quality.dropped_records} dropped` : ""}${checks}</td></tr>`;
  });
  return html`<div class="scroll"><table><tr><th>Dataset</th><th>Type</th><th>Reads</th><th>Last</th><th>Rows written</th><th>Expectations</th></tr>${rows}</table></div>`;
}

const eventList = (events: readonly EventRecord[]) =>
  html`<div class="scroll"><table><tr><th>Time (UTC)</th><th>Level</th><th>Event</th></tr>${events
    .slice(0, SHOWN_EVENTS)
    .map(
      (event) =>
        html`<tr><td>${time(event.at)}</td><td>${event.level}</td><td class="text">${event.message}</td></tr>`,
    )}</table></div>`;
