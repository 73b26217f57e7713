import { Hono } from "hono";
import { z } from "zod";
import type { VolumeRecord } from "../../catalog/records.ts";
import { notImplemented } from "../api-error.ts";
import { pageQuery } from "../page.ts";
import { jsonBody, queryParams } from "../parse.ts";
import { given, objectName, owner, text } from "./body-fields.ts";
import type { CatalogAccess } from "./catalog-access.ts";
import { paged } from "./listing.ts";
import { showVolume } from "./shapes.ts";

const createBody = z
  .object({
    name: objectName,
    catalog_name: z.string().min(1),
    schema_name: z.string().min(1),
    volume_type: z.enum(["MANAGED", "EXTERNAL"]).default("MANAGED"),
    storage_location: z.string().optional(),
    comment: text.optional(),
  })
  .loose();
const updateBody = z
  .object({ new_name: objectName.optional(), owner: owner.optional(), comment: text.optional() })
  .loose();

/** Mount at `/volumes`. */
export function volumeRoutes(access: CatalogAccess): Hono {
  const app = new Hono({ strict: false });
  const show = (fullName: string) => {
    const { catalogName, schemaName, record } = access.findVolume(fullName);
    return showVolume(catalogName, schemaName, record);
  };

  app.get("/", (c) => {
    const query = queryParams(
      c,
      z.object({ catalog_name: z.string().min(1), schema_name: z.string().min(1), ...pageQuery }).loose(),
    );
    const { catalogName, schema } = access.findSchema(`${query.catalog_name}.${query.schema_name}`);
    const showOne = (volume: VolumeRecord) => showVolume(catalogName, schema.record.name, volume);
    const items = [...schema.volumes.values()];
    return c.json(paged("volumes", items, (volume) => volume.name, showOne, query, 10_000));
  });
  app.post("/", async (c) => {
    const body = await jsonBody(c, createBody);
    if (body.volume_type === "EXTERNAL")
      throw notImplemented("An external volume lies in cloud storage (make a MANAGED one here) and");
    const { catalogName, schema } = access.findSchema(`${body.catalog_name}.${body.schema_name}`);
    const where = { catalog: catalogName, schema: schema.record.name, name: body.name };
    const { comment } = body;
    await access.define([{ op: "create_volume", ...where, ...given({ comment }), ifNotExists: false }]);
    return c.json(show(`${catalogName}.${schema.record.name}.${body.name}`));
  });
  app.get("/:full", (c) => c.json(show(c.req.param("full"))));
  app.patch("/:full", async (c) => {
    const { catalogName, schemaName, record } = access.findVolume(c.req.param("full"));
    const body = await jsonBody(c, updateBody);
    const on = { on: "volume" as const, path: [catalogName, schemaName, record.name] };
    if (body.comment !== undefined)
      await access.define([{ op: "set_comment", ...on, comment: body.comment || null }]);
    if (body.owner !== undefined) await access.define([{ op: "set_owner", ...on, owner: body.owner }]);
    const to = body.new_name ?? record.name;
    if (to !== record.name) {
      const { name } = record;
      await access.define([{ op: "rename_volume", catalog: catalogName, schema: schemaName, name, to }]);
    }
    return c.json(show(`${catalogName}.${schemaName}.${to}`));
  });
  app.delete("/:full", async (c) => {
    const { catalogName, schemaName, record } = access.findVolume(c.req.param("full"));
    await access.define([
      { op: "drop_volume", catalog: catalogName, schema: schemaName, name: record.name, ifExists: false },
    ]);
    return c.json({});
  });
  return app;
}
