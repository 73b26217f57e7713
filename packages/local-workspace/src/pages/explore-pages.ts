import { Hono } from "hono";
import type { FunctionRecord } from "../catalog/records.ts";
import { notFound } from "../rest/api-error.ts";
import { displayType } from "../sql/spark-type.ts";
import { explore, explorePath } from "./explore-link.ts";
import { html, page } from "./html.ts";
import { constraintList, pairs, securableFacts } from "./securable-facts.ts";
import { shorten } from "./shorten.ts";
import { TableData, type TableDataParts, tableList } from "./table-data.ts";

/** Catalogs and what they hold. Mount at `/explore/data`. */
export function explorePages(parts: TableDataParts): Hono {
  const app = new Hono({ strict: false });
  const { catalog } = parts;
  const data = new TableData(parts);

  app.get("/", () => {
    const rows = [...catalog.entries.values()].map(
      ({ record, schemas }) =>
        html`<tr><td>${explore(record.name)}</td><td class="number">${schemas.size}</td><td>${record.owner}</td><td class="text">${record.comment}</td></tr>`,
    );
    return page(
      "Catalog",
      html`<h1>Catalogs</h1><table><tr><th>Catalog</th><th>Schemas</th><th>Owner</th><th>Comment</th></tr>${rows}</table>`,
    );
  });

  app.get("/:catalog", (c) => {
    const entry = catalog.entry(c.req.param("catalog"));
    if (!entry) throw notFound(`There is no catalog ${c.req.param("catalog")}.`);
    const { name, comment, properties = {} } = entry.record;
    const schemas = [...entry.schemas.values()].map(
      ({ record, tables, volumes, functions }) =>
        html`<tr><td>${explore(name, record.name)}</td><td class="number">${tables.size}</td><td class="number">${volumes.size}</td><td class="number">${functions.size}</td><td class="text">${record.comment}</td></tr>`,
    );
    return page(
      name,
      html`${CATALOGS}<h1>${name}</h1><p>${comment}</p>${securableFacts(entry.record)}${pairs("Properties", properties)}
<h2>Schemas</h2><table><tr><th>Schema</th><th>Tables</th><th>Volumes</th><th>Functions</th><th>Comment</th></tr>${schemas}</table>`,
    );
  });

  app.get("/:catalog/:schema", async (c) => {
    const { catalog: catalogName, schema } = c.req.param();
    const entry = catalog.schemaEntry(catalogName, schema);
    if (!entry) throw notFound(`There is no schema ${catalogName}.${schema}.`);
    const volumes = [...entry.volumes.values()].map(
      ({ name, comment }) =>
        html`<tr><td><a href="${explorePath("volumes", catalogName, schema, name)}">/Volumes/${catalogName}/${schema}/${name}</a></td><td class="text">${comment}</td></tr>`,
    );
    const functions = [...entry.functions.values()].map(
      (each) =>
        html`<tr><td><a href="${explorePath("functions", catalogName, schema, each.name)}">${each.name}</a></td><td>${signature(each)}</td><td class="text">${each.comment}</td></tr>`,
    );
    return page(
      `${catalogName}.${schema}`,
      html`${CATALOGS}<h1>${explore(catalogName)}.${schema}</h1><p>${entry.record.comment}</p>
${securableFacts(entry.record)}${pairs("Properties", entry.record.properties ?? {})}
<h2>Tables</h2>${await tableList(data, [...entry.tables.values()])}
${volumes.length > 0 ? html`<h2>Volumes</h2><table>${volumes}</table>` : ""}
${functions.length > 0 ? html`<h2>Functions</h2><table>${functions}</table>` : ""}`,
    );
  });

  app.get("/:catalog/:schema/:table", async (c) => {
    const { catalog: catalogName, schema, table: name } = c.req.param();
    const table = catalog.tableRecord(catalogName, schema, name);
    if (!table) throw notFound(`There is no table ${catalogName}.${schema}.${name}.`);
    const columns = table.columns.map(
      ({ name: column, type, nullable, comment, tags = {} }) =>
        html`<tr><td>${column}</td><td>${displayType(type)}${nullable ? "" : " NOT NULL"}</td><td class="text">${comment}</td><td class="text">${Object.entries(tags).map(([key, value]) => html`${key}${value === "" ? "" : `: ${value}`} `)}</td></tr>`,
    );
    const sample = await data.firstRows(table).catch((error: Error) => error.message);
    return page(
      `${catalogName}.${schema}.${name}`,
      html`${CATALOGS}<h1>${explore(table.catalog)}.${explore(table.catalog, table.schema)}.${table.name}</h1><p>${table.comment}</p>
<p class="muted">${(table.pipeline?.type ?? table.kind).toLowerCase().replace("_", " ")}, rows: ${await data.count(table)}${table.pipeline ? html`, written by <a href="/pipelines/${table.pipeline.id}">a pipeline</a>` : ""}</p>
${securableFacts(table)}
<h2>Columns</h2><div class="scroll"><table><tr><th>Name</th><th>Type</th><th>Comment</th><th>Tags</th></tr>${columns}</table></div>
${constraintList(table.constraints ?? [])}${pairs("Properties", table.properties ?? {})}
${table.viewSql === undefined ? "" : html`<h2>Definition</h2><pre>${table.viewSql}</pre>`}
${
  typeof sample === "string"
    ? html`<h2>Rows</h2><p>They cannot be read: ${sample}</p>`
    : html`<h2>First ${sample.length} rows</h2><div class="scroll"><table><tr>${table.columns.map((column) => html`<th>${column.name}</th>`)}</tr>
${sample.map((row) => html`<tr>${row.map((value) => (value === null ? html`<td class="muted">null</td>` : html`<td>${shorten(String(value), 300)}</td>`))}</tr>`)}</table></div>`
}`,
    );
  });

  app.get("/functions/:catalog/:schema/:name", (c) => {
    const { catalog: catalogName, schema, name } = c.req.param();
    const record = catalog.functionRecord(catalogName, schema, name);
    if (!record) throw notFound(`There is no function ${catalogName}.${schema}.${name}.`);
    return page(
      `${catalogName}.${schema}.${name}`,
      html`${CATALOGS}<h1>${explore(record.catalog)}.${explore(record.catalog, record.schema)}.${record.name}</h1>
<p>${record.comment}</p>${securableFacts(record)}<p><code>${signature(record)}</code>, in ${record.language}</p><pre>${record.body}</pre>`,
    );
  });
  return app;
}

const CATALOGS = html`<p><a href="/explore/data">Catalogs</a></p>`;

function signature({ name, parameters, returns }: FunctionRecord): string {
  const list = parameters.map((each) => `${each.name} ${displayType(each.type)}`).join(", ");
  const result = "type" in returns ? displayType(returns.type) : "TABLE";
  return `${name}(${list}) → ${result}`;
}
