import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Securable, SecurableStore, StoredKind } from "../../securables/securable-store.ts";
import type { SecurableKind } from "../../sql/types.ts";
import { invalidParameter, notImplemented } from "../api-error.ts";
import { jsonBody, queryParams } from "../parse.ts";
import { type CatalogAccess, missing } from "./catalog-access.ts";
import { NOT_ENFORCED, note } from "./note.ts";
import { PRIVILEGES, privilegeName } from "./privileges.ts";
import { METASTORE_ID } from "./shapes.ts";

const privileges = z.array(z.string().min(1).max(64)).max(100).default([]);
const changesBody = z
  .object({
    changes: z
      .array(z.object({ principal: z.string().min(1).max(255), add: privileges, remove: privileges }).loose())
      .max(1000)
      .default([]),
  })
  .loose();
export type GrantChanges = z.infer<typeof changesBody>["changes"];

const IN_CATALOGS = ["catalog", "schema", "table", "volume", "function"] as const;
const STORED = ["metastore", "storage_credential", "credential", "external_location", "connection"] as const;

type Grants = Record<string, string[]>;
interface Holder {
  type: string;
  name: string;
  grants: Grants;
  change(changes: GrantChanges): Promise<Grants>;
}

export interface GrantParts {
  access: CatalogAccess;
  store: SecurableStore;
}

/** Grants on securables: kept and given back, never enforced. Mount at the root of Unity Catalog. */
export function grantRoutes(parts: GrantParts): Hono {
  const app = new Hono({ strict: false });
  const query = (c: Context) => queryParams(c, z.object({ principal: z.string().optional() }).loose());

  app.get("/permissions/:type/:name", (c) => {
    note(c, NOT_ENFORCED);
    return c.json(showGrants(holder(parts, c).grants, query(c).principal));
  });
  app.patch("/permissions/:type/:name", async (c) => {
    const { changes } = await jsonBody(c, changesBody);
    note(c, NOT_ENFORCED);
    return c.json(showGrants(await holder(parts, c).change(changes)));
  });
  app.get("/effective-permissions/:type/:name", (c) => {
    const own = holder(parts, c);
    note(c, NOT_ENFORCED);
    const chain = [own, ...parents(parts, own)];
    const { principal } = query(c);
    const found = new Map<string, object[]>();
    for (const { type, name, grants } of chain)
      for (const [whom, held] of Object.entries(grants)) {
        if (principal !== undefined && whom !== principal) continue;
        const inherited =
          type === own.type && name === own.name
            ? {}
            : { inherited_from_type: type.toUpperCase(), inherited_from_name: name };
        const shown = held.map((privilege) => ({ privilege: privilegeName(privilege), ...inherited }));
        found.set(whom, [...(found.get(whom) ?? []), ...shown]);
      }
    return c.json({
      privilege_assignments: [...found].map(([whom, held]) => ({ principal: whom, privileges: held })),
    });
  });
  return app;
}

export const showGrants = (grants: Grants, principal?: string) => ({
  privilege_assignments: Object.entries(grants)
    .filter(([whom]) => principal === undefined || whom === principal)
    .map(([whom, held]) => ({ principal: whom, privileges: held.map(privilegeName) })),
});

/** The changes with privileges as the API names them; a removal takes the form that SQL writes along. */
const normal = (changes: GrantChanges) =>
  changes.map(({ principal, add, remove }) => ({
    principal,
    add: add.map(privilegeName),
    remove: remove.flatMap((each) => [privilegeName(each), privilegeName(each).replaceAll("_", " ")]),
  }));

function holder(parts: GrantParts, c: Context): Holder {
  const type = (c.req.param("type") ?? "").toLowerCase().replaceAll("-", "_");
  const name = c.req.param("name") ?? "";
  const inCatalogs = IN_CATALOGS.find((kind) => kind === type);
  if (inCatalogs) return catalogHolder(parts.access, inCatalogs, name);
  const stored = STORED.find((kind) => kind === type);
  if (stored) return storedHolder(parts.store, stored, name);
  if (/^(share|recipient|provider)$/.test(type))
    throw invalidParameter(`'securable_type': grants on a ${type} are at /api/2.1/unity-catalog/${type}s/…`);
  throw notImplemented(`Granting on a securable of the type '${type}'`);
}

function catalogHolder(access: CatalogAccess, kind: SecurableKind, name: string): Holder {
  const { path, record } = access.find(kind, name);
  return {
    type: kind,
    name: path.join("."),
    grants: record.grants ?? {},
    change: async (changes) => {
      const wanted = normal(changes);
      const wrong = wanted.flatMap(({ add }) => add).find((each) => !PRIVILEGES[kind].includes(each));
      if (wrong !== undefined)
        throw invalidParameter(`Privilege ${wrong} is not applicable to a ${kind} (${path.join(".")}).`);
      if (wanted.length > 0) await access.define([{ op: "change_grants", on: kind, path, changes: wanted }]);
      return access.find(kind, name).record.grants ?? {};
    },
  };
}

function storedHolder(store: SecurableStore, kind: StoredKind, name: string): Holder {
  let record = store.get(kind, name);
  if (kind === "metastore" && name === METASTORE_ID && !record)
    record = store.create("metastore", METASTORE_ID, {});
  const found = record ?? missing(kind.toUpperCase(), name);
  return {
    type: kind,
    name: found.name,
    grants: found.grants ?? {},
    change: async (changes) => changeStoredGrants(store, found, changes),
  };
}

export function changeStoredGrants(store: SecurableStore, record: Securable, changes: GrantChanges): Grants {
  const grants: Grants = { ...record.grants };
  for (const { principal, add, remove } of normal(changes)) {
    const held = [...new Set([...(grants[principal] ?? []), ...add])].filter(
      (each) => !remove.includes(each),
    );
    if (held.length > 0) grants[principal] = held.sort();
    else delete grants[principal];
  }
  return store.change(record, { grants }).grants ?? {};
}

/** Whose grants hold for this securable too, nearest first. */
function parents({ access, store }: GrantParts, { type, name }: Holder): Holder[] {
  if (type === "metastore") return [];
  const path = IN_CATALOGS.some((kind) => kind === type) ? name.split(".").slice(0, -1) : [];
  const chain: Holder[] = [];
  if (path.length === 2) chain.push(catalogHolder(access, "schema", path.join(".")));
  if (path.length >= 1) chain.push(catalogHolder(access, "catalog", path[0]!));
  return [...chain, storedHolder(store, "metastore", METASTORE_ID)];
}
