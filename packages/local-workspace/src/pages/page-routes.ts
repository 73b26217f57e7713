import { Hono } from "hono";
import type { JobService } from "../jobs/job-service.ts";
import type { ObjectStore } from "../objects/object-store.ts";
import { notFound } from "../rest/api-error.ts";
import type { HistoryEntry, StatementHistory } from "../statements/statement-history.ts";
import { explore } from "./explore-link.ts";
import { type Html, html, page } from "./html.ts";
import { JUMP_STYLE, jumps } from "./jumps.ts";
import { shorten } from "./shorten.ts";
import { TableData, type TableDataParts, tableList } from "./table-data.ts";

const SHOWN_STATEMENTS = 50;
const SHOWN_ON_HOME = 20;

export interface PageRouteParts extends TableDataParts {
  history: StatementHistory;
  objects: ObjectStore;
  jobs: JobService;
}

/** The first page and the history of queries. They only read. */
export function pageRoutes({ catalog, engine, history, dialect, user, objects, jobs }: PageRouteParts): Hono {
  const app = new Hono({ strict: false });
  const data = new TableData({ catalog, engine, dialect, user });

  app.get("/", async () => {
    const tables = [...catalog.entries.values()].flatMap((entry) =>
      [...entry.schemas.values()].flatMap((schema) => [...schema.tables.values()]),
    );
    return page(
      "Local workspace",
      html`${jumps(objects, jobs)}<h1>Local Databricks workspace</h1>
<p>This server speaks the Databricks REST API and runs SQL on DuckDB, on this machine alone. Programs reach it with the workspace's token; these pages only show what it holds.</p>
<p>Catalogs: ${(await catalog.catalogs()).map((name) => html`${explore(name)} `)}</p>
<h2>Tables</h2>${await tableList(data, tables)}
<h2>Last statements</h2><p><a href="/sql/history">Query history</a></p>${history.list().slice(0, SHOWN_ON_HOME).map(statementBlock)}`,
      200,
      { style: JUMP_STYLE },
    );
  });

  app.get("/sql/history", (c) => {
    const id = c.req.query("queryId");
    const entry = id === undefined ? undefined : history.get(id);
    if (id !== undefined && !entry)
      throw notFound(`There is no statement ${id}; the query history goes back 30 days.`);
    if (entry)
      return page("Statement", html`${HISTORY}<h1>Statement</h1>${statementBlock(entry)}${facts(entry)}`);
    const all = history.list();
    const before = Number(c.req.query("from") ?? 0);
    const from = Number.isInteger(before) && before > 0 ? before : 0;
    const older = from + SHOWN_STATEMENTS;
    return page(
      "Query history",
      html`<h1>Query history</h1><p class="muted">${all.length} statements of the last 30 days, newest first.</p>
${all.slice(from, older).map(statementBlock)}
${older < all.length ? html`<p><a href="/sql/history?from=${older}">Older statements</a></p>` : ""}`,
    );
  });

  return app;
}

const HISTORY = html`<p><a href="/sql/history">Query history</a></p>`;

function statementBlock(entry: HistoryEntry): Html {
  const time = new Date(entry.createdAt).toISOString().replace("T", " ").slice(0, 19);
  const lasted = entry.endedAt === undefined ? "" : `, ${entry.endedAt - entry.createdAt} ms`;
  const rows = entry.state === "SUCCEEDED" ? `, ${entry.rowCount.toLocaleString("en")} rows` : "";
  return html`<h3 class="muted"><a href="/sql/history?queryId=${entry.id}">${time} UTC</a>: ${entry.state}${lasted}${rows}</h3><pre>${shorten(entry.text)}</pre>
${entry.error ? html`<p>${entry.error}</p>` : ""}
${entry.ranAs === "" ? "" : html`<details><summary>Ran as (DuckDB)</summary><pre>${shorten(entry.ranAs)}</pre></details>`}`;
}

function facts(entry: HistoryEntry): Html {
  const { createdAt, plannedAt, endedAt } = entry;
  const rows: [string, string | undefined][] = [
    ["Statement id", entry.id],
    ["Type", entry.type],
    ["SQL warehouse", entry.warehouseId],
    ["User", entry.userName],
    ["Planned in", plannedAt === undefined ? undefined : `${plannedAt - createdAt} ms`],
    ["Ran for", plannedAt === undefined || endedAt === undefined ? undefined : `${endedAt - plannedAt} ms`],
    [
      "Result",
      `${entry.rowCount.toLocaleString("en")} rows, ${entry.byteCount.toLocaleString("en")} bytes${entry.truncated ? ", cut" : ""}`,
    ],
    [
      "Query tags",
      entry.tags.map(({ key, value }) => (value === undefined ? key : `${key}: ${value}`)).join(", "),
    ],
  ];
  const filled = rows.filter(([, value]) => value !== undefined && value !== "");
  return html`<table>${filled.map(([name, value]) => html`<tr><th>${name}</th><td class="text">${value}</td></tr>`)}</table>`;
}
