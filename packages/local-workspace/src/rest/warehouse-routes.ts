import { Hono } from "hono";
import { z } from "zod";
import type { Warehouse, Warehouses } from "../warehouses.ts";
import { ApiError, badRequest, notFound } from "./api-error.ts";
import { jsonBody } from "./parse.ts";

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
] as const;

const editSchema = z.object({
  name: z.string().min(1).max(100).optional(),
  cluster_size: z.enum(SIZES).optional(),
  auto_stop_mins: z.number().int().min(0).optional(),
  min_num_clusters: z.number().int().min(1).max(30).optional(),
  max_num_clusters: z.number().int().min(1).max(40).optional(),
  enable_serverless_compute: z.boolean().optional(),
  warehouse_type: z.enum(["CLASSIC", "PRO", "TYPE_UNSPECIFIED"]).optional(),
});
const createSchema = editSchema.extend({ name: z.string().min(1, "must not be empty").max(100) });

export interface WarehouseRouteParts {
  warehouses: Warehouses;
  user: { userName: string };
}

export function warehouseRoutes({ warehouses, user }: WarehouseRouteParts): Hono {
  const app = new Hono({ strict: false });
  const find = (id: string): Warehouse => {
    const warehouse = warehouses.get(id);
    if (!warehouse) throw notFound(`There is no SQL warehouse ${id}.`);
    return warehouse;
  };
  const refuseTaken = (name: string | undefined, id?: string) => {
    const taken = name === undefined ? undefined : warehouses.named(name);
    if (taken && taken.id !== id) {
      throw new ApiError(400, "RESOURCE_ALREADY_EXISTS", `A SQL warehouse named '${name}' already exists.`);
    }
  };

  app.get("/", (c) => c.json({ warehouses: warehouses.list().map(show) }));
  app.post("/", async (c) => {
    const body = await jsonBody(c, createSchema);
    refuseTaken(body.name);
    return c.json({
      id: warehouses.create({ ...fromBody(body), name: body.name, creator: user.userName }).id,
    });
  });
  app.get("/:id", (c) => c.json(show(find(c.req.param("id")))));
  app.post("/:id/edit", async (c) => {
    const { id } = find(c.req.param("id"));
    const body = await jsonBody(c, editSchema);
    refuseTaken(body.name, id);
    warehouses.edit(id, fromBody(body));
    return c.json({});
  });
  app.post("/:id/start", (c) => {
    warehouses.start(find(c.req.param("id")).id);
    return c.json({});
  });
  app.post("/:id/stop", (c) => {
    warehouses.edit(find(c.req.param("id")).id, { state: "STOPPED" });
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

function fromBody(body: z.infer<typeof editSchema>): Partial<Warehouse> {
  const entries = {
    name: body.name,
    clusterSize: body.cluster_size,
    autoStopMins: body.auto_stop_mins,
    minNumClusters: body.min_num_clusters,
    maxNumClusters: body.max_num_clusters,
    serverless: body.enable_serverless_compute,
    warehouseType: body.warehouse_type,
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

function show(warehouse: Warehouse) {
  const running = warehouse.state === "RUNNING";
  return {
    id: warehouse.id,
    name: warehouse.name,
    cluster_size: warehouse.clusterSize,
    size: warehouse.clusterSize.toUpperCase().replace("-", "_"),
    auto_stop_mins: warehouse.autoStopMins,
    min_num_clusters: warehouse.minNumClusters,
    max_num_clusters: warehouse.maxNumClusters,
    num_clusters: running ? 1 : 0,
    num_active_sessions: 0,
    enable_serverless_compute: warehouse.serverless,
    enable_photon: false,
    warehouse_type: warehouse.warehouseType,
    creator_name: warehouse.creator,
    state: warehouse.state,
    health: { status: "HEALTHY" },
    tags: {},
  };
}
