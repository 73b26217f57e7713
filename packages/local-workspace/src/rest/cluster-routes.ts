import { Hono } from "hono";
import { z } from "zod";
import { type Cluster, NODE_TYPE, SPARK_VERSION } from "../compute/clusters.ts";
import type { ComputeService } from "../compute/compute-service.ts";
import { ApiError } from "./api-error.ts";
import { jsonBody, queryParams } from "./parse.ts";

export interface ClusterRouteParts {
  compute: ComputeService;
  user: { userName: string };
}

const idBody = z.object({ cluster_id: z.string().min(1) }).loose();
const specBody = z
  .object({
    cluster_name: z.string().default(""),
    spark_version: z.string().min(1),
    node_type_id: z.string().optional(),
    num_workers: z.number().int().min(0).optional(),
    autoscale: z.object({ min_workers: z.number(), max_workers: z.number() }).loose().optional(),
    autotermination_minutes: z.number().int().min(0).default(0),
  })
  .loose();

/** Clusters of API 2.1 (2.0 alike). Mount at `/api/2.1/clusters`. */
export function clusterRoutes({ compute, user }: ClusterRouteParts): Hono {
  const app = new Hono({ strict: false });
  const { clusters } = compute;
  const find = (id: string): Cluster => {
    const cluster = clusters.get(id);
    if (!cluster) throw new ApiError(400, "INVALID_PARAMETER_VALUE", `Cluster ${id} does not exist`);
    return cluster;
  };
  const fields = (body: z.infer<typeof specBody>) => ({
    name: body.cluster_name,
    sparkVersion: body.spark_version,
    nodeTypeId: body.node_type_id ?? NODE_TYPE,
    numWorkers: body.num_workers ?? body.autoscale?.min_workers ?? 0,
    autoterminationMinutes: body.autotermination_minutes,
    spec: body as Record<string, unknown>,
  });

  app.get("/list", (c) => c.json({ clusters: clusters.list().map(shapeOf) }));
  app.get("/get", (c) => c.json(shapeOf(find(queryParams(c, idBody).cluster_id))));
  app.post("/create", async (c) => {
    const cluster = clusters.create({ ...fields(await jsonBody(c, specBody)), creator: user.userName });
    return c.json({ cluster_id: cluster.id });
  });
  app.post("/edit", async (c) => {
    const body = await jsonBody(c, specBody.extend({ cluster_id: z.string() }));
    clusters.change(find(body.cluster_id).id, fields(body));
    return c.json({});
  });
  app.post("/start", async (c) => {
    clusters.start(find((await jsonBody(c, idBody)).cluster_id).id);
    return c.json({});
  });
  app.post("/restart", async (c) => {
    const { id } = find((await jsonBody(c, idBody)).cluster_id);
    await compute.destroyAllOf(id);
    clusters.change(id, { state: "RUNNING", startedAt: Date.now() });
    return c.json({});
  });
  app.post("/delete", async (c) => {
    const { id } = find((await jsonBody(c, idBody)).cluster_id);
    await compute.destroyAllOf(id);
    clusters.change(id, { state: "TERMINATED", terminatedAt: Date.now() });
    return c.json({});
  });
  app.post("/permanent-delete", async (c) => {
    const { id } = find((await jsonBody(c, idBody)).cluster_id);
    await compute.destroyAllOf(id);
    clusters.delete(id);
    return c.json({});
  });
  app.get("/spark-versions", (c) =>
    c.json({ versions: [{ key: SPARK_VERSION, name: "This machine's Python, with a Spark API on DuckDB" }] }),
  );
  app.get("/list-node-types", (c) =>
    c.json({
      node_types: [
        {
          node_type_id: NODE_TYPE,
          description: "This machine",
          category: "Local",
          memory_mb: 8192,
          num_cores: 2,
          num_gpus: 0,
          instance_type_id: NODE_TYPE,
          is_deprecated: false,
        },
      ],
    }),
  );
  app.get("/list-zones", (c) => c.json({ zones: ["local"], default_zone: "local" }));
  return app;
}

function shapeOf(cluster: Cluster) {
  return {
    cluster_id: cluster.id,
    cluster_name: cluster.name,
    spark_version: cluster.sparkVersion,
    node_type_id: cluster.nodeTypeId,
    driver_node_type_id: cluster.nodeTypeId,
    num_workers: cluster.numWorkers,
    autotermination_minutes: cluster.autoterminationMinutes,
    state: cluster.state,
    state_message: cluster.state === "RUNNING" ? "" : "Terminated by a person.",
    creator_user_name: cluster.creator,
    cluster_source: "API",
    start_time: cluster.startedAt,
    ...(cluster.state === "TERMINATED" && cluster.terminatedAt
      ? {
          terminated_time: cluster.terminatedAt,
          termination_reason: { code: "USER_REQUEST", type: "SUCCESS", parameters: {} },
        }
      : {}),
    data_security_mode: "SINGLE_USER",
    single_user_name: cluster.creator,
  };
}
