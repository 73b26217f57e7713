import { clusterSchema, namedSchema, warehouseSchema } from "@lakehand/protocol";
import { z } from "zod";
import type { AppDeps } from "../deps.ts";
import { createRoute, failures, json, router } from "./common.ts";

/** What the pickers offer. */
export function workspaceRoutes({ workspace }: AppDeps) {
  const app = router();
  app.openapi(
    createRoute({
      method: "get",
      path: "/warehouses",
      tags: ["workspace"],
      responses: { 200: json(z.array(warehouseSchema), "SQL warehouses, running first") },
    }),
    async (c) => c.json(await workspace.warehouses(), 200),
  );
  app.openapi(
    createRoute({
      method: "get",
      path: "/clusters",
      tags: ["workspace"],
      responses: { 200: json(z.array(clusterSchema), "Clusters, running first") },
    }),
    async (c) => c.json(await workspace.clusters(), 200),
  );
  app.openapi(
    createRoute({
      method: "get",
      path: "/catalogs",
      tags: ["workspace"],
      responses: { 200: json(z.array(namedSchema), "Catalogs") },
    }),
    async (c) => c.json(await workspace.catalogs(), 200),
  );
  app.openapi(
    createRoute({
      method: "get",
      path: "/catalogs/{catalog}/schemas",
      tags: ["workspace"],
      request: { params: z.object({ catalog: z.string() }) },
      responses: { 200: json(z.array(namedSchema), "Schemas of a catalog"), 404: failures[404] },
    }),
    async (c) => c.json(await workspace.schemas(c.req.valid("param").catalog), 200),
  );
  return app;
}
