import { Hono } from "hono";
import { z } from "zod";
import { ORG_ID } from "../identity/org-id.ts";
import type { Warehouse, Warehouses } from "../warehouses.ts";
import { ApiError, badRequest, invalidParameter, notFound } from "./api-error.ts";
import { pageOf, pageQuery } from "./page.ts";
import { countText, jsonBody, queryParams } from "./parse.ts";

const SIZES = [
  "2X-Small",
  "X-Small",
  "Small",
  "Medium",
  "Large",
  "X-Large",
  "2X-Large",
  "3X-Large",
  "4X-Large",
  "5X-Large",
] as const;

const autoStop = z
  .number()
  .int()
  .min(0)
  .max(100_000)
  .refine((minutes) => minutes === 0 || minutes >= 1, "must be 0 or a number of minutes");

const editSchema = z.object({
  name: z.string().trim().min(1, "must not be empty").max(99).optional(),
  cluster_size: z.enum(SIZES).optional(),
  auto_stop_mins: autoStop.optional(),
  min_num_clusters: z.number().int().min(1).max(30).optional(),
  max_num_clusters: z.number().int().min(1).max(40).optional(),
  enable_serverless_compute: z.boolean().optional(),
  enable_photon: z.boolean().optional(),
  warehouse_type: z.enum(["CLASSIC", "PRO", "TYPE_UNSPECIFIED"]).optional(),
  spot_instance_policy: z.enum(["POLICY_UNSPECIFIED", "COST_OPTIMIZED", "RELIABILITY_OPTIMIZED"]).optional(),
  channel: z
    .object({
      name: z
        .enum([
          "CHANNEL_NAME_CURRENT",
          "CHANNEL_NAME_PREVIEW",
          "CHANNEL_NAME_PREVIOUS",
          "CHANNEL_NAME_CUSTOM",
          "CHANNEL_NAME_UNSPECIFIED",
        ])
        .optional(),
      dbsql_version: z.string().max(100).optional(),
    })
    .optional(),
  tags: z
    .object({
      custom_tags: z
        .array(z.object({ key: z.string().min(1).max(127), value: z.string().max(255).default("") }))
        .max(44, "may have fewer than 45 tags")
        .default([]),
    })
    .optional(),
});
const createSchema = editSchema.extend({ name: z.string().trim().min(1, "must not be empty").max(99) });
const listSchema = z.object({
  page_size: countText(1000).default(1000),
  page_token: pageQuery.page_token,
  skip_cannot_use: z.enum(["true", "false"]).optional(),
  run_as_user_id: z.string().optional(),
});

export interface WarehouseRouteParts {
  warehouses: Warehouses;
  user: { userName: string };
}

/** The warehouse by id. Throws ApiError 404. */
export function warehouseOf(warehouses: Warehouses, id: string): Warehouse {
  const warehouse = warehouses.get(id);
  if (!warehouse) throw notFound(`There is no SQL warehouse ${id}.`);
  return warehouse;
}

