import { Hono } from "hono";
import { z } from "zod";
import { engineTable } from "../../sql/engine-name.ts";
import { columnList } from "../../sql/statements/create-table.ts";
import { ApiError, notImplemented } from "../api-error.ts";
import { pageQuery } from "../page.ts";
import { booleanText, jsonBody, queryParams } from "../parse.ts";
import { given, objectName, optimization, owner, text, textMap } from "./body-fields.ts";
import type { CatalogAccess } from "./catalog-access.ts";
import { paged } from "./listing.ts";
import { namespaceChanges } from "./namespace-changes.ts";
import { note } from "./note.ts";
import { showSchema } from "./shapes.ts";

const createBody = z
  .object({
    name: objectName,
    catalog_name: z.string().min(1),
    comment: text.optional(),
    properties: textMap.optional(),
    storage_root: z.string().max(1024).optional(),
  })
  .loose();
const updateBody = z
  .object({
    new_name: objectName.optional(),
    comment: text.optional(),
    owner: owner.optional(),
    properties: textMap.optional(),
    enable_predictive_optimization: optimization.optional(),
  })
  .loose();

/** Mount at `/schemas`. */
export function schemaRoutes(access: CatalogAccess): Hono {
  const app = new Hono({ strict: false });

  app.get("/", (c) => {
    const query = queryParams(c, z.object({ catalog_name: z.string().min(1), ...pageQuery }).loose());
    const entry = access.findCatalog(query.catalog_name);
    const items = [...entry.schemas.values()];
    const show = (schema: (typeof items)[number]) => showSchema(entry.record, schema.record);
    return c.json(paged("schemas", items, (schema) => schema.record.name, show, query, 1000));
  });
  app.post("/", async (c) => {
    const body = await jsonBody(c, createBody);
    const { record } = access.findCatalog(body.catalog_name);
    const { name, comment, properties, storage_root: storageRoot } = body;
    await access.define([
      {
        op: "create_schema",
        catalog: record.name,
        name,
        ...given({ comment }),
        details: given({ properties, storageRoot }),
        ifNotExists: false,
      },
    ]);
    if (storageRoot !== undefined)
      note(c, "storage_root is kept without effect: data lies in the workspace's own folder");
    return c.json(show(`${record.name}.${name}`));
  });
  const show = (fullName: string) => {
    const { catalogName, schema } = access.findSchema(fullName);
    return showSchema(access.findCatalog(catalogName).record, schema.record);
  };
  app.get("/:full", (c) => c.json(show(c.req.param("full"))));
  app.patch("/:full", async (c) => {
    const { catalogName, schema } = access.findSchema(c.req.param("full"));
    const body = await jsonBody(c, updateBody);
    const { name } = schema.record;
    const details = given({
      properties: body.properties,
      predictiveOptimization: body.enable_predictive_optimization,
    });
    for (const change of namespaceChanges("schema", [catalogName, name], body, details))
      await access.define([change]);
    const to = body.new_name;
    if (to !== undefined && to !== name) await rename(access, catalogName, name, to);
    return c.json(show(`${catalogName}.${to ?? name}`));
  });
  app.delete("/:full", async (c) => {
    const { force } = queryParams(c, z.object({ force: booleanText.default(false) }).loose());
    const { catalogName, schema } = access.findSchema(c.req.param("full"));
    const { name } = schema.record;
    await access.define([{ op: "drop_schema", catalog: catalogName, name, ifExists: false, cascade: force }]);
    return c.json({});
  });
  return app;
}

/** Under another name, rows and all, in one transaction. */
async function rename(access: CatalogAccess, catalog: string, name: string, to: string): Promise<void> {
  const change = { op: "rename_schema", catalog, name, to } as const;
  if (name.toLowerCase() === to.toLowerCase())
    throw notImplemented("Renaming a schema to the same name in other letters, which");
  await access.redefine([change], async () => {
    const { schema } = access.findSchema(`${catalog}.${name}`);
    const engine: string[] = [];
    for (const table of schema.tables.values()) {
      if (table.kind === "view") continue;
      const fixed = table.pipeline
        ? "is written by a pipeline"
        : table.columns.some((column) => column.identity)
          ? "has an IDENTITY column"
          : undefined;
      if (fixed)
        throw new ApiError(
          501,
          "NOT_IMPLEMENTED",
          `The schema cannot be renamed in the local workspace: its table ${table.name} ${fixed}. Drop that table first, or make a new schema.`,
        );
      const [target, source] = [engineTable(catalog, to, table.name), engineTable(catalog, name, table.name)];
      engine.push(
        `CREATE TABLE ${target} (${columnList(table.columns)})`,
        `INSERT INTO ${target} SELECT * FROM ${source}`,
        `DROP TABLE ${source}`,
      );
    }
    return { changes: [change], engine };
  });
}
