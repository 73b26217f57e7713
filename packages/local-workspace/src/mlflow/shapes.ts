import { metricJson, toPairs } from "./fields.ts";
import type { MlflowStore } from "./mlflow-store.ts";
import type { ExperimentRecord, ModelRecord, RunRecord, TraceRecord } from "./records.ts";

export const experimentShape = (experiment: ExperimentRecord) => ({
  experiment_id: experiment.id,
  name: experiment.name,
  artifact_location: experiment.artifactLocation,
  lifecycle_stage: experiment.stage,
  creation_time: experiment.createdAt,
  last_update_time: experiment.updatedAt,
  tags: toPairs(experiment.tags),
});

export const runInfoShape = (store: MlflowStore, run: RunRecord) => ({
  run_id: run.id,
  run_uuid: run.id,
  run_name: run.name,
  experiment_id: run.experimentId,
  user_id: run.userId,
  status: run.status,
  start_time: run.startTime,
  ...(run.endTime === undefined ? {} : { end_time: run.endTime }),
  artifact_uri: store.artifactUri("run", run),
  lifecycle_stage: run.stage,
});

export function runShape(store: MlflowStore, run: RunRecord) {
  const metrics = [...store.metrics.latest(run.id).values()].map((point) => ({
    ...point,
    value: metricJson(point.value),
  }));
  return {
    info: runInfoShape(store, run),
    data: { metrics, params: toPairs(run.params), tags: toPairs(run.tags) },
    inputs: {
      dataset_inputs: run.datasets.map(({ dataset, tags }) => ({ dataset, tags: toPairs(tags) })),
      model_inputs: run.modelInputs,
    },
    outputs: { model_outputs: run.modelOutputs },
  };
}

export const modelShape = (store: MlflowStore, model: ModelRecord) => ({
  info: {
    model_id: model.id,
    experiment_id: model.experimentId,
    name: model.name,
    creation_timestamp_ms: model.createdAt,
    last_updated_timestamp_ms: model.updatedAt,
    artifact_uri: store.artifactUri("model", model),
    status: model.status,
    ...(model.type === undefined ? {} : { model_type: model.type }),
    ...(model.sourceRunId === undefined ? {} : { source_run_id: model.sourceRunId }),
    tags: toPairs(model.tags),
  },
  data: {
    params: toPairs(model.params),
    metrics: model.metrics.map((metric) => ({ ...metric, model_id: model.id })),
  },
});

/** A trace as version 3 of the API has it. */
export const traceShape = (store: MlflowStore, trace: TraceRecord) => ({
  trace_id: trace.id,
  ...(trace.clientRequestId === undefined ? {} : { client_request_id: trace.clientRequestId }),
  trace_location: { type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: trace.experimentId } },
  ...(trace.request === undefined ? {} : { request_preview: trace.request }),
  ...(trace.response === undefined ? {} : { response_preview: trace.response }),
  request_time: new Date(trace.startedAt).toISOString(),
  ...(trace.milliseconds === undefined ? {} : { execution_duration: `${trace.milliseconds / 1000}s` }),
  state: trace.state,
  trace_metadata: trace.metadata,
  tags: { ...trace.tags, "mlflow.artifactLocation": store.artifactUri("trace", trace) },
  assessments: trace.assessments,
});

/** The same as version 2 has it. */
export const oldTraceShape = (store: MlflowStore, trace: TraceRecord) => ({
  request_id: trace.id,
  experiment_id: trace.experimentId,
  timestamp_ms: trace.startedAt,
  ...(trace.milliseconds === undefined ? {} : { execution_time_ms: trace.milliseconds }),
  status: trace.state === "STATE_UNSPECIFIED" ? "TRACE_STATUS_UNSPECIFIED" : trace.state,
  request_metadata: toPairs(trace.metadata),
  tags: toPairs({ ...trace.tags, "mlflow.artifactLocation": store.artifactUri("trace", trace) }),
});
