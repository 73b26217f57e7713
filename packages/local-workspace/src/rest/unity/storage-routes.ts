import { Hono } from "hono";
import { z } from "zod";
import type { Securable, SecurableStore, StoredKind } from "../../securables/securable-store.ts";
import { ApiError, invalidParameter, notImplemented } from "../api-error.ts";
import { pageQuery } from "../page.ts";
import { booleanText, jsonBody, queryParams } from "../parse.ts";
import { objectName, owner } from "./body-fields.ts";
import { missing } from "./catalog-access.ts";
import { paged } from "./listing.ts";
import { note } from "./note.ts";
import { METASTORE_ID } from "./shapes.ts";

const NEVER_USED = "stored, never used: the local workspace reaches no cloud storage and no other database";

interface Shelf {
  kind: StoredKind;
  /** Path, and the list's field. */
  path: string;
  field: string;
  idField: string;
  body: z.ZodType<Record<string, unknown>>;
  check?(fields: Record<string, unknown>): void;
  /** Records that name this one. */
  users?(record: Securable): Securable[];
}

const anyFields = z.record(z.string(), z.unknown());

/** Records of what lies outside: kept for practice and shown, refused on use. Mount at the root of Unity Catalog. */
export function storageRoutes(store: SecurableStore): Hono {
  const app = new Hono({ strict: false });
  const credential = (fields: Record<string, unknown>) => {
    const name = String(fields.credential_name ?? "");
    if (!store.get("storage_credential", name) && !store.get("credential", name))
      missing("STORAGE_CREDENTIAL", name);
    if (!/^(s3|abfss|gs|r2):\/\/\S+$/.test(String(fields.url)))
      throw invalidParameter("'url': must be an address of cloud storage, such as s3://bucket/path");
  };
  const locationsOf = ({ name }: Securable) =>
    store.list("external_location").filter(({ fields }) => fields.credential_name === name);
  const shelves: Shelf[] = [
    {
      kind: "storage_credential",
      path: "storage-credentials",
      field: "storage_credentials",
      idField: "id",
      body: anyFields,
      users: locationsOf,
    },
    {
      kind: "credential",
      path: "credentials",
      field: "credentials",
      idField: "id",
      body: anyFields,
      users: locationsOf,
    },
    {
      kind: "external_location",
      path: "external-locations",
      field: "external_locations",
      idField: "id",
      body: z.object({ url: z.string().min(1), credential_name: z.string().min(1) }).loose(),
      check: credential,
    },
    {
      kind: "connection",
      path: "connections",
      field: "connections",
      idField: "connection_id",
      body: z
        .object({ connection_type: z.string().min(1), options: z.record(z.string(), z.string()).default({}) })
        .loose(),
    },
  ];
  for (const shelf of shelves) shelve(app, store, shelf);
  for (const path of ["/validate-storage-credentials", "/validate-credentials"])
    app.post(path, () => {
      throw notImplemented("Validating a credential needs the cloud that it is for and");
    });
  return app;
}

function shelve(app: Hono, store: SecurableStore, shelf: Shelf) {
  const { kind, path, field } = shelf;
  const find = (name: string) => store.get(kind, name) ?? missing(kind.toUpperCase(), name);
  const show = (record: Securable) => ({
    ...record.fields,
    name: record.name,
    full_name: record.name,
    [shelf.idField]: record.id,
    metastore_id: METASTORE_ID,
    securable_type: kind.toUpperCase(),
    owner: record.owner,
    created_at: Date.parse(record.createdAt),
    created_by: record.createdBy,
    updated_at: Date.parse(record.updatedAt),
    updated_by: record.updatedBy,
  });
  const free = (name: string) => {
    if (store.get(kind, name))
      throw new ApiError(409, `${kind.toUpperCase()}_ALREADY_EXISTS`, `'${name}' already exists.`);
  };

  app.get(`/${path}`, (c) => {
    const query = queryParams(c, z.object(pageQuery).loose());
    note(c, NEVER_USED);
    return c.json(paged(field, store.list(kind), ({ name }) => name, show, query, 1000));
  });
  app.post(`/${path}`, async (c) => {
    const { name, ...rest } = await jsonBody(c, z.object({ name: objectName }).and(shelf.body));
    const { skip_validation: _skipped, ...fields } = rest as Record<string, unknown>;
    free(name);
    shelf.check?.(fields);
    note(c, NEVER_USED);
    return c.json(show(store.create(kind, name, withoutSecrets(fields))));
  });
  app.get(`/${path}/:name`, (c) => {
    note(c, NEVER_USED);
    return c.json(show(find(c.req.param("name"))));
  });
  app.patch(`/${path}/:name`, async (c) => {
    const record = find(c.req.param("name"));
    const body = await jsonBody(
      c,
      z.object({ new_name: objectName.optional(), owner: owner.optional() }).catchall(z.unknown()),
    );
    const { new_name: name = record.name, owner: newOwner, ...rest } = body;
    for (const key of ["name", "name_arg", "skip_validation", "force"]) delete rest[key];
    if (name.toLowerCase() !== record.name.toLowerCase()) {
      free(name);
      refuseInUse(shelf, record, false);
    }
    const fields = { ...record.fields, ...withoutSecrets(rest) };
    shelf.check?.(fields);
    note(c, NEVER_USED);
    return c.json(show(store.change(record, { name, fields, ...(newOwner ? { owner: newOwner } : {}) })));
  });
  app.delete(`/${path}/:name`, (c) => {
    const record = find(c.req.param("name"));
    const { force } = queryParams(c, z.object({ force: booleanText.default(false) }).loose());
    refuseInUse(shelf, record, force);
    store.delete(record);
    return c.json({});
  });
}

function refuseInUse({ users }: Shelf, record: Securable, force: boolean) {
  const [user] = users?.(record) ?? [];
  if (user && !force)
    throw new ApiError(
      400,
      "INVALID_STATE",
      `'${record.name}' is used by the external location '${user.name}'.`,
    );
}

/** Secrets are of no use here, so none is kept: they are left out at any depth. */
function withoutSecrets(fields: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (/password|secret|private_?key|access_?token|_token$|^token$/i.test(key)) continue;
    const nested = typeof value === "object" && value !== null && !Array.isArray(value);
    kept[key] = nested ? withoutSecrets(value as Record<string, unknown>) : value;
  }
  return kept;
}
