import { Hono } from "hono";
import { z } from "zod";
import type { Securable, SecurableStore } from "../../securables/securable-store.ts";
import { ApiError, invalidParameter, notImplemented } from "../api-error.ts";
import { pageQuery } from "../page.ts";
import { jsonBody, queryParams } from "../parse.ts";
import { given, objectName, owner, text } from "./body-fields.ts";
import { type CatalogAccess, missing } from "./catalog-access.ts";
import { changeStoredGrants, type GrantChanges, showGrants } from "./grant-routes.ts";
import { paged } from "./listing.ts";
import { note } from "./note.ts";

const NOT_SHARED = "stored, nothing is shared: the local workspace runs no Delta Sharing server";
const dataObject = z
  .object({ name: z.string().min(1), data_object_type: z.string().default("TABLE") })
  .loose();
const updates = z
  .array(z.object({ action: z.enum(["ADD", "REMOVE", "UPDATE"]), data_object: dataObject }).loose())
  .max(1000)
  .default([]);
type DataObject = z.infer<typeof dataObject>;
const principalChanges = z
  .object({
    changes: z
      .array(
        z
          .object({
            principal: z.string().min(1),
            add: z.array(z.literal("SELECT")).default([]),
            remove: z.array(z.string()).default([]),
          })
          .loose(),
      )
      .default([]),
  })
  .loose();

export interface SharingParts {
  access: CatalogAccess;
  store: SecurableStore;
}

