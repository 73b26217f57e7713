import { Hono } from "hono";
import { z } from "zod";
import { notImplemented } from "../api-error.ts";
import { pageQuery } from "../page.ts";
import { booleanText, jsonBody, queryParams } from "../parse.ts";
import { given, objectName, optimization, owner, text, textMap } from "./body-fields.ts";
import type { CatalogAccess } from "./catalog-access.ts";
import { paged } from "./listing.ts";
import { namespaceChanges } from "./namespace-changes.ts";
import { note } from "./note.ts";
import { showCatalog } from "./shapes.ts";

const createBody = z
  .object({
    name: objectName,
    comment: text.optional(),
    properties: textMap.optional(),
    options: textMap.optional(),
    storage_root: z.string().max(1024).optional(),
    connection_name: z.string().optional(),
    provider_name: z.string().optional(),
    share_name: z.string().optional(),
  })
  .loose();
const updateBody = z
  .object({
    new_name: objectName.optional(),
    comment: text.optional(),
    owner: owner.optional(),
    properties: textMap.optional(),
    options: textMap.optional(),
    isolation_mode: z.enum(["OPEN", "ISOLATED"]).optional(),
    enable_predictive_optimization: optimization.optional(),
  })
  .loose();

/** Mount at `/catalogs`. */
export function catalogRoutes(access: CatalogAccess): Hono {
  const app = new Hono({ strict: false });

  app.get("/", (c) => {
    const query = queryParams(c, z.object(pageQuery).loose());
    const items = [...access.catalog.entries.values()];
    return c.json(paged("catalogs", items, (entry) => entry.record.name, showCatalog, query, 1000));
  });
  app.post("/", async (c) => {
    const body = await jsonBody(c, createBody);
    if (body.connection_name !== undefined)
      throw notImplemented("A foreign catalog needs the database behind its connection, which");
    if (body.provider_name !== undefined || body.share_name !== undefined)
      throw notImplemented("A catalog of a share needs its provider, which");
    const { name, comment, properties, options, storage_root: storageRoot } = body;
    await access.define([
      {
        op: "create_catalog",
        name,
        ...given({ comment }),
        details: given({ properties, options, storageRoot }),
        ifNotExists: false,
      },
    ]);
    if (storageRoot !== undefined)
      note(c, "storage_root is kept without effect: data lies in the workspace's own folder");
    return c.json(showCatalog(access.findCatalog(name)));
  });
  app.get("/:name", (c) => c.json(showCatalog(access.findCatalog(c.req.param("name")))));
  app.patch("/:name", async (c) => {
    const { record } = access.findCatalog(c.req.param("name"));
    const body = await jsonBody(c, updateBody);
    if (body.new_name !== undefined && body.new_name !== record.name)
      throw notImplemented(
        "Renaming a catalog (make one of the new name and move the tables with CREATE TABLE AS), which",
      );
    const details = given({
      properties: body.properties,
      options: body.options,
      isolationMode: body.isolation_mode,
      predictiveOptimization: body.enable_predictive_optimization,
    });
    for (const change of namespaceChanges("catalog", [record.name], body, details))
      await access.define([change]);
    if (body.isolation_mode === "ISOLATED") note(c, "isolation_mode is kept without effect");
    return c.json(showCatalog(access.findCatalog(record.name)));
  });
  app.delete("/:name", async (c) => {
    const { force } = queryParams(c, z.object({ force: booleanText.default(false) }).loose());
    const { record } = access.findCatalog(c.req.param("name"));
    await access.define([{ op: "drop_catalog", name: record.name, ifExists: false, cascade: force }]);
    return c.json({});
  });
  return app;
}
