import { appConfigSchema, healthSchema, meSchema, modelChoiceSchema } from "@lakehand/protocol";
import { z } from "zod";
import type { AppDeps } from "../deps.ts";
import { body, createRoute, failures, json, router } from "./common.ts";

/** Who, what it runs on, and whether all of it works. */
export function infoRoutes(deps: AppDeps) {
  const { workspace, store, model, agent } = deps;
  const app = router();

  app.openapi(
    createRoute({
      method: "get",
      path: "/me",
      tags: ["info"],
      responses: { 200: json(meSchema, "The current user") },
    }),
    async (c) => {
      const user = await workspace.userName().catch(() => deps.user.email);
      return c.json(
        {
          user,
          workspace_url: workspace.url,
          lakebase_configured: store.kind === "postgres",
          lakebase_project_id: null,
          lakebase_error: null,
        },
        200,
      );
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/health",
      tags: ["info"],
      responses: {
        200: json(healthSchema, "Every part serves"),
        503: json(healthSchema, "Some part does not; each says why and what to do"),
      },
    }),
    async (c) => {
      const database = store.ping().then(
        () => ({ ok: true, running_on: store.label }),
        (error: { message?: string; next?: string }) => ({
          ok: false,
          running_on: store.label,
          message: error.message ?? "The database does not answer.",
          ...(error.next ? { next: error.next } : {}),
        }),
      );
      const { sandbox } = agent;
      const parts = {
        workspace: await workspace.health(),
        database: await database,
        model: await model.health(),
        sandbox: { ok: true, running_on: sandbox.label, ...(sandbox.next ? { next: sandbox.next } : {}) },
      };
      const healthy = Object.values(parts).every((part) => part.ok);
      return c.json(
        { status: healthy ? ("healthy" as const) : ("unhealthy" as const), version: deps.version, parts },
        healthy ? 200 : 503,
      );
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/config",
      tags: ["info"],
      responses: { 200: json(appConfigSchema, "What the page needs to draw itself") },
    }),
    async (c) =>
      c.json(
        {
          workspace: { kind: workspace.kind, url: workspace.url, label: workspace.label },
          database: { kind: store.kind, label: store.label },
          model: model.describe(),
          local_models: await model.localServers(),
          sandbox: agent.sandbox,
          default_mode: deps.defaultMode,
          example_prompts: [...deps.examplePrompts],
        },
        200,
      ),
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/model",
      tags: ["info"],
      request: { body: body(modelChoiceSchema) },
      responses: {
        200: json(appConfigSchema.shape.model, "The model that answers from the next message on"),
        400: failures[400],
      },
    }),
    async (c) => c.json(await model.choose(c.req.valid("json")), 200),
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/system_prompt",
      tags: ["info"],
      request: {
        query: z.object({
          cluster_id: z.string().optional(),
          warehouse_id: z.string().optional(),
          default_catalog: z.string().optional(),
          default_schema: z.string().optional(),
          workspace_folder: z.string().optional(),
          project_id: z.string().optional(),
        }),
      },
      responses: {
        200: json(z.object({ system_prompt: z.string() }), "What the agent is told before a conversation"),
      },
    }),
    (c) => {
      const query = c.req.valid("query");
      const selection = {
        ...(query.default_catalog ? { catalog: query.default_catalog } : {}),
        ...(query.default_schema ? { schema: query.default_schema } : {}),
        ...(query.warehouse_id ? { warehouseId: query.warehouse_id } : {}),
        ...(query.workspace_folder ? { workspaceFolder: query.workspace_folder } : {}),
      };
      return c.json({ system_prompt: agent.systemPrompt(selection) }, 200);
    },
  );

  return app;
}
