import { type Context, Hono } from "hono";
import { z } from "zod";
import { notImplemented } from "../rest/api-error.ts";
import { jsonBody } from "../rest/parse.ts";
import { NOT_ENFORCED, note } from "../rest/unity/note.ts";
import { type Granted, grantedList, whom } from "./granted.ts";
import type { PermissionStore } from "./permission-store.ts";
import type { PermissionObject, PermissionType } from "./permission-type.ts";

/** Permissions of every kind of object: kept and given back, not enforced. Mount at `/api/2.0/permissions`. */
export function permissionRoutes(types: PermissionType[], store: PermissionStore): Hono {
  const app = new Hono({ strict: false });
  for (const type of types)
    for (const path of [type.path, ...(type.alias === undefined ? [] : [type.alias])])
      serve(app, path, type, types, store);
  app.on(["GET", "PUT", "PATCH"], ["/:type/:id", "/:type/:id/permissionLevels"], (c) => {
    throw notImplemented(`Permissions of objects of the type '${c.req.param("type")}'`);
  });
  return app;
}

function serve(
  app: Hono,
  path: string,
  type: PermissionType,
  types: PermissionType[],
  store: PermissionStore,
) {
  const body = z.object({ access_control_list: grantedList(Object.keys(type.levels)).default([]) }).loose();
  const find = (c: Context): PermissionObject => type.find(c.req.param("id") ?? "");
  const show = (c: Context, object: PermissionObject) => {
    note(c, NOT_ENFORCED);
    return c.json(shown(type, object, types, store));
  };
  app.get(`/${path}/:id/permissionLevels`, (c) => {
    find(c);
    return c.json({
      permission_levels: Object.entries(type.levels).map(([permission_level, description]) => ({
        permission_level,
        description,
      })),
    });
  });
  app.get(`/${path}/:id`, (c) => show(c, find(c)));
  app.on(["PUT", "PATCH"], `/${path}/:id`, async (c) => {
    const object = find(c);
    const { access_control_list: list } = await jsonBody(c, body);
    const given = list as Granted[];
    const kept = listOf(type, object, store).filter((old) => !given.some((each) => whom(each) === whom(old)));
    const next = c.req.method === "PUT" ? given : [...kept, ...given];
    if (object.own) object.own.set(next);
    else store.set(type.path, object.id, next);
    return show(c, find(c));
  });
}

const listOf = (type: PermissionType, { id, own }: PermissionObject, store: PermissionStore): Granted[] =>
  own?.list ?? store.get(type.path, id);

/** With the owner first, and what the objects above it grant. */
function shown(
  type: PermissionType,
  object: PermissionObject,
  types: PermissionType[],
  store: PermissionStore,
) {
  const list = listOf(type, object, store);
  const top = Object.keys(type.levels).at(-1)!;
  const owned = list.some((each) => each.permission_level === "IS_OWNER");
  const held = owned ? list : [{ user_name: object.owner, permission_level: top }, ...list];
  const entries = new Map<string, { who: Granted; permissions: object[] }>();
  const add = ({ permission_level, ...who }: Granted, from?: string) => {
    const key = whom(who) ?? "";
    const entry = entries.get(key) ?? { who, permissions: [] };
    const inherited =
      from === undefined ? { inherited: false } : { inherited: true, inherited_from_object: [from] };
    entry.permissions.push({ permission_level, ...inherited });
    entries.set(key, entry);
  };
  for (const each of held) add(each);
  for (const [path, id] of object.parents ?? []) {
    const parent = types.find((each) => each.path === path);
    if (parent) for (const each of store.get(path, id)) add(each, `/${path}/${id}`);
  }
  return {
    object_id: `/${type.alias ?? type.path}/${object.id}`,
    object_type: type.objectType,
    access_control_list: [...entries.values()].map(({ who, permissions }) => ({
      ...who,
      all_permissions: permissions,
    })),
  };
}
