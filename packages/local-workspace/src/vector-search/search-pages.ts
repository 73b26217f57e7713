import { Hono } from "hono";
import { type Html, html, page } from "../pages/html.ts";
import { notFound } from "../rest/api-error.ts";
import { EMBEDDING_LABEL } from "../serving/lexical-embedding.ts";
import { indexStatus } from "./index-shapes.ts";
import { rowValue } from "./query-index.ts";
import type { RowValue, SearchIndex } from "./records.ts";
import type { SearchStore } from "./search-store.ts";

const SAMPLE = 20;

/** Pages of vector search; they only read. Mount at `/compute/vector-search`. */
export function searchPages(store: SearchStore): Hono {
  const app = new Hono({ strict: false });
  const indexLink = (index: SearchIndex) =>
    html`<a href="/compute/vector-search/${index.endpoint}/${index.name}">${index.name}</a>`;
  const state = (index: SearchIndex) => (indexStatus(index, store).ready ? "Ready" : "Not ready");
  const indexTable = (indexes: SearchIndex[]): Html =>
    html`<div class="scroll"><table><tr><th>Index</th><th>State</th><th>Type</th><th>Rows</th><th>Vectors from</th></tr>${indexes.map(
      (index) =>
        html`<tr><td>${indexLink(index)}</td><td>${state(index)}</td><td>${index.type}</td><td class="number">${store.rows(index).size.toLocaleString("en")}</td><td>${index.vector.column}</td></tr>`,
    )}</table></div>`;

  app.get("/", () => {
    const endpoints = store.endpoints.list();
    return page(
      "Vector search",
      html`<h1>Vector search</h1>
${endpoints.length === 0 ? html`<p>There is no endpoint yet. <code>POST /api/2.0/vector-search/endpoints</code> makes one.</p>` : ""}
${endpoints.map(({ name, type }) => html`<h2><a href="/compute/vector-search/${name}">${name}</a> <span class="muted">${type}</span></h2>${indexTable(store.indexesOf(name))}`)}`,
    );
  });
  app.get("/:endpoint", (c) => {
    const endpoint = store.endpoints.get(c.req.param("endpoint"));
    if (!endpoint) throw notFound(`There is no vector search endpoint ${c.req.param("endpoint")}.`);
    return page(
      endpoint.name,
      html`${TRAIL}<h1>${endpoint.name}</h1><p>Online. <span class="muted">${endpoint.type}, made by ${endpoint.creator}</span></p>${indexTable(store.indexesOf(endpoint.name))}`,
    );
  });
  app.get("/:endpoint/:index", (c) => {
    const index = store.indexes.get(c.req.param("index").toLowerCase());
    if (index?.endpoint !== c.req.param("endpoint"))
      throw notFound(`There is no index ${c.req.param("index")} on this endpoint.`);
    const rows = store.rows(index);
    const columns = index.columns.map(({ name }) => name);
    const { message } = indexStatus(index, store);
    return page(
      index.name,
      html`${TRAIL}<h1>${index.name}</h1><p><b>${state(index)}</b>. ${message}</p>
<p>${rows.size.toLocaleString("en")} rows, primary key <code>${index.primaryKey}</code>. ${
        index.vector.from === "column"
          ? html`Column <code>${index.vector.column}</code> holds vectors of ${index.vector.dimension} numbers.`
          : html`Column <code>${index.vector.column}</code> is embedded by <a href="/ml/endpoints/${index.vector.endpoint}">${index.vector.endpoint}</a>, which here is ${EMBEDDING_LABEL}: it finds shared words, not shared meaning.`
      }</p>${index.sourceTable ? html`<p>Follows <a href="/explore/data/${index.sourceTable.split(".").map(encodeURIComponent).join("/")}">${index.sourceTable}</a>${index.syncedAt ? html`, last synced ${new Date(index.syncedAt).toISOString().replace("T", " ").slice(0, 19)} UTC` : ""}.</p>` : ""}
<h2>First rows</h2><div class="scroll"><table><tr>${columns.map((name) => html`<th>${name}</th>`)}</tr>${rows
        .all()
        .slice(0, SAMPLE)
        .map(
          (row) => html`<tr>${columns.map((name) => cell(rowValue(index, row, name)))}</tr>`,
        )}</table></div>`,
    );
  });
  return app;
}

const TRAIL = html`<p><a href="/compute/vector-search">Vector search</a></p>`;

function cell(value: RowValue): Html {
  if (value === null) return html`<td class="muted">null</td>`;
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return html`<td class="text">${text.length > 120 ? `${text.slice(0, 120)} …` : text}</td>`;
}
