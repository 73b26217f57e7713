import { Hono } from "hono";
import { z } from "zod";
import { objectPath } from "../objects/object-path.ts";
import { ApiError, invalidParameter, notFound } from "../rest/api-error.ts";
import { pageOf } from "../rest/page.ts";
import { booleanText, countText, jsonBody, queryParams } from "../rest/parse.ts";
import type { AppService } from "./app-service.ts";
import { appShape, deploymentShape } from "./app-shapes.ts";
import { resourceSchema } from "./records.ts";

const fields = z
  .object({
    description: z.string().max(4096).optional(),
    resources: z.array(resourceSchema).max(100).optional(),
    user_api_scopes: z.array(z.string()).optional(),
    compute_size: z.enum(["MEDIUM", "LARGE", "LIQUID"]).optional(),
    git_repository: z.unknown().optional(),
  })
  .loose();
const createBody = fields.extend({
  name: z
    .string()
    .regex(
      /^[a-z0-9-]{2,30}$/,
      "must be 2 to 30 characters, and may hold lowercase letters, numbers and hyphens",
    ),
});
const deploymentBody = z
  .object({
    source_code_path: z.string().optional(),
    mode: z.enum(["SNAPSHOT", "AUTO_SYNC"]).default("SNAPSHOT"),
    command: z.array(z.string()).min(1).optional(),
    env_vars: z.array(z.object({ name: z.string(), value: z.string().optional() })).optional(),
    git_source: z.unknown().optional(),
  })
  .loose();
const pageQuery = z
  .object({ page_size: countText(1000).default(100), page_token: z.string().optional() })
  .loose();
const refuse = (what: string): never => {
  throw new ApiError(501, "NOT_IMPLEMENTED", `${what} not part of the local workspace.`);
};

