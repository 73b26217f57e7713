import { join } from "node:path";
import type { Hono } from "hono";
import type { Area, AreaParts } from "../area.ts";
import { keptType } from "../permissions/kept-type.ts";
import { refusedFamily } from "../rest/refused-family.ts";
import { LinkSigner } from "../rest/signed-link.ts";
import { artifactRoutes, SIGNED_PREFIX, signedFileRoutes } from "./artifact-routes.ts";
import { assessmentRoutes } from "./assessment-routes.ts";
import { bulkRunRoutes } from "./bulk-run-routes.ts";
import { experimentRoutes } from "./experiment-routes.ts";
import { metricRoutes } from "./metric-routes.ts";
import { mlflowPages } from "./mlflow-pages.ts";
import { MlflowStore } from "./mlflow-store.ts";
import { modelRoutes } from "./model-routes.ts";
import { proxiedFileRoutes } from "./proxied-file-routes.ts";
import { REFUSED } from "./refused-families.ts";
import { runRoutes } from "./run-routes.ts";
import { oldTraceRoutes, traceRoutes } from "./trace-routes.ts";

/** MLflow tracking: experiments, runs, metrics, artifacts, logged models, traces and assessments. */
export function mlflowArea({ dir, user, objects, address }: AreaParts): Area {
  const store = new MlflowStore(join(dir, "mlflow"));
  const parts = { store, user, objects, address, signer: new LinkSigner() };
  return {
    api: [
      ["/api/2.0/mlflow/experiments", experimentRoutes(parts)],
      ["/api/2.0/mlflow/runs", runRoutes(parts)],
      ["/api/2.0/mlflow/databricks/runs", bulkRunRoutes(store)],
      ["/api/2.0/mlflow/metrics", metricRoutes(store)],
      ["/api/2.0/mlflow/artifacts", artifactRoutes(parts)],
      ["/api/2.0/mlflow-artifacts", proxiedFileRoutes(store)],
      [SIGNED_PREFIX, signedFileRoutes(parts)],
      ["/api/2.0/mlflow/logged-models", modelRoutes(parts)],
      ["/api/2.0/mlflow/traces", oldTraceRoutes(parts)],
      ["/api/3.0/mlflow/traces", assessmentRoutes(store)],
      ["/api/3.0/mlflow/traces", traceRoutes(parts)],
      ...REFUSED.map((family): [string, Hono] => [family.prefix, refusedFamily(family)]),
    ],
    pages: [{ prefix: "/ml/experiments", app: mlflowPages(store), title: "Experiments" }],
    permissions: [
      keptType("experiments", "mlflowExperiment", ["CAN_READ", "CAN_EDIT", "CAN_MANAGE"], (id) => {
        store.experiment(id);
        return { owner: user.userName };
      }),
    ],
    close: () => store.close(),
  };
}
