import { randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { notFound } from "../rest/api-error.ts";
import { jsonBody, queryParams } from "../rest/parse.ts";
import { type ArtifactRouteParts, signedLinks } from "./artifact-routes.ts";
import { key, long, pageByPlace, pairs, randomName, text, toRecord } from "./fields.ts";
import { MODEL_STATUSES, type ModelRecord } from "./records.ts";
import { searchModels } from "./search.ts";
import { modelShape } from "./shapes.ts";

/** Logged models: what a run has made, with its files. They are kept, not served. Mount at `/api/2.0/mlflow/logged-models`. */
export function modelRoutes(parts: ArtifactRouteParts): Hono {
  const app = new Hono({ strict: false });
  const { store } = parts;
  const link = signedLinks(parts);
  const one = (c: Context) => store.model(c.req.param("id") ?? "");
  const save = (model: ModelRecord) => store.models.put(model.id, { ...model, updatedAt: Date.now() });

  app.post("/", async (c) => {
    const body = await jsonBody(
      c,
      z
        .object({
          experiment_id: z.string(),
          name: z.string().max(500).optional(),
          model_type: z.string().optional(),
          source_run_id: z.string().optional(),
          params: z.array(z.object({ key, value: text }).loose()).default([]),
          tags: pairs,
        })
        .loose(),
    );
    const now = Date.now();
    const id = `m-${randomBytes(16).toString("hex")}`;
    const model = store.models.put(id, {
      id,
      experimentId: store.experiment(body.experiment_id).id,
      name: body.name || randomName(),
      ...(body.model_type ? { type: body.model_type } : {}),
      ...(body.source_run_id ? { sourceRunId: store.run(body.source_run_id).id } : {}),
      status: "LOGGED_MODEL_PENDING",
      createdAt: now,
      updatedAt: now,
      params: toRecord(body.params),
      tags: toRecord(body.tags),
      metrics: [],
    });
    return c.json({ model: modelShape(store, model) });
  });
  app.post("/search", async (c) => {
    const body = await jsonBody(
      c,
      z
        .object({
          experiment_ids: z.array(z.string()).default([]),
          filter: z.string().optional(),
          max_results: long.pipe(z.number().min(1).max(5000)).default(100),
          order_by: z
            .array(z.object({ field_name: z.string(), ascending: z.boolean().default(true) }).loose())
            .default([]),
          page_token: z.string().optional(),
        })
        .loose(),
    );
    const wanted = new Set(body.experiment_ids);
    const order = body.order_by.map(
      ({ field_name, ascending }) => `${field_name} ${ascending ? "ASC" : "DESC"}`,
    );
    const models = store.models.list().filter(({ experimentId }) => wanted.has(experimentId));
    const { items, ...page } = pageByPlace(
      searchModels(models, body.filter, order),
      body.max_results,
      body.page_token,
    );
    return c.json({ models: items.map((model) => modelShape(store, model)), ...page });
  });
  app.get("/:id", (c) => c.json({ model: modelShape(store, one(c)) }));
  app.patch("/:id", async (c) => {
    const { status } = await jsonBody(c, z.object({ status: z.enum(MODEL_STATUSES) }).loose());
    return c.json({ model: modelShape(store, save({ ...one(c), status })) });
  });
  app.delete("/:id", async (c) => {
    const { id } = one(c);
    store.models.delete(id);
    await store.files.remove("model", id);
    return c.json({});
  });
  app.patch("/:id/tags", async (c) => {
    const model = one(c);
    const { tags } = await jsonBody(c, z.object({ tags: pairs }).loose());
    return c.json({
      model: modelShape(store, save({ ...model, tags: { ...model.tags, ...toRecord(tags) } })),
    });
  });
  app.delete("/:id/tags/:key", (c) => {
    const model = one(c);
    const { [c.req.param("key")]: gone, ...tags } = model.tags;
    if (gone === undefined) throw notFound(`Logged model ${model.id} has no tag '${c.req.param("key")}'.`);
    save({ ...model, tags });
    return c.json({});
  });
  app.post("/:id/params", async (c) => {
    const model = one(c);
    const { params } = await jsonBody(c, z.object({ params: pairs }).loose());
    save({ ...model, params: { ...model.params, ...toRecord(params) } });
    return c.json({});
  });
  app.get("/:id/artifacts/directories", async (c) => {
    const model = one(c);
    const { artifact_directory_path } = queryParams(
      c,
      z.object({ artifact_directory_path: z.string().default("") }).loose(),
    );
    return c.json({
      root_uri: store.artifactUri("model", model),
      files: await store.files.list("model", model.id, artifact_directory_path),
    });
  });
  const credentials = (verb: "read" | "write") => async (c: Context) => {
    const { id } = one(c);
    const { paths } = await jsonBody(
      c,
      z.object({ paths: z.array(z.string()).max(2000).default([]) }).loose(),
    );
    const made = paths.map((path) => {
      store.files.place("model", id, path);
      return { model_id: id, credential_info: link(verb, "model", id, path) };
    });
    return c.json({ credentials: made });
  };
  app.post("/:id/artifacts/credentials-for-upload", credentials("write"));
  app.post("/:id/artifacts/credentials-for-download", credentials("read"));
  return app;
}