/** Apps and their deployments. Mount at `/api/2.0/apps`. */
export function appRoutes(apps: AppService): Hono {
  const app = new Hono({ strict: false });
  const changeFrom = (body: z.infer<typeof fields>) => {
    if (body.git_repository !== undefined) refuse("Apps from a Git repository are");
    return {
      ...(body.description === undefined ? {} : { description: body.description }),
      ...(body.resources === undefined ? {} : { resources: body.resources }),
      ...(body.user_api_scopes === undefined ? {} : { userApiScopes: body.user_api_scopes }),
      ...(body.compute_size === undefined ? {} : { computeSize: body.compute_size }),
    };
  };

  app.get("/", (c) => {
    const { page_size, page_token } = queryParams(c, pageQuery);
    const all = apps.list().sort((a, b) => (a.name < b.name ? -1 : 1));
    const page = pageOf(all, ({ name }) => name, page_size || 100, page_token);
    return c.json({
      apps: page.items.map((each) => appShape(apps, each)),
      ...(page.nextPageToken ? { next_page_token: page.nextPageToken } : {}),
    });
  });
  app.post("/", async (c) => {
    const { no_compute } = queryParams(c, z.object({ no_compute: booleanText.default(false) }).loose());
    const { name, ...body } = await jsonBody(c, createBody);
    const defaults = { description: "", resources: [], userApiScopes: [], computeSize: "MEDIUM" };
    const made = await apps.create({ ...defaults, ...changeFrom(body), name, stopped: no_compute });
    return c.json(appShape(apps, made));
  });
  app.get("/:name", (c) => c.json(appShape(apps, apps.get(c.req.param("name")))));
  app.patch("/:name", async (c) => {
    const found = apps.get(c.req.param("name"));
    return c.json(appShape(apps, await apps.update(found, changeFrom(await jsonBody(c, fields)))));
  });
  app.delete("/:name", async (c) => {
    const found = apps.get(c.req.param("name"));
    const shape = appShape(apps, found);
    await apps.delete(found);
    return c.json({ ...shape, compute_status: { state: "DELETING", message: "App is deleted." } });
  });
  app.post("/:name/start", (c) => c.json(appShape(apps, apps.start(apps.get(c.req.param("name"))))));
  app.post("/:name/stop", async (c) =>
    c.json(appShape(apps, await apps.stop(apps.get(c.req.param("name"))))),
  );

  app.post("/:name/update", async (c) => {
    const found = apps.get(c.req.param("name"));
    const body = await jsonBody(
      c,
      z.object({ app: fields.prefault({}), update_mask: z.string().min(1) }).loose(),
    );
    const known = ["description", "resources", "user_api_scopes", "compute_size"];
    const mask = body.update_mask.split(",").map((each) => each.trim());
    const unknown = mask.find((each) => each !== "*" && !known.includes(each));
    if (unknown !== undefined) throw invalidParameter(`'update_mask': '${unknown}' cannot be updated here`);
    const picked = Object.fromEntries(
      Object.entries(body.app).filter(([field]) => mask.includes("*") || mask.includes(field)),
    );
    return c.json(updateShape(await apps.update(found, changeFrom(picked))));
  });
  // An update is over when it is answered.
  app.get("/:name/update", (c) => c.json(updateShape(apps.get(c.req.param("name")))));
  const updateShape = (record: ReturnType<AppService["get"]>) => ({
    description: record.description,
    resources: record.resources,
    user_api_scopes: record.userApiScopes,
    compute_size: record.computeSize,
    status: { state: "SUCCEEDED", message: "The app was updated." },
  });

  app.post("/:name/deployments", async (c) => {
    const found = apps.get(c.req.param("name"));
    const body = await jsonBody(c, deploymentBody);
    if (body.mode === "AUTO_SYNC")
      refuse("The mode AUTO_SYNC, in which an app follows changes of its source, is");
    if (body.git_source !== undefined) refuse("Deployments from Git are");
    const path = body.source_code_path ?? found.sourcePath;
    if (!path) throw invalidParameter("'source_code_path': is required for the first deployment");
    const sourcePath = objectPath(path);
    const env =
      body.env_vars && Object.fromEntries(body.env_vars.map(({ name, value = "" }) => [name, value]));
    const request = {
      sourcePath,
      ...(body.command ? { command: body.command } : {}),
      ...(env ? { env } : {}),
    };
    return c.json(deploymentShape(apps.deploy(found, request)));
  });
  app.get("/:name/deployments", (c) => {
    const { page_size, page_token } = queryParams(c, pageQuery);
    const all = apps.deployments(apps.get(c.req.param("name")).name);
    // Ids begin with their time: backwards is newest first.
    const keys = new Map(all.map((each, at) => [each, String(at).padStart(8, "0")]));
    const page = pageOf(all, (each) => keys.get(each) ?? "", page_size || 100, page_token);
    return c.json({
      app_deployments: page.items.map(deploymentShape),
      ...(page.nextPageToken ? { next_page_token: page.nextPageToken } : {}),
    });
  });
  const deploymentOf = (name: string, id: string) => {
    const found = apps.deployment(apps.get(name).name, id);
    if (!found) throw notFound(`There is no deployment ${id} of the app ${name}.`);
    return found;
  };
  app.get("/:name/deployments/:deployment", (c) =>
    c.json(deploymentShape(deploymentOf(c.req.param("name"), c.req.param("deployment")))),
  );
  app.get("/:name/deployments/:deployment/logs", (c) => {
    const { createdAt } = deploymentOf(c.req.param("name"), c.req.param("deployment"));
    const lines = apps.log(apps.get(c.req.param("name")))?.lines() ?? [];
    const since = lines.filter(({ timestamp }) => timestamp * 1000 >= createdAt);
    return c.json({ logs: since.map(({ source, message }) => `[${source}] ${message}`).join("\n") });
  });
  for (const method of ["put", "patch", "post", "delete", "get"] as const)
    app[method]("/:name/thumbnail", () => refuse("Thumbnails of apps are"));
  return app;
}

/** Templates and spaces of apps, which need a workspace of several people. Mount at `/api/2.0`. */
export function appSettingsRoutes(): Hono {
  const app = new Hono({ strict: false });
  const refused = {
    "Custom templates of apps are": "/apps-settings/templates",
    "App spaces are": "/app-spaces",
  };
  for (const [what, path] of Object.entries(refused)) {
    for (const method of ["get", "post"] as const) app[method](path, () => refuse(what));
    for (const method of ["get", "put", "patch", "delete"] as const)
      app[method](`${path}/:name`, () => refuse(what));
  }
  return app;
}
