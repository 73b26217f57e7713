import { Hono } from "hono";
import { z } from "zod";
import type { SecurableKind } from "../../sql/types.ts";
import { ApiError, invalidParameter } from "../api-error.ts";
import { pageQuery } from "../page.ts";
import { jsonBody, queryParams } from "../parse.ts";
import type { CatalogAccess } from "./catalog-access.ts";
import { paged } from "./listing.ts";

const key = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc},.:/=-]+$/u, "must not hold any of , . : / = - or control characters");
const value = z.string().max(1000);
const assignment = z
  .object({ entity_type: z.string(), entity_name: z.string(), tag_key: key, tag_value: value.default("") })
  .loose();

const KINDS: Record<string, SecurableKind | "column"> = {
  catalogs: "catalog",
  schemas: "schema",
  tables: "table",
  volumes: "volume",
  columns: "column",
};

/** Tags of catalog objects and columns. Mount at `/entity-tag-assignments`. */
export function tagRoutes(access: CatalogAccess): Hono {
  const app = new Hono({ strict: false });

  const target = (entityType: string, entityName: string) => {
    const kind = KINDS[entityType];
    if (!kind) throw invalidParameter(`'entity_type': must be one of ${Object.keys(KINDS).join(", ")}`);
    if (kind !== "column") {
      const { path, record } = access.find(kind, entityName);
      return { on: kind, path, column: undefined, tags: record.tags ?? {} };
    }
    const parts = entityName.split(".");
    if (parts.length < 4) throw invalidParameter(`'${entityName}' is not the full name of a column.`);
    const table = parts.slice(0, 3).join(".");
    const name = parts.slice(3).join(".");
    const { path, record } = access.find("table", table);
    const column = record.columns?.find((each) => each.name.toLowerCase() === name.toLowerCase());
    if (!column) throw new ApiError(404, "COLUMN_DOES_NOT_EXIST", `Column '${entityName}' does not exist.`);
    return { on: "table" as const, path, column: column.name, tags: column.tags ?? {} };
  };
  const put = async (entityType: string, entityName: string, tagKey: string, tagValue: string | null) => {
    const { on, path, column } = target(entityType, entityName);
    const change = { op: "set_tags", on, path, tags: { [tagKey]: tagValue } } as const;
    await access.define([column === undefined ? change : { ...change, column }]);
  };
  const show = (entity_type: string, entity_name: string, tag_key: string, tag_value: string) => ({
    entity_type,
    entity_name,
    tag_key,
    tag_value,
  });
  const find = (type: string, name: string, tagKey: string) => {
    const found = target(type, name).tags[tagKey];
    if (found === undefined)
      throw new ApiError(404, "TAG_ASSIGNMENT_DOES_NOT_EXIST", `'${name}' has no tag '${tagKey}'.`);
    return found;
  };

  app.post("/", async (c) => {
    const body = await jsonBody(c, assignment);
    const { entity_type: type, entity_name: name, tag_key: tagKey, tag_value: tagValue } = body;
    if (Object.hasOwn(target(type, name).tags, tagKey))
      throw new ApiError(409, "ALREADY_EXISTS", `'${name}' has the tag '${tagKey}' already.`);
    await put(type, name, tagKey, tagValue);
    return c.json(show(type, name, tagKey, tagValue));
  });
  app.get("/:type/:name/tags", (c) => {
    const { type, name } = c.req.param();
    const query = queryParams(c, z.object(pageQuery).loose());
    const items = Object.entries(target(type, name).tags);
    const showOne = ([tagKey, tagValue]: [string, string]) => show(type, name, tagKey, tagValue);
    return c.json(paged("tag_assignments", items, ([tagKey]) => tagKey, showOne, query, 1000));
  });
  app.get("/:type/:name/tags/:key", (c) => {
    const { type, name, key: tagKey } = c.req.param();
    return c.json(show(type, name, tagKey, find(type, name, tagKey)));
  });
  app.patch("/:type/:name/tags/:key", async (c) => {
    const { type, name, key: tagKey } = c.req.param();
    const before = find(type, name, tagKey);
    const { update_mask: mask } = queryParams(c, z.object({ update_mask: z.string().optional() }).loose());
    if (mask !== undefined && mask !== "tag_value" && mask !== "*")
      throw invalidParameter("'update_mask': only tag_value can be changed");
    const body = await jsonBody(c, z.object({ tag_value: value.default(before) }).loose());
    if (body.tag_value !== before) await put(type, name, tagKey, body.tag_value);
    return c.json(show(type, name, tagKey, body.tag_value));
  });
  app.delete("/:type/:name/tags/:key", async (c) => {
    const { type, name, key: tagKey } = c.req.param();
    find(type, name, tagKey);
    await put(type, name, tagKey, null);
    return c.json({});
  });
  return app;
}