/** Shares and recipients as records. Mount at the root of Unity Catalog. */
export function sharingRoutes({ access, store }: SharingParts): Hono {
  const app = new Hono({ strict: false });
  const find = (kind: "share" | "recipient", name: string) =>
    store.get(kind, name) ?? missing(kind.toUpperCase(), name);
  const free = (kind: "share" | "recipient", name: string) => {
    if (store.get(kind, name))
      throw new ApiError(
        409,
        `${kind.toUpperCase()}_ALREADY_EXISTS`,
        `The ${kind} '${name}' already exists.`,
      );
  };
  const show = ({ name, fields, owner: whose, ...record }: Securable) => ({
    ...fields,
    name,
    owner: whose,
    created_at: Date.parse(record.createdAt),
    created_by: record.createdBy,
    updated_at: Date.parse(record.updatedAt),
    updated_by: record.updatedBy,
  });
  const objectsOf = (share: Securable) => (share.fields.objects ?? []) as DataObject[];

  for (const kind of ["share", "recipient"] as const) {
    app.get(`/${kind}s`, (c) => {
      const query = queryParams(c, z.object(pageQuery).loose());
      return c.json(paged(`${kind}s`, store.list(kind), ({ name }) => name, show, query, 1000));
    });
    app.get(`/${kind}s/:name`, (c) => c.json(show(find(kind, c.req.param("name")))));
    app.delete(`/${kind}s/:name`, (c) => {
      const record = find(kind, c.req.param("name"));
      store.delete(record);
      if (kind === "recipient")
        for (const share of store.list("share"))
          if (share.grants?.[record.name])
            changeStoredGrants(store, share, [{ principal: record.name, add: [], remove: ["SELECT"] }]);
      return c.json({});
    });
  }
  app.post("/shares", async (c) => {
    const body = await jsonBody(c, z.object({ name: objectName, comment: text.optional() }).loose());
    free("share", body.name);
    note(c, NOT_SHARED);
    return c.json(show(store.create("share", body.name, given({ comment: body.comment }))));
  });
  app.patch("/shares/:name", async (c) => {
    const share = find("share", c.req.param("name"));
    const body = await jsonBody(
      c,
      z
        .object({
          new_name: objectName.optional(),
          comment: text.optional(),
          owner: owner.optional(),
          updates,
        })
        .loose(),
    );
    const { new_name: name = share.name } = body;
    if (name.toLowerCase() !== share.name.toLowerCase()) free("share", name);
    let objects = objectsOf(share);
    for (const { action, data_object: object } of body.updates) {
      const known = objects.some((each) => each.name === object.name);
      if (action === "ADD" && known)
        throw new ApiError(409, "RESOURCE_ALREADY_EXISTS", `'${object.name}' is in the share already.`);
      if (action !== "ADD" && !known)
        throw new ApiError(404, "RESOURCE_DOES_NOT_EXIST", `'${object.name}' is not in the share.`);
      if (action === "ADD") shareable(access, object);
      objects = objects.filter((each) => each.name !== object.name);
      if (action !== "REMOVE") objects = [...objects, { ...object, status: "ACTIVE" }];
    }
    const fields = { ...share.fields, ...given({ comment: body.comment }), objects };
    note(c, NOT_SHARED);
    return c.json(show(store.change(share, { name, fields, ...given({ owner: body.owner }) })));
  });
  app.get("/shares/:name/permissions", (c) => {
    note(c, NOT_SHARED);
    return c.json(showGrants(find("share", c.req.param("name")).grants ?? {}));
  });
  app.patch("/shares/:name/permissions", async (c) => {
    const share = find("share", c.req.param("name"));
    const { changes } = await jsonBody(c, principalChanges);
    for (const { principal, add } of changes) if (add.length > 0) find("recipient", principal);
    note(c, NOT_SHARED);
    return c.json(showGrants(changeStoredGrants(store, share, changes as GrantChanges)));
  });

  app.post("/recipients", async (c) => {
    const body = await jsonBody(
      c,
      z
        .object({
          name: objectName,
          comment: text.optional(),
          authentication_type: z.string(),
          data_recipient_global_metastore_id: z.string().optional(),
        })
        .loose(),
    );
    if (body.authentication_type !== "DATABRICKS")
      throw notImplemented(
        `A recipient with ${body.authentication_type} authentication needs an activation link of a Delta Sharing server, which`,
      );
    if (body.data_recipient_global_metastore_id === undefined)
      throw invalidParameter("'data_recipient_global_metastore_id': is required for DATABRICKS recipients");
    free("recipient", body.name);
    const { name, ...fields } = body;
    note(c, NOT_SHARED);
    return c.json(show(store.create("recipient", name, { ...fields, activated: false })));
  });
  app.patch("/recipients/:name", async (c) => {
    const record = find("recipient", c.req.param("name"));
    const body = await jsonBody(
      c,
      z
        .object({ new_name: objectName.optional(), comment: text.optional(), owner: owner.optional() })
        .loose(),
    );
    if (body.new_name !== undefined && body.new_name !== record.name)
      throw notImplemented("Renaming a recipient (make one of the new name)");
    const fields = { ...record.fields, ...given({ comment: body.comment }) };
    return c.json(show(store.change(record, { fields, ...given({ owner: body.owner }) })));
  });
  app.post("/recipients/:name/rotate-token", (c) => {
    find("recipient", c.req.param("name"));
    throw notImplemented("A recipient's token is of a Delta Sharing server, which");
  });
  app.get("/recipients/:name/share-permissions", (c) => {
    const { name } = find("recipient", c.req.param("name"));
    const shares = store.list("share").filter(({ grants }) => grants?.[name]);
    return c.json({
      permissions_out: shares.map((share) => ({
        share_name: share.name,
        privilege_assignments: [{ principal: name, privileges: share.grants?.[name] }],
      })),
    });
  });

  // Nobody shares anything with this workspace: an empty list is the truth.
  app.get("/providers", (c) => c.json({ providers: [] }));
  app.post("/providers", () => {
    throw notImplemented("A provider needs the Delta Sharing server of another and");
  });
  for (const path of ["/providers/:name", "/providers/:name/shares"])
    app.on(["GET", "PATCH", "DELETE"], path, (c) => missing("PROVIDER", c.req.param("name") ?? ""));
  return app;
}

/** Throws ApiError unless what is to be shared is there. */
function shareable(access: CatalogAccess, { name, data_object_type: type }: DataObject) {
  if (type === "SCHEMA") access.findSchema(name);
  else if (type === "VOLUME") access.findVolume(name);
  else if (type === "FUNCTION") access.findFunction(name);
  else if (/^(TABLE|VIEW|MATERIALIZED_VIEW|STREAMING_TABLE)$/.test(type)) access.findTable(name);
  else throw notImplemented(`Sharing a ${type}`);
}
