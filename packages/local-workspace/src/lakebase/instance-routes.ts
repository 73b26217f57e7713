import { Hono } from "hono";
import { z } from "zod";
import type { Identity } from "../identity/identity.ts";
import { badRequest, invalidParameter } from "../rest/api-error.ts";
import { pageOf } from "../rest/page.ts";
import { booleanText, countText, jsonBody, queryParams } from "../rest/parse.ts";
import { alreadyExists, fromPostgres, noSuch, unsupported } from "./errors.ts";
import type { InstanceRecord, InstanceSettings } from "./instances.ts";
import type { Lakebase } from "./lakebase.ts";
import { roleOf } from "./principal.ts";

const CAPACITIES = ["CU_1", "CU_2", "CU_4", "CU_8"] as const;
const tagsSchema = z.array(z.object({ key: z.string(), value: z.string().optional() }));

const settingsSchema = z
  .object({
    capacity: z.enum(CAPACITIES).optional(),
    stopped: z.boolean().optional(),
    enable_pg_native_login: z.boolean().optional(),
    enable_readable_secondaries: z.boolean().optional(),
    node_count: z.int().optional(),
    retention_window_in_days: z.int().min(2).max(35).optional(),
    custom_tags: tagsSchema.optional(),
    usage_policy_id: z.string().optional(),
    parent_instance_ref: z.unknown().optional(),
  })
  .loose();
const createSchema = settingsSchema.extend({
  name: z
    .string()
    .regex(
      /^[A-Za-z][A-Za-z0-9-]{0,62}$/,
      "must begin with a letter and hold up to 63 letters, digits and hyphens",
    ),
});
const pageQuery = z
  .object({ page_size: countText(1000).default(100), page_token: z.string().optional() })
  .loose();

export interface InstanceRouteParts {
  lakebase: Lakebase;
  user: { userName: string };
  identity: Identity;
}

/** Provisioned instances and credentials for them. Mount at `/api/2.0/database`. */
export function instanceRoutes({ lakebase, user, identity }: InstanceRouteParts): Hono {
  const app = new Hono({ strict: false });
  const { instances } = lakebase;

  app.get("/instances", (c) => {
    const { page_size, page_token } = queryParams(c, pageQuery);
    const page = pageOf(
      instances.list().sort((a, b) => (a.name < b.name ? -1 : 1)),
      ({ name }) => name,
      page_size || 100,
      page_token,
    );
    return c.json({
      database_instances: page.items.map(shapeOf),
      ...(page.nextPageToken ? { next_page_token: page.nextPageToken } : {}),
    });
  });
  app.get("/instances:findByUid", (c) => {
    const { uid } = queryParams(c, z.object({ uid: z.string().min(1) }).loose());
    const found = instances.byServer(uid);
    if (!found) throw noSuch("Database instance", uid);
    return c.json(shapeOf(found));
  });
  app.post("/instances", async (c) => {
    const { name, ...asked } = await jsonBody(c, createSchema);
    const settings = settingsFrom(asked);
    if (instances.isTaken(name)) throw alreadyExists(`Database instance '${name}' already exists`);
    const record = await instances
      .create(name, user.userName, {
        stopped: false,
        nativeLogin: false,
        capacity: "CU_1",
        retentionDays: 7,
        tags: [],
        ...settings,
      })
      .catch(fromPostgres);
    return c.json({ ...shapeOf(record), custom_tags: record.tags });
  });
  app.get("/instances/:name", (c) => c.json(shapeOf(instanceOf(lakebase, c.req.param("name")))));
  app.patch("/instances/:name", async (c) => {
    const record = instanceOf(lakebase, c.req.param("name"));
    const asked = await jsonBody(c, settingsSchema);
    const changed = await instances.change(record, settingsFrom(asked)).catch(fromPostgres);
    return c.json({ ...shapeOf(changed), custom_tags: changed.tags });
  });
  app.delete("/instances/:name", async (c) => {
    const query = queryParams(
      c,
      z.object({ purge: booleanText.optional(), force: booleanText.optional() }).loose(),
    );
    const record = instanceOf(lakebase, c.req.param("name"));
    if (query.purge !== true)
      throw badRequest(
        "A deleted instance cannot be brought back here: send purge=true to say that you know.",
      );
    lakebase.forget(record.uid);
    await instances.delete(record).catch(fromPostgres);
    return c.json({});
  });

  app.post("/credentials", async (c) => {
    const { instance_names, claims } = await jsonBody(
      c,
      z
        .object({
          instance_names: z.array(z.string()).optional(),
          request_id: z.string().optional(),
          claims: z.array(z.unknown()).optional(),
        })
        .loose(),
    );
    if (claims?.length)
      throw unsupported("Credentials that are limited by claims are not part of the local workspace.");
    if (!instance_names?.length) throw invalidParameter("'instance_names': name at least one instance.");
    const servers = instance_names.map((name) => instanceOf(lakebase, name).uid);
    const { token, expiresAt } = lakebase.servers.credentials.issue(roleOf(c, identity, user), servers);
    return c.json({ token, expiration_time: expiresAt.toISOString() });
  });
  return app;
}

export function instanceOf(lakebase: Lakebase, name: string): InstanceRecord {
  const found = lakebase.instances.get(name);
  if (!found) throw noSuch("Database instance", name);
  return found;
}

function settingsFrom(asked: z.infer<typeof settingsSchema>): Partial<InstanceSettings> {
  if (asked.parent_instance_ref !== undefined)
    throw unsupported(
      "Child instances and point-in-time restore are not part of the local workspace. A branch of an Autoscaling project is a copy of a database as it is now.",
    );
  if ((asked.node_count ?? 1) > 1 || asked.enable_readable_secondaries)
    throw unsupported("Further nodes and readable secondaries are not part of the local workspace.");
  return {
    ...(asked.capacity === undefined ? {} : { capacity: asked.capacity }),
    ...(asked.stopped === undefined ? {} : { stopped: asked.stopped }),
    ...(asked.enable_pg_native_login === undefined ? {} : { nativeLogin: asked.enable_pg_native_login }),
    ...(asked.retention_window_in_days === undefined
      ? {}
      : { retentionDays: asked.retention_window_in_days }),
    ...(asked.custom_tags === undefined ? {} : { tags: asked.custom_tags }),
    ...(asked.usage_policy_id === undefined ? {} : { usagePolicyId: asked.usage_policy_id }),
  };
}

function shapeOf(record: InstanceRecord) {
  return {
    name: record.name,
    uid: record.uid,
    creator: record.creator,
    creation_time: new Date(record.createdAt).toISOString(),
    state: record.stopped ? "STOPPED" : "AVAILABLE",
    read_write_dns: record.address.host,
    // Databricks' databases all listen on 5432; one here does too unless that port could not be had.
    port: record.address.port,
    pg_version: "PG_VERSION_18",
    capacity: record.capacity,
    effective_capacity: record.capacity,
    stopped: record.stopped,
    effective_stopped: record.stopped,
    node_count: 1,
    effective_node_count: 1,
    enable_pg_native_login: record.nativeLogin,
    effective_enable_pg_native_login: record.nativeLogin,
    enable_readable_secondaries: false,
    effective_enable_readable_secondaries: false,
    retention_window_in_days: record.retentionDays,
    effective_retention_window_in_days: record.retentionDays,
    effective_custom_tags: record.tags,
    ...(record.usagePolicyId ? { effective_usage_policy_id: record.usagePolicyId } : {}),
  };
}
