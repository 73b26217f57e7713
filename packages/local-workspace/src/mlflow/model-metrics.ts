import { metricJson } from "./fields.ts";
import type { MlflowStore } from "./mlflow-store.ts";

interface ModelMetric {
  key: string;
  value: number;
  timestamp: number;
  step: number;
  model_id?: string | undefined;
  dataset_name?: string | undefined;
  dataset_digest?: string | undefined;
}

/** Keeps, with the logged models that metrics name, the latest value for each data set. */
export function logModelMetrics(store: MlflowStore, runId: string, metrics: ModelMetric[]): void {
  for (const id of new Set(metrics.map(({ model_id }) => model_id))) {
    const model = id === undefined ? undefined : store.models.get(id);
    if (!model) continue;
    const kept = new Map(model.metrics.map((metric) => [placeOf(metric), metric]));
    for (const { model_id, value, ...metric } of metrics) {
      if (model_id !== id) continue;
      const { key, timestamp, step, dataset_name, dataset_digest } = metric;
      kept.set(placeOf(metric), {
        key,
        value: metricJson(value),
        timestamp,
        step,
        run_id: runId,
        ...(dataset_name === undefined ? {} : { dataset_name }),
        ...(dataset_digest === undefined ? {} : { dataset_digest }),
      });
    }
    store.models.put(model.id, { ...model, metrics: [...kept.values()] });
  }
}

const placeOf = (metric: {
  key: string;
  dataset_name?: string | undefined;
  dataset_digest?: string | undefined;
}) => JSON.stringify([metric.key, metric.dataset_name, metric.dataset_digest]);
