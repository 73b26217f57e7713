import { Hono } from "hono";
import { z } from "zod";
import type { TableRecord } from "../../catalog/records.ts";
import type { Dialect } from "../../dialect.ts";
import type { ReadRows } from "../../engine/engine.ts";
import { identifier } from "../../engine/sql-text.ts";
import { planContext } from "../../statements/statement-runner.ts";
import { ApiError, invalidParameter, notImplemented } from "../api-error.ts";
import { pageQuery } from "../page.ts";
import { booleanText, jsonBody, queryParams } from "../parse.ts";
import { objectName, owner, text, textMap } from "./body-fields.ts";
import type { CatalogAccess } from "./catalog-access.ts";
import { createTableSql } from "./create-table-sql.ts";
import { paged } from "./listing.ts";
import { showTable, tableType } from "./shapes.ts";

const columnBody = z
  .object({
    name: z.string().min(1).max(255),
    type_text: z.string().min(1).max(4096),
    nullable: z.boolean().default(true),
    comment: text.optional(),
    position: z.number().int().optional(),
  })
  .loose();
const createBody = z
  .object({
    name: objectName,
    catalog_name: z.string().min(1),
    schema_name: z.string().min(1),
    table_type: z.string(),
    data_source_format: z.string(),
    storage_location: z.string().optional(),
    columns: z.array(columnBody).max(10_000).default([]),
    comment: text.optional(),
    properties: textMap.optional(),
  })
  .loose();
export type CreateTable = z.infer<typeof createBody>;

const listQuery = z
  .object({
    catalog_name: z.string().min(1),
    schema_name: z.string().min(1),
    omit_columns: booleanText.default(false),
    omit_properties: booleanText.default(false),
    omit_username: booleanText.default(false),
    ...pageQuery,
  })
  .loose();
const summaryQuery = z
  .object({
    catalog_name: z.string().min(1),
    schema_name_pattern: z.string().optional(),
    table_name_pattern: z.string().optional(),
    ...pageQuery,
  })
  .loose();

export interface TableRouteParts {
  access: CatalogAccess;
  dialect: Dialect;
  read: ReadRows;
  user: { userName: string };
}

/** Mount at `/tables`. */
export function tableRoutes({ access, dialect, read, user }: TableRouteParts): Hono {
  const app = new Hono({ strict: false });
  const { catalog } = access;
  const { deltaDir } = catalog.places;
  const all = { columns: true, properties: true, deltaDir };

  app.get("/", (c) => {
    const query = queryParams(c, listQuery);
    const { schema } = access.findSchema(`${query.catalog_name}.${query.schema_name}`);
    const show = (table: TableRecord) =>
      showTable(table, {
        columns: !query.omit_columns,
        properties: !query.omit_properties,
        deltaDir,
      });
    const items = [...schema.tables.values()];
    return c.json(paged("tables", items, (table) => table.name, show, query, 50));
  });
  app.post("/", async (c) => {
    const body = await jsonBody(c, createBody);
    access.findSchema(`${body.catalog_name}.${body.schema_name}`);
    if (body.table_type !== "MANAGED")
      throw notImplemented(
        `A table of the type ${body.table_type} made over REST (only MANAGED ones have storage here; SQL makes views), which`,
      );
    if (body.data_source_format !== "DELTA")
      throw notImplemented(`A managed table in the format ${body.data_source_format} (use DELTA)`);
    if (body.columns.length === 0) throw invalidParameter("'columns': must not be empty");
    await access.attempt(async () => {
      const sql = createTableSql(body);
      const request = {
        catalog: body.catalog_name,
        schema: body.schema_name,
        userName: user.userName,
        parameters: [],
      };
      const plan = () => dialect.plan(sql, planContext({ catalog, read }, request));
      await access.redefine((await plan()).changes, plan);
    });
    return c.json(showTable(access.findTable(`${body.catalog_name}.${body.schema_name}.${body.name}`), all));
  });
  app.get("/:full", (c) => c.json(showTable(access.findTable(c.req.param("full")), all)));
  app.get("/:full/exists", (c) => {
    try {
      access.findTable(c.req.param("full"));
      return c.json({ table_exists: true });
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return c.json({ table_exists: false });
      throw error;
    }
  });
  app.patch("/:full", async (c) => {
    const { path } = access.find("table", c.req.param("full"));
    const body = await jsonBody(c, z.object({ owner: owner.optional(), comment: text.optional() }).loose());
    const unknown = Object.keys(body).filter(
      (key) => !["comment", "owner", "name", "full_name"].includes(key),
    );
    if (unknown.length > 0)
      throw notImplemented(
        `Changing ${unknown.join(", ")} of a table over REST (ALTER TABLE does it), which`,
      );
    if (body.comment !== undefined)
      await access.define([{ op: "set_comment", on: "table", path, comment: body.comment || null }]);
    if (body.owner !== undefined)
      await access.define([{ op: "set_owner", on: "table", path, owner: body.owner }]);
    return c.json({});
  });
  app.delete("/:full", async (c) => {
    const { catalog: catalogName, schema, name, kind } = access.findTable(c.req.param("full"));
    const target = [catalog.places.engineName(catalogName), schema.toLowerCase(), name.toLowerCase()];
    const drop = `DROP ${kind === "view" ? "VIEW" : "TABLE"} IF EXISTS ${target.map(identifier).join(".")}`;
    await access.define([{ op: "drop_table", catalog: catalogName, schema, name }], [drop]);
    return c.json({});
  });
  return app;
}

/** Mount at `/table-summaries`. */
export function tableSummaryRoutes(access: CatalogAccess): Hono {
  const app = new Hono({ strict: false });
  app.get("/", (c) => {
    const query = queryParams(c, summaryQuery);
    const entry = access.findCatalog(query.catalog_name);
    const schemaFits = like(query.schema_name_pattern);
    const tableFits = like(query.table_name_pattern);
    const all = [...entry.schemas.values()]
      .filter(({ record }) => schemaFits(record.name))
      .flatMap((schema) => [...schema.tables.values()])
      .filter(({ name }) => tableFits(name));
    const fullName = (table: TableRecord) => `${table.catalog}.${table.schema}.${table.name}`;
    const show = (table: TableRecord) => ({ full_name: fullName(table), table_type: tableType(table) });
    return c.json(paged("tables", all, fullName, show, query, 10_000));
  });
  return app;
}

/** Whether a name fits a LIKE pattern; `%` stands for any text, `_` for one character. */
function like(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined || pattern === "") return () => true;
  // Matched without a regular expression: a pattern of many `%` must not take for ever.
  const parts = pattern.toLowerCase().split("%");
  const fits = (text: string, part: string) =>
    text.length === part.length && [...part].every((char, at) => char === "_" || char === text[at]);
  return (name) => {
    const text = name.toLowerCase();
    const [first, last] = [parts[0]!, parts.at(-1)!];
    if (parts.length === 1) return fits(text, first);
    if (text.length < first.length + last.length) return false;
    if (!fits(text.slice(0, first.length), first) || !fits(text.slice(text.length - last.length), last))
      return false;
    let from = first.length;
    for (const part of parts.slice(1, -1)) {
      let at = from;
      while (at + part.length <= text.length - last.length && !fits(text.slice(at, at + part.length), part))
        at += 1;
      if (at + part.length > text.length - last.length) return false;
      from = at + part.length;
    }
    return true;
  };
}