/** SQL warehouses. Mount at `/api/2.0/sql/warehouses`. */
export function warehouseRoutes({ warehouses, user }: WarehouseRouteParts): Hono {
  const app = new Hono({ strict: false });
  const find = (id: string) => warehouseOf(warehouses, id);
  const refuseTaken = (name: string | undefined, id?: string) => {
    const taken = name === undefined ? undefined : warehouses.named(name);
    if (taken && taken.id !== id) {
      throw new ApiError(400, "RESOURCE_ALREADY_EXISTS", `A SQL warehouse named '${name}' already exists.`);
    }
  };

  app.get("/", (c) => {
    const { page_size, page_token } = queryParams(c, listSchema);
    // Every warehouse can be used by the one user, so that skip_cannot_use leaves none out.
    const all = warehouses.list().toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const page = pageOf(all, ({ id }) => id, page_size || 1000, page_token);
    return c.json({
      warehouses: page.items.map((each) => show(warehouses, each, new URL(c.req.url))),
      ...(page.nextPageToken ? { next_page_token: page.nextPageToken } : {}),
    });
  });
  app.post("/", async (c) => {
    const body = await jsonBody(c, createSchema);
    refuseTaken(body.name);
    checkClusters(body.min_num_clusters ?? 1, body.max_num_clusters ?? body.min_num_clusters ?? 1);
    return c.json({
      id: warehouses.create({ ...fromBody(body), name: body.name, creator: user.userName }).id,
    });
  });
  app.get("/:id", (c) => c.json(show(warehouses, find(c.req.param("id")), new URL(c.req.url))));
  app.post("/:id/edit", async (c) => {
    const warehouse = find(c.req.param("id"));
    const body = await jsonBody(c, editSchema);
    refuseTaken(body.name, warehouse.id);
    const least = body.min_num_clusters ?? warehouse.minNumClusters;
    checkClusters(least, body.max_num_clusters ?? Math.max(least, warehouse.maxNumClusters));
    warehouses.edit(warehouse.id, {
      ...fromBody(body),
      ...(body.max_num_clusters === undefined && least > warehouse.maxNumClusters
        ? { maxNumClusters: least }
        : {}),
    });
    return c.json({});
  });
  app.post("/:id/start", (c) => {
    warehouses.start(find(c.req.param("id")).id);
    return c.json({});
  });
  app.post("/:id/stop", (c) => {
    warehouses.stop(find(c.req.param("id")).id);
    return c.json({});
  });
  app.delete("/:id", (c) => {
    const { id } = find(c.req.param("id"));
    if (warehouses.list().length === 1)
      throw badRequest("The last SQL warehouse of the local workspace cannot be deleted.");
    warehouses.delete(id);
    return c.json({});
  });
  return app;
}

function checkClusters(least: number, most: number) {
  if (most < least) throw invalidParameter("'max_num_clusters': must not be less than min_num_clusters");
}

function fromBody(body: z.infer<typeof editSchema>): Partial<Warehouse> {
  const entries = {
    name: body.name,
    clusterSize: body.cluster_size,
    autoStopMins: body.auto_stop_mins,
    minNumClusters: body.min_num_clusters,
    maxNumClusters: body.max_num_clusters,
    serverless: body.enable_serverless_compute,
    photon: body.enable_photon,
    warehouseType: body.warehouse_type,
    spotPolicy: body.spot_instance_policy,
    channel: body.channel,
    tags: body.tags?.custom_tags,
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

function show(warehouses: Warehouses, warehouse: Warehouse, url: URL) {
  const running = warehouse.state === "RUNNING";
  const path = `/sql/1.0/warehouses/${warehouse.id}`;
  const { hostname, protocol } = url;
  const port = Number(url.port || (protocol === "https:" ? 443 : 80));
  return {
    id: warehouse.id,
    name: warehouse.name,
    cluster_size: warehouse.clusterSize,
    size: warehouse.clusterSize.toUpperCase().replace("-", "_"),
    auto_stop_mins: warehouse.autoStopMins,
    auto_resume: true,
    min_num_clusters: warehouse.minNumClusters,
    max_num_clusters: warehouse.maxNumClusters,
    num_clusters: running ? 1 : 0,
    num_active_sessions: warehouses.sessions(warehouse.id),
    enable_serverless_compute: warehouse.serverless,
    enable_photon: warehouse.photon,
    warehouse_type: warehouse.warehouseType,
    spot_instance_policy: warehouse.spotPolicy,
    channel: warehouse.channel,
    creator_name: warehouse.creator,
    state: warehouse.state,
    health: { status: "HEALTHY" },
    tags: warehouse.tags.length > 0 ? { custom_tags: warehouse.tags } : {},
    // The address where a driver would connect. The workspace has the REST API only, so that these drivers are refused.
    jdbc_url: `jdbc:spark://${hostname}:${port}/default;transportMode=http;ssl=${protocol === "https:" ? 1 : 0};AuthMech=3;httpPath=${path};`,
    odbc_params: { hostname, path, protocol: protocol.slice(0, -1), port },
    org_id: ORG_ID,
  };
}
