import { type Context, Hono } from "hono";
import { z } from "zod";
import { objectPath, parentOf } from "../objects/object-path.ts";
import type { ObjectStore } from "../objects/object-store.ts";
import { ApiError, invalidParameter, notFound, notImplemented } from "../rest/api-error.ts";
import { jsonBody, queryParams } from "../rest/parse.ts";
import { key, long, newExperimentId, pageByPlace, pairs, text, toRecord } from "./fields.ts";
import { DATABRICKS_FILES, type MlflowStore, PROXIED_FILES } from "./mlflow-store.ts";
import type { ExperimentRecord } from "./records.ts";
import { searchExperiments } from "./search.ts";
import { experimentShape } from "./shapes.ts";

export interface ExperimentRouteParts {
  store: MlflowStore;
  objects: ObjectStore;
  user: { userName: string };
}

const VIEWS = ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"] as const;
export const viewType = z.enum(VIEWS).default("ACTIVE_ONLY");
/** Whether something of a life-cycle stage belongs to a view. */
export const inView = (stage: string, view: (typeof VIEWS)[number]) =>
  view === "ALL" || (view === "ACTIVE_ONLY") === (stage === "active");

const byId = z.object({ experiment_id: z.string().min(1) }).loose();

/** Experiments. Mount at `/api/2.0/mlflow/experiments`. */
export function experimentRoutes({ store, objects, user }: ExperimentRouteParts): Hono {
  const app = new Hono({ strict: false });
  const { experiments } = store;
  const save = (record: ExperimentRecord) => experiments.put(record.id, { ...record, updatedAt: Date.now() });

  app.post("/create", async (c) => {
    const body = await jsonBody(
      c,
      z
        .object({ name: z.string().min(1).max(4000), artifact_location: z.string().optional(), tags: pairs })
        .loose(),
    );
    const name = checkedName(body.name, objects);
    if (store.experimentByName(name))
      throw new ApiError(
        400,
        "RESOURCE_ALREADY_EXISTS",
        `Experiment '${name}' already exists${store.experimentByName(name)?.stage === "deleted" ? ", deleted: restore it or choose another name" : ""}.`,
      );
    const place = filesOf(body.artifact_location);
    const id = newExperimentId();
    const now = Date.now();
    const tags = {
      "mlflow.ownerEmail": user.userName,
      "mlflow.experimentType": "MLFLOW_EXPERIMENT",
      "mlflow.experiment.sourceName": name,
      ...toRecord(body.tags),
    };
    experiments.put(id, {
      id,
      name,
      artifactLocation: `${place}/${id}`,
      stage: "active",
      createdAt: now,
      updatedAt: now,
      tags,
    });
    return c.json({ experiment_id: id });
  });
  app.get("/get", (c) =>
    c.json({ experiment: experimentShape(store.experiment(queryParams(c, byId).experiment_id)) }),
  );
  app.get("/get-by-name", (c) => {
    const { experiment_name } = queryParams(c, z.object({ experiment_name: z.string().min(1) }).loose());
    const found = store.experimentByName(experiment_name.replace(/^\/Workspace\//, "/"));
    if (!found)
      throw notFound(`Node ${experiment_name.slice(0, 200)} does not exist: there is no such experiment.`);
    return c.json({ experiment: experimentShape(found) });
  });

  const list = (
    view: (typeof VIEWS)[number],
    filter: string | undefined,
    order: string[],
    size: number,
    token: string | undefined,
  ) => {
    const shown = experiments.list().filter(({ stage }) => inView(stage, view));
    const { items, ...page } = pageByPlace(searchExperiments(shown, filter, order), size, token);
    return { experiments: items.map(experimentShape), ...page };
  };
  const search = z
    .object({
      view_type: viewType,
      filter: z.string().optional(),
      order_by: z.array(z.string()).default([]),
      max_results: long.pipe(z.number().min(1).max(50_000)).default(1000),
      page_token: z.string().optional(),
    })
    .loose();
  app.post("/search", async (c) => {
    const { view_type, filter, order_by, max_results, page_token } = await jsonBody(c, search);
    return c.json(list(view_type, filter, order_by, max_results, page_token));
  });
  const listed = (c: Context) => {
    const { view_type, filter, max_results, page_token } = queryParams(c, search.omit({ order_by: true }));
    return c.json(
      list(view_type, filter, new URL(c.req.url).searchParams.getAll("order_by"), max_results, page_token),
    );
  };
  app.get("/search", listed);
  app.get("/list", listed);

  app.post("/update", async (c) => {
    const body = await jsonBody(c, byId.extend({ new_name: z.string().min(1).max(4000).optional() }));
    const record = store.experiment(body.experiment_id);
    if (record.stage === "deleted")
      throw invalidParameter(`Experiment ${record.id} is deleted: restore it first.`);
    if (body.new_name !== undefined) {
      const name = checkedName(body.new_name, objects);
      const taken = store.experimentByName(name);
      if (taken && taken.id !== record.id)
        throw new ApiError(400, "RESOURCE_ALREADY_EXISTS", `Experiment '${name}' already exists.`);
      save({ ...record, name });
    }
    return c.json({});
  });
  const stage = (to: ExperimentRecord["stage"]) => async (c: Context) => {
    const record = store.experiment((await jsonBody(c, byId)).experiment_id);
    if (record.stage === to)
      throw to === "deleted"
        ? notFound(`Experiment ${record.id} is deleted already.`)
        : invalidParameter(`Experiment ${record.id} is not deleted.`);
    save({ ...record, stage: to });
    return c.json({});
  };
  app.post("/delete", stage("deleted"));
  app.post("/restore", stage("active"));
  app.post("/set-experiment-tag", async (c) => {
    const body = await jsonBody(c, byId.extend({ key, value: text }));
    const record = store.experiment(body.experiment_id);
    save({ ...record, tags: { ...record.tags, [body.key]: body.value } });
    return c.json({});
  });
  app.post("/delete-experiment-tag", async (c) => {
    const body = await jsonBody(c, byId.extend({ key }));
    const record = store.experiment(body.experiment_id);
    const { [body.key]: gone, ...tags } = record.tags;
    if (gone === undefined) throw notFound(`Experiment ${record.id} has no tag '${body.key}'.`);
    save({ ...record, tags });
    return c.json({});
  });
  return app;
}

/** Which clients can reach the files of an experiment's runs. */
function filesOf(location: string | undefined): string {
  if (!location || location.startsWith(DATABRICKS_FILES)) return DATABRICKS_FILES;
  if (/^mlflow-artifacts:\/*$/.test(location)) return PROXIED_FILES;
  throw notImplemented(
    `'${location.slice(0, 100)}' as artifact_location: files of runs are kept by the workspace itself ('mlflow-artifacts:/' for clients that use its address as their tracking URI), and any other place`,
  );
}

/** Databricks names experiments by a path of the workspace, whose folder must be there. */
function checkedName(name: string, objects: ObjectStore): string {
  if (!name.startsWith("/"))
    throw invalidParameter(
      `Got an invalid experiment name '${name.slice(0, 200)}'. An experiment name must be an absolute path within the workspace, e.g. '/Users/<some-username>/my-experiment'.`,
    );
  const path = objectPath(name);
  const folder = parentOf(path);
  const parent = objects.get(folder);
  if (folder !== "/" && parent?.type !== "DIRECTORY")
    throw notFound(`Parent directory ${folder} does not exist.`);
  if (objects.get(path))
    throw new ApiError(400, "RESOURCE_ALREADY_EXISTS", `There is another object at ${path}.`);
  return path;
}
