import { type Context, Hono } from "hono";
import { z } from "zod";
import { notFound, notImplemented } from "../rest/api-error.ts";
import { queryParams } from "../rest/parse.ts";
import type { ArtifactOwner } from "./artifact-files.ts";
import { sendFile } from "./artifact-routes.ts";
import type { MlflowStore } from "./mlflow-store.ts";

const PREFIX = "/api/2.0/mlflow-artifacts/artifacts";

/** Files of experiments at `mlflow-artifacts:/`, for clients whose tracking URI is the workspace's address. Mount at `/api/2.0/mlflow-artifacts`. */
export function proxiedFileRoutes(store: MlflowStore): Hono {
  const app = new Hono({ strict: false });
  const asked = (c: Context) =>
    owned(store, decodeURIComponent(new URL(c.req.url).pathname.slice(PREFIX.length)));

  app.get("/artifacts", async (c) => {
    const { path } = queryParams(c, z.object({ path: z.string().default("") }).loose());
    const { owner, id, rest } = owned(store, path);
    const files = await store.files.list(owner, id, rest);
    // Named from the folder on; of a file there is nothing below.
    const below = files.filter((file) => file.path !== rest);
    return c.json({ files: below.map((file) => ({ ...file, path: file.path.split("/").at(-1) })) });
  });
  app.get("/artifacts/*", async (c) => {
    const { owner, id, rest } = asked(c);
    return sendFile(c, store.files.place(owner, id, rest), rest);
  });
  app.put("/artifacts/*", async (c) => {
    const { owner, id, rest } = asked(c);
    await store.files.write(owner, id, rest, c.req.raw.body);
    return c.json({});
  });
  const refuse = () => {
    throw notImplemented("Deleting an artifact by itself, or moving it in parts or by a cloud's links,");
  };
  app.delete("/artifacts/*", refuse);
  app.post("/mpu/*", refuse);
  app.get("/presigned/*", refuse);
  return app;
}

/** Whose file a path `<experiment>/<run>/artifacts/…` names. Throws ApiError 404 when there is no such owner. */
function owned(store: MlflowStore, path: string): { owner: ArtifactOwner; id: string; rest: string } {
  const [experiment, ...parts] = path.split("/").filter((part) => part !== "");
  const owner = parts[0] === "logged_models" ? "model" : store.traces.has(parts[0] ?? "") ? "trace" : "run";
  const [id, folder, ...rest] = owner === "model" ? parts.slice(1) : parts;
  const records = { run: store.runs, model: store.models, trace: store.traces }[owner];
  const record = id === undefined ? undefined : records.get(id);
  if (record?.experimentId !== experiment || folder !== "artifacts" || id === undefined)
    throw notFound(`There is no run, logged model or trace with files at '${path.slice(0, 200)}'.`);
  return { owner, id, rest: rest.join("/") };
}
