import { Hono } from "hono";
import { notImplemented } from "../rest/api-error.ts";

/** Families of MLflow's API that are refused by name, and why. */
export const REFUSED: [prefix: string, what: string][] = [
  [
    "/api/2.0/mlflow/registered-models",
    "The model registry: nothing here could load or serve a registered model. It",
  ],
  [
    "/api/2.0/mlflow/model-versions",
    "The model registry: nothing here could load or serve a registered model. It",
  ],
  [
    "/api/2.0/mlflow/databricks/registered-models",
    "The model registry: nothing here could load or serve a registered model. It",
  ],
  [
    "/api/2.0/mlflow/databricks/model-versions",
    "The model registry: nothing here could load or serve a registered model. It",
  ],
  [
    "/api/2.0/mlflow/unity-catalog",
    "Models in Unity Catalog: nothing here could load or serve them. They are kept with runs as logged models; a registry",
  ],
  ["/api/2.0/mlflow/transition-requests", "Stages of registered models"],
  ["/api/2.0/mlflow/comments", "Comments on registered models"],
  ["/api/2.0/mlflow/registry-webhooks", "Webhooks of the model registry"],
  ["/api/2.0/mlflow/unified-traces", "Searching traces of a served model"],
  ["/api/2.0/mlflow/get-online-trace-details", "Traces in inference tables"],
  ["/api/2.0/otel", "OpenTelemetry ingestion, which writes to tables of Unity Catalog,"],
  ["/api/3.0/mlflow/datasets", "Evaluation data sets"],
  ["/api/3.0/mlflow/scorers", "Scorers that run on the server"],
  ["/api/3.0/mlflow/label-schemas", "Labelling schemas"],
  ["/api/3.0/mlflow/review-queues", "Review queues"],
  ["/api/3.0/mlflow/issues", "Issues of experiments"],
  ["/api/3.0/mlflow/prompt-optimization", "Prompt optimization"],
  ["/api/3.0/mlflow/gateway", "The AI gateway of MLflow"],
  ["/api/2.0/automl", "Forecasting experiments (AutoML)"],
  ["/api/2.0/feature-store", "The feature store"],
  ["/api/2.0/feature-engineering", "Feature engineering"],
];

export function refusedRoutes(what: string): Hono {
  const app = new Hono({ strict: false });
  const refuse = () => {
    throw notImplemented(what);
  };
  for (const path of ["/", "/:a", "/:a/:b", "/:a/:b/:c", "/:a/:b/:c/:d"]) {
    app.get(path, refuse);
    app.post(path, refuse);
    app.put(path, refuse);
    app.patch(path, refuse);
    app.delete(path, refuse);
  }
  return app;
}
