import { Hono } from "hono";
import { z } from "zod";
import type { Cluster } from "../compute/clusters.ts";
import type { ComputeService } from "../compute/compute-service.ts";
import { ApiError, notImplemented } from "./api-error.ts";
import { jsonBody, queryParams } from "./parse.ts";

const idBody = z.object({ cluster_id: z.string().min(1) }).loose();
const eventsBody = idBody.extend({
  start_time: z.number().optional(),
  end_time: z.number().optional(),
  order: z.enum(["ASC", "DESC"]).default("DESC"),
  event_types: z.array(z.string()).default([]),
  limit: z.number().int().min(1).max(500).default(50),
  offset: z.number().int().min(0).default(0),
});
const ALONE = "(every cluster is this machine)";

export interface ClusterUpkeepParts {
  compute: ComputeService;
}

const find = ({ clusters }: ComputeService, id: string): Cluster => {
  const cluster = clusters.get(id);
  if (!cluster) throw new ApiError(400, "INVALID_PARAMETER_VALUE", `Cluster ${id} does not exist`);
  return cluster;
};

/** Events of clusters and what only real instances have. Mount at `/api/2.1/clusters`. */
export function clusterUpkeepRoutes({ compute }: ClusterUpkeepParts): Hono {
  const app = new Hono({ strict: false });
  app.post("/events", async (c) => {
    const query = await jsonBody(c, eventsBody);
    const { id, startedAt, terminatedAt } = find(compute, query.cluster_id);
    const known = [
      { cluster_id: id, timestamp: startedAt, type: "RUNNING", details: { current_num_workers: 0 } },
      ...(terminatedAt === undefined
        ? []
        : [
            {
              cluster_id: id,
              timestamp: terminatedAt,
              type: "TERMINATING",
              details: { reason: { code: "USER_REQUEST", type: "SUCCESS" } },
            },
          ]),
    ];
    const events = known
      .filter(
        ({ timestamp, type }) =>
          timestamp >= (query.start_time ?? 0) &&
          timestamp <= (query.end_time ?? Number.MAX_SAFE_INTEGER) &&
          (query.event_types.length === 0 || query.event_types.includes(type)),
      )
      .sort((a, b) => (query.order === "ASC" ? a.timestamp - b.timestamp : b.timestamp - a.timestamp));
    const shown = events.slice(query.offset, query.offset + query.limit);
    return c.json({ events: shown, total_count: events.length });
  });
  for (const [path, what] of [
    ["/resize", `Resizing a cluster ${ALONE}`],
    ["/change-owner", "Giving a cluster to another user (there is one)"],
    ["/pin", "Pinning a cluster (its record is kept anyway)"],
    ["/unpin", "Pinning a cluster (its record is kept anyway)"],
    ["/update", "Changing a cluster in part (clusters/edit changes it)"],
  ] as const)
    app.post(path, async (c) => {
      find(compute, (await jsonBody(c, idBody)).cluster_id);
      throw notImplemented(what);
    });
  return app;
}

/** Libraries of clusters: none is installed on a cluster. Mount at `/api/2.0/libraries`. */
export function libraryRoutes({ compute }: ClusterUpkeepParts): Hono {
  const app = new Hono({ strict: false });
  const none = ({ id }: Cluster) => ({ cluster_id: id, library_statuses: [] });
  app.get("/all-cluster-statuses", (c) => c.json({ statuses: compute.clusters.list().map(none) }));
  app.get("/cluster-status", (c) => c.json(none(find(compute, queryParams(c, idBody).cluster_id))));
  for (const path of ["/install", "/uninstall"])
    app.post(path, async (c) => {
      find(compute, (await jsonBody(c, idBody)).cluster_id);
      throw notImplemented(
        "A library of a cluster (%pip in a notebook, or a job's environment, installs packages)",
      );
    });
  return app;
}
