import { Hono } from "hono";
import { type Html, html, page } from "../pages/html.ts";
import type { AlertRecord, AlertV2Record, QueryRecord } from "./query-schema.ts";
import type { TrashStore } from "./trash-store.ts";

export interface QueryPageParts {
  queries: TrashStore<QueryRecord>;
  alerts: TrashStore<AlertRecord>;
  alertsV2: TrashStore<AlertV2Record>;
}

const TOP = html`<p><a href="/sql/queries">Queries and alerts</a></p>`;

/** Saved queries and alerts for a person. Mount at `/sql`. */
export function queryPages({ queries, alerts, alertsV2 }: QueryPageParts): Hono {
  const app = new Hono({ strict: false });
  app.get("/queries", () =>
    page(
      "Queries and alerts",
      html`<h1>Queries</h1>
${table(
  ["Query", "Text"],
  queries
    .list()
    .map(({ id, fields }) => [
      html`<a href="/sql/editor/${id}">${fields.display_name}</a>`,
      shorten(fields.query_text ?? ""),
    ]),
)}<h1>Alerts</h1>${table(
        ["Alert", "State", "Last evaluated", "Schedule"],
        alertsV2
          .list()
          .map(({ id, fields, state, lastEvaluatedAt }) => [
            html`<a href="/sql/alerts-v2/${id}">${fields.display_name}</a>`,
            state,
            lastEvaluatedAt ?? "never",
            scheduleText(fields.schedule),
          ]),
      )}<h2>Alerts on a query</h2><p class="muted">Kept, and not evaluated: their schedule is not part of the API.</p>${table(
        ["Alert", "Query"],
        alerts
          .list()
          .map(({ fields }) => [
            fields.display_name ?? "",
            html`<a href="/sql/editor/${fields.query_id ?? ""}">${fields.query_id}</a>`,
          ]),
      )}`,
    ),
  );
  app.get("/editor/:id", (c) => {
    const { fields, updatedAt, trashedAt } = queries.get(c.req.param("id"));
    return page(
      fields.display_name ?? "Query",
      html`${TOP}<h1>${fields.display_name}</h1><p>${fields.description}</p>
<p class="muted">${trashedAt === undefined ? "" : "In the trash. "}Owned by ${fields.owner_user_name}, changed ${updatedAt}, runs in ${fields.catalog ?? "main"}.${fields.schema ?? "default"}</p>
<pre>${fields.query_text}</pre>`,
    );
  });
  app.get("/alerts-v2/:id", (c) => {
    const { fields, state, lastEvaluatedAt, message } = alertsV2.get(c.req.param("id"));
    const { evaluation } = fields;
    const column = ({ name, aggregation }: { name: string; aggregation?: string | undefined }) =>
      aggregation ? `${aggregation}(${name})` : name;
    const threshold = evaluation.threshold?.column
      ? column(evaluation.threshold.column)
      : Object.values(evaluation.threshold?.value ?? {}).join("");
    return page(
      fields.display_name,
      html`${TOP}<h1>${fields.display_name}: ${state}</h1>
<p class="muted">Last evaluated: ${lastEvaluatedAt ?? "never"}. Schedule: ${scheduleText(fields.schedule)}. Nobody is notified here.</p>
${message ? html`<p>${message}</p>` : ""}
<p>Triggered when ${column(evaluation.source)} ${evaluation.comparison_operator} ${threshold}</p><pre>${fields.query_text}</pre>`,
    );
  });
  return app;
}

const scheduleText = (schedule: AlertV2Record["fields"]["schedule"]) =>
  `${schedule.quartz_cron_schedule} (${schedule.timezone_id})${schedule.pause_status === "PAUSED" ? ", paused" : ""}`;

const shorten = (text: string) => (text.length > 200 ? `${text.slice(0, 200)} …` : text);

const table = (heads: string[], rows: (string | Html)[][]): Html =>
  rows.length === 0
    ? html`<p class="muted">None.</p>`
    : html`<div class="scroll"><table><tr>${heads.map((head) => html`<th>${head}</th>`)}</tr>
${rows.map((row) => html`<tr>${row.map((cell) => html`<td class="text">${cell}</td>`)}</tr>`)}</table></div>`;
