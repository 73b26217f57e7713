import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { ObjectStore } from "../objects/object-store.ts";
import { ApiError, badRequest, invalidParameter, notFound } from "../rest/api-error.ts";
import { bearerToken } from "../rest/guard.ts";
import { countText, jsonBody, queryParams } from "../rest/parse.ts";
import type { Directory, Resource, ResourceType } from "./directory.ts";
import { scimFilter } from "./scim-filter.ts";
import { patchBody, patched } from "./scim-patch.ts";
import { projected, showList, showResource } from "./scim-shapes.ts";

const MOST = 10_000;
const values = z.array(z.object({ value: z.string().max(1000) }).loose()).max(10_000);
const name = z.string().min(1).max(1024);
const common = {
  externalId: z.string().max(1024).optional(),
  entitlements: values.optional(),
  roles: values.optional(),
};
const BODIES: Record<ResourceType, z.ZodType<Record<string, unknown>>> = {
  User: z.object({
    userName: name.regex(/^[^\s/\p{Cc}]+$/u, "must not hold white space, a slash or control characters"),
    displayName: z.string().max(1024).optional(),
    active: z.boolean().default(true),
    name: z
      .object({ givenName: z.string().optional(), familyName: z.string().optional() })
      .loose()
      .optional(),
    emails: values.optional(),
    ...common,
  }),
  Group: z.object({ displayName: name, members: values.default([]), ...common }),
  ServicePrincipal: z.object({
    displayName: name.optional(),
    applicationId: z.uuid().optional(),
    active: z.boolean().default(true),
    ...common,
  }),
};
const UNIQUE: Record<ResourceType, string> = {
  User: "userName",
  Group: "displayName",
  ServicePrincipal: "applicationId",
};
const listQuery = z
  .object({
    filter: z.string().max(10_000).optional(),
    attributes: z.string().optional(),
    excludedAttributes: z.string().optional(),
    startIndex: countText(1_000_000_000).default(1),
    count: countText(MOST).default(MOST),
    sortBy: z.string().optional(),
    sortOrder: z.enum(["ascending", "descending"]).default("ascending"),
  })
  .loose();

export interface ScimParts {
  directory: Directory;
  objects: ObjectStore;
  /** Ends what an identity that is deleted could still do. */
  forget(id: string): void;
  /** The service principal that a token stands for; undefined for the user. */
  principalOf(token: string): Resource | undefined;
}

/** SCIM 2.0 of the workspace. Mount at `/api/2.0/preview/scim/v2`. */
export function scimRoutes(parts: ScimParts): Hono {
  const app = new Hono({ strict: false });
  const { directory } = parts;
  app.get("/Me", (c) => {
    const principal = parts.principalOf(bearerToken(c) ?? "");
    if (!principal) return c.json(showResource(directory, directory.get("User", directory.me)!));
    // A service principal goes by its application id, as a user by their name.
    return c.json({ ...showResource(directory, principal), userName: principal.fields.applicationId });
  });
  resourceRoutes(app, parts, "User");
  resourceRoutes(app, parts, "Group");
  resourceRoutes(app, parts, "ServicePrincipal");
  return app;
}

function resourceRoutes(app: Hono, { directory, objects, forget }: ScimParts, type: ResourceType) {
  const path = `/${type}s`;
  const show = (resource: Resource) => showResource(directory, resource);
  const find = (c: Context): Resource =>
    directory.get(type, c.req.param("id") ?? "") ?? absent(`${type} with id ${c.req.param("id")} not found.`);
  /** The fields, when they can be those of the resource of this id. */
  const checked = (fields: unknown, id: string | undefined): Record<string, unknown> => {
    const parsed = BODIES[type].safeParse(fields);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw invalidParameter(`'${issue?.path.join(".")}': ${issue?.message}`);
    }
    const own = parsed.data;
    const unique = UNIQUE[type];
    const same = directory
      .list(type)
      .find((other) => other.id !== id && lower(other.fields[unique]) === lower(own[unique]));
    if (same && own[unique] !== undefined)
      throw new ApiError(
        409,
        "RESOURCE_ALREADY_EXISTS",
        `${type} with ${unique} ${own[unique]} already exists.`,
      );
    for (const { value } of (own.members ?? []) as { value: string }[])
      if (!directory.find(value) || value === id)
        throw badRequest(`'members': there is no user, group or service principal ${value}`);
    return own;
  };

  app.get(path, (c) => {
    const query = queryParams(c, listQuery);
    const test = query.filter === undefined ? () => true : scimFilter(query.filter);
    const all = directory.list(type).map(show).filter(test);
    const { sortBy } = query;
    if (sortBy !== undefined) {
      const key = (each: Record<string, unknown>) => String(each[sortBy] ?? "").toLowerCase();
      all.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
      if (query.sortOrder === "descending") all.reverse();
    }
    const shown = all.map((each) => projected(each, query.attributes, query.excludedAttributes));
    return c.json(showList(shown, query.startIndex, query.count));
  });
  app.post(path, async (c) => {
    const fields = checked(await jsonBody(c, z.record(z.string(), z.unknown())), undefined);
    if (type === "ServicePrincipal") {
      fields.applicationId ??= randomUUID();
      fields.displayName ??= fields.applicationId;
    }
    if (type === "User") {
      fields.displayName ??= fields.userName;
      fields.emails ??= [{ type: "work", value: fields.userName, primary: true }];
      objects.makeDirectory(`/Users/${fields.userName}`);
    }
    return c.json(show(directory.create(type, fields)), 201);
  });
  app.get(`${path}/:id`, (c) => {
    const query = queryParams(c, listQuery);
    return c.json(projected(show(find(c)), query.attributes, query.excludedAttributes));
  });
  app.put(`${path}/:id`, async (c) => {
    const resource = find(c);
    const wanted = await jsonBody(c, z.record(z.string(), z.unknown()));
    const fixed = type === "ServicePrincipal" ? { applicationId: resource.fields.applicationId } : {};
    return c.json(show(replace(resource, checked({ ...wanted, ...fixed }, resource.id))));
  });
  app.patch(`${path}/:id`, async (c) => {
    const resource = find(c);
    const { Operations: operations } = await jsonBody(c, patchBody);
    const fields = checked(patched(resource.fields, operations), resource.id);
    return c.json(show(replace(resource, fields)));
  });
  app.delete(`${path}/:id`, (c) => {
    const resource = find(c);
    if (directory.isFixed(resource.id))
      throw badRequest(`This ${type} belongs to the local workspace and cannot be deleted.`);
    directory.delete(resource);
    forget(resource.id);
    return c.body(null, 204);
  });

  const replace = (resource: Resource, fields: Record<string, unknown>) => {
    const unique = UNIQUE[type];
    if (directory.isFixed(resource.id)) {
      const kept = lower(fields[unique]) === lower(resource.fields[unique]) && fields.active !== false;
      if (!kept) throw badRequest(`This ${type} belongs to the local workspace: its name and state stay.`);
    }
    return directory.put({ ...resource, fields });
  };
}

const lower = (value: unknown) => String(value).toLowerCase();

function absent(message: string): never {
  throw notFound(message);
}
