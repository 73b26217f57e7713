import type { Catalog } from "../catalog/catalog.ts";
import type { TableRecord } from "../catalog/records.ts";
import type { Dialect } from "../dialect.ts";
import type { Engine } from "../engine/engine.ts";
import { identifier } from "../engine/sql-text.ts";
import { planContext } from "../statements/statement-runner.ts";
import { explore } from "./explore-link.ts";
import { type Html, html } from "./html.ts";

const SAMPLE_ROWS = 50;
const COUNTED_TABLES = 500;

export interface TableDataParts {
  catalog: Catalog;
  engine: Engine;
  dialect: Dialect;
  user: { userName: string };
}

/** Counts and first rows of tables, for the pages. */
export class TableData {
  readonly #parts: TableDataParts;

  constructor(parts: TableDataParts) {
    this.#parts = parts;
  }

  /** Shown as text; for a view that it is one. */
  async count(table: TableRecord): Promise<string> {
    if (table.kind === "view") return "view";
    const { engine, catalog } = this.#parts;
    const source = [
      catalog.places.engineName(table.catalog),
      table.schema.toLowerCase(),
      table.name.toLowerCase(),
    ]
      .map(identifier)
      .join(".");
    const rows = await engine.read(`SELECT count(*)::VARCHAR FROM ${source}`).catch(() => []);
    return rows[0] ? Number(rows[0][0]).toLocaleString("en") : "";
  }

  /** Through the dialect, so that views work and values look as in results. Rejects when a view no longer works. */
  async firstRows({ catalog: catalogName, schema, name }: TableRecord): Promise<unknown[][]> {
    const { catalog, engine, dialect, user } = this.#parts;
    const path = [catalogName, schema, name].map((part) => `\`${part.replaceAll("`", "``")}\``).join(".");
    const request = { catalog: catalogName, schema, userName: user.userName, parameters: [] };
    const context = planContext({ catalog, read: engine.read }, request);
    const plan = await dialect.plan(`SELECT * FROM ${path} LIMIT ${SAMPLE_ROWS}`, context);
    return plan.answer.from === "query" ? engine.read(plan.answer.sql) : [];
  }
}

export async function tableList(data: TableData, tables: TableRecord[]): Promise<Html> {
  if (tables.length === 0) return html`<p>There are no tables.</p>`;
  const counts = await Promise.all(tables.slice(0, COUNTED_TABLES).map((table) => data.count(table)));
  const rows = tables.map(
    (table, index) => html`<tr><td>${explore(table.catalog, table.schema, table.name)}</td>
<td class="number">${counts[index] ?? ""}</td><td class="text">${table.comment}</td></tr>`,
  );
  return html`<div class="scroll"><table><tr><th>Table</th><th>Rows</th><th>Comment</th></tr>${rows}</table></div>`;
}
