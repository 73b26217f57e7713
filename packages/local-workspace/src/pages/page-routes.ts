import { Hono } from "hono";
import type { Catalog } from "../catalog/catalog.ts";
import type { TableRecord } from "../catalog/records.ts";
import type { Dialect } from "../dialect.ts";
import type { Engine } from "../engine/engine.ts";
import { identifier } from "../engine/sql-text.ts";
import { notFound } from "../rest/api-error.ts";
import { displayType } from "../sql/spark-type.ts";
import type { HistoryEntry, StatementHistory } from "../statements/statement-history.ts";
import { planContext } from "../statements/statement-runner.ts";
import { type Html, html, page } from "./html.ts";

const SAMPLE_ROWS = 50;
const SHOWN_STATEMENTS = 50;
const SHOWN_ON_HOME = 20;
const COUNTED_TABLES = 500;

export interface PageRouteParts {
  catalog: Catalog;
  engine: Engine;
  history: StatementHistory;
  dialect: Dialect;
  user: { userName: string };
  /** Pages of other areas, linked from the first one. */
  more?: { prefix: string; title: string }[];
}

/** Pages for a person who follows a link into the workspace. They only read. */
export function pageRoutes({ catalog, engine, history, dialect, user, more = [] }: PageRouteParts): Hono {
  const app = new Hono({ strict: false });
  const source = (table: TableRecord) =>
    [catalog.places.engineName(table.catalog), table.schema.toLowerCase(), table.name.toLowerCase()]
      .map(identifier)
      .join(".");
  const count = async (table: TableRecord): Promise<string> => {
    if (table.kind === "view") return "view";
    const rows = await engine.read(`SELECT count(*)::VARCHAR FROM ${source(table)}`).catch(() => []);
    return Number(rows[0]?.[0] ?? Number.NaN).toLocaleString("en");
  };

  /** Through the dialect, so that views work and values look as in results. */
  const firstRows = async ({ catalog: catalogName, schema, name }: TableRecord): Promise<unknown[][]> => {
    const path = [catalogName, schema, name].map((part) => `\`${part.replaceAll("`", "``")}\``).join(".");
    const request = { catalog: catalogName, schema, userName: user.userName, parameters: [] };
    const context = planContext({ catalog, read: engine.read }, request);
    const plan = await dialect.plan(`SELECT * FROM ${path} LIMIT ${SAMPLE_ROWS}`, context);
    return plan.answer.from === "query" ? engine.read(plan.answer.sql) : [];
  };

  const tableList = async (tables: TableRecord[]): Promise<Html> => {
    const counts = await Promise.all(tables.slice(0, COUNTED_TABLES).map(count));
    const rows = tables.map(
      (table, index) => html`<tr><td>${explore(table.catalog, table.schema, table.name)}</td>
<td class="number">${counts[index] ?? ""}</td><td class="text">${table.comment}</td></tr>`,
    );
    return html`<div class="scroll"><table><tr><th>Table</th><th>Rows</th><th>Comment</th></tr>${rows}</table></div>`;
  };
  const schemaOf = (catalogName: string, schema: string) => {
    const entry = catalog.schemaEntry(catalogName, schema);
    if (!entry) throw notFound(`There is no schema ${catalogName}.${schema}.`);
    return entry;
  };

  app.get("/", async () => {
    const tables = [...catalog.entries.values()].flatMap((entry) =>
      [...entry.schemas.values()].flatMap((schema) => [...schema.tables.values()]),
    );
    return page(
      "Local workspace",
      html`<h1>Local Databricks workspace</h1>
<p>This server speaks the Databricks REST API and runs SQL on DuckDB, on this machine alone. Programs reach it with the workspace's token; these pages only show what it holds.</p>
<p><a href="/jobs">Jobs</a> · <a href="/pipelines">Pipelines</a>${more.filter(({ title }) => title !== "").map(({ prefix, title }) => html` · <a href="${prefix}">${title}</a>`)}</p>
<p>Catalogs: ${(await catalog.catalogs()).map((name) => html`${explore(name)} `)}</p>
<h2>Tables</h2>${await tableList(tables)}
<h2>Last statements</h2><p><a href="/sql/history">Query history</a></p>${history.list().slice(0, SHOWN_ON_HOME).map(statementBlock)}`,
    );
  });

  app.get("/sql/history", (c) => {
    const id = c.req.query("queryId");
    const entry = id === undefined ? undefined : history.get(id);
    if (id !== undefined && !entry)
      throw notFound(`There is no statement ${id}; the query history goes back 30 days.`);
    if (entry)
      return page(
        "Statement",
        html`${HOME}${HISTORY}<h1>Statement</h1>${statementBlock(entry)}${facts(entry)}`,
      );
    const all = history.list();
    const before = Number(c.req.query("from") ?? 0);
    const from = Number.isInteger(before) && before > 0 ? before : 0;
    const older = from + SHOWN_STATEMENTS;
    return page(
      "Query history",
      html`${HOME}<h1>Query history</h1><p class="muted">${all.length} statements of the last 30 days, newest first.</p>
${all.slice(from, older).map(statementBlock)}
${older < all.length ? html`<p><a href="/sql/history?from=${older}">Older statements</a></p>` : ""}`,
    );
  });

  app.get("/explore/data/:catalog", (c) => {
    const entry = catalog.entry(c.req.param("catalog"));
    if (!entry) throw notFound(`There is no catalog ${c.req.param("catalog")}.`);
    const { name, comment } = entry.record;
    const schemas = [...entry.schemas.values()].map(
      ({ record, tables, volumes }) =>
        html`<tr><td>${explore(name, record.name)}</td><td class="number">${tables.size}</td><td class="number">${volumes.size}</td><td class="text">${record.comment}</td></tr>`,
    );
    return page(
      name,
      html`${HOME}<h1>${name}</h1><p>${comment}</p>
<table><tr><th>Schema</th><th>Tables</th><th>Volumes</th><th>Comment</th></tr>${schemas}</table>`,
    );
  });

  app.get("/explore/data/:catalog/:schema", async (c) => {
    const { catalog: catalogName, schema } = c.req.param();
    const entry = schemaOf(catalogName, schema);
    const volumes = [...entry.volumes.values()].map(
      (volume) => html`<li>/Volumes/${catalogName}/${schema}/${volume.name} ${volume.comment}</li>`,
    );
    return page(
      `${catalogName}.${schema}`,
      html`${HOME}<h1>${explore(catalogName)}.${schema}</h1><p>${entry.record.comment}</p>${await tableList([...entry.tables.values()])}
${volumes.length > 0 ? html`<h2>Volumes</h2><ul>${volumes}</ul>` : ""}`,
    );
  });

  app.get("/explore/data/:catalog/:schema/:table", async (c) => {
    const { catalog: catalogName, schema, table: name } = c.req.param();
    const table = catalog.tableRecord(catalogName, schema, name);
    if (!table) throw notFound(`There is no table ${catalogName}.${schema}.${name}.`);
    const columns = table.columns.map(
      (column) =>
        html`<tr><td>${column.name}</td><td>${displayType(column.type)}</td><td class="text">${column.comment}</td></tr>`,
    );
    const sample = await firstRows(table);
    return page(
      `${catalogName}.${schema}.${name}`,
      html`${HOME}<h1>${explore(table.catalog)}.${explore(table.catalog, table.schema)}.${table.name}</h1><p>${table.comment}</p>
<p class="muted">${table.kind}, owned by ${table.owner}, rows: ${await count(table)}</p>
<h2>Columns</h2><table><tr><th>Name</th><th>Type</th><th>Comment</th></tr>${columns}</table>
<h2>First ${sample.length} rows</h2><div class="scroll"><table><tr>${table.columns.map((column) => html`<th>${column.name}</th>`)}</tr>
${sample.map((row) => html`<tr>${row.map((value) => (value === null ? html`<td class="muted">null</td>` : html`<td>${shorten(String(value), 300)}</td>`))}</tr>`)}</table></div>`,
    );
  });
  return app;
}

const HISTORY = html`<p><a href="/sql/history">Query history</a></p>`;
const HOME = html`<p><a href="/">Local workspace</a></p>`;

/** A link to an object's page, named by the last part of its path, or by all for a table. */
function explore(...path: string[]): Html {
  const label = path.length === 3 ? path.join(".") : path.at(-1);
  return html`<a href="/explore/data/${path.map(encodeURIComponent).join("/")}">${label}</a>`;
}

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

const shorten = (text: string, length = 4000) => (text.length > length ? `${text.slice(0, length)} …` : text);
