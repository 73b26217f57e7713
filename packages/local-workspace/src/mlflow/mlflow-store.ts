import { join } from "node:path";
import { notFound } from "../rest/api-error.ts";
import { RecordLog } from "../state/record-log.ts";
import { ArtifactFiles, type ArtifactOwner } from "./artifact-files.ts";
import { MetricLog } from "./metric-log.ts";
import {
  type ExperimentRecord,
  experimentSchema,
  type ModelRecord,
  modelSchema,
  type RunRecord,
  runSchema,
  type TraceRecord,
  traceSchema,
} from "./records.ts";

/** Reached with signed links, by clients whose tracking URI is `databricks`. */
export const DATABRICKS_FILES = "dbfs:/databricks/mlflow-tracking";
/** Reached through the server, by clients whose tracking URI is its address. */
export const PROXIED_FILES = "mlflow-artifacts:";

/** All that MLflow keeps: experiments, runs with their metrics, logged models, traces, and the files of each. */
export class MlflowStore {
  readonly experiments: RecordLog<ExperimentRecord>;
  readonly runs: RecordLog<RunRecord>;
  readonly models: RecordLog<ModelRecord>;
  readonly traces: RecordLog<TraceRecord>;
  readonly metrics: MetricLog;
  readonly files: ArtifactFiles;

  constructor(dir: string) {
    this.experiments = new RecordLog(join(dir, "experiments.jsonl"), experimentSchema);
    this.runs = new RecordLog(join(dir, "runs.jsonl"), runSchema);
    this.models = new RecordLog(join(dir, "models.jsonl"), modelSchema);
    this.traces = new RecordLog(join(dir, "traces.jsonl"), traceSchema);
    this.metrics = new MetricLog(join(dir, "metrics"));
    this.files = new ArtifactFiles(join(dir, "artifacts"));
  }

  experiment(id: string): ExperimentRecord {
    const found = this.experiments.get(id);
    if (!found) throw notFound(`Node ID ${id.slice(0, 100)} does not exist: there is no such experiment.`);
    return found;
  }

  experimentByName(name: string): ExperimentRecord | undefined {
    return this.experiments.list().find((each) => each.name === name);
  }

  run(id: string): RunRecord {
    const found = this.runs.get(id);
    if (!found) throw notFound(`Run '${id.slice(0, 100)}' not found.`);
    return found;
  }

  model(id: string): ModelRecord {
    const found = this.models.get(id);
    if (!found) throw notFound(`Logged model '${id.slice(0, 100)}' not found.`);
    return found;
  }

  trace(id: string): TraceRecord {
    const found = this.traces.get(id);
    if (!found) throw notFound(`Trace with ID '${id.slice(0, 100)}' not found.`);
    return found;
  }

  /** Where the files of a run, a logged model or a trace lie, as the client that knows its experiment takes it apart. */
  artifactUri(owner: ArtifactOwner, record: { id: string; experimentId: string }): string {
    const root =
      this.experiments.get(record.experimentId)?.artifactLocation ??
      `${DATABRICKS_FILES}/${record.experimentId}`;
    return `${root}/${owner === "model" ? "logged_models/" : ""}${record.id}/artifacts`;
  }

  close(): void {
    for (const log of [this.experiments, this.runs, this.models, this.traces]) log.close();
  }
}
