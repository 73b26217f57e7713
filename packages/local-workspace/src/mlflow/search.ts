import { invalidParameter } from "../rest/api-error.ts";
import { holds, type OrderKey, parseOrder, sortBy } from "./compare.ts";
import type { MlflowStore } from "./mlflow-store.ts";
import type { ExperimentRecord, ModelRecord, RunRecord, TraceRecord } from "./records.ts";
import { type Clause, parseFilter } from "./search-filter.ts";

type Value = string | number | undefined;
type Subject = Pick<Clause, "entity" | "key">;

interface Kind<T> {
  /** Values that a filter or an order can name; a list where several count, one of which must hold. Throws for what is unknown. */
  value(item: T, subject: Subject): Value | Value[];
  /** Applied after the wanted order. */
  order: string[];
}

function find<T>(items: T[], kind: Kind<T>, filter: string | undefined, orderBy: string[]): T[] {
  const clauses = parseFilter(filter);
  const single = (item: T, key: OrderKey) => {
    const value = kind.value(item, key);
    return Array.isArray(value) ? value[0] : value;
  };
  const kept = items.filter((item) =>
    clauses.every((clause) => {
      const value = kind.value(item, clause);
      return Array.isArray(value) ? value.some((each) => holds(each, clause)) : holds(value, clause);
    }),
  );
  return sortBy(kept, parseOrder([...orderBy, ...kind.order]), single);
}

const unknown = ({ entity, key }: Subject, known: string) =>
  invalidParameter(`Invalid attribute '${entity ? `${entity}.` : ""}${key}'. Known are ${known}.`);
const ATTRIBUTES = new Set(["", "attribute", "attributes", "attr", "run"]);
const isTag = (entity: string) => entity === "tag" || entity === "tags";
const isParam = (entity: string) => ["param", "params", "parameter", "parameters"].includes(entity);
const isMetric = (entity: string) => entity === "metric" || entity === "metrics";

export function searchRuns(
  store: MlflowStore,
  runs: RunRecord[],
  filter: string | undefined,
  orderBy: string[],
): RunRecord[] {
  const value = (run: RunRecord, subject: Subject): Value | Value[] => {
    const { entity, key } = subject;
    if (isMetric(entity)) return store.metrics.latest(run.id).get(key)?.value;
    if (isParam(entity)) return run.params[key];
    if (isTag(entity)) return run.tags[key];
    if (entity === "dataset" || entity === "datasets") return datasetValues(run, subject);
    if (!ATTRIBUTES.has(entity)) throw unknown(subject, "metrics, params, tags, datasets and attributes");
    switch (key.toLowerCase()) {
      case "run_id":
        return run.id;
      case "run_name":
      case "run name":
        return run.name;
      case "experiment_id":
        return run.experimentId;
      case "status":
        return run.status;
      case "user_id":
        return run.userId;
      case "artifact_uri":
        return store.artifactUri("run", run);
      case "start_time":
      case "created":
        return run.startTime;
      case "end_time":
        return run.endTime;
      default:
        throw unknown(
          subject,
          "run_id, run_name, experiment_id, status, user_id, artifact_uri, start_time and end_time",
        );
    }
  };
  return find(runs, { value, order: ["start_time DESC", "run_id"] }, filter, orderBy);
}

function datasetValues(run: RunRecord, subject: Subject): Value[] {
  return run.datasets.map(({ dataset, tags }) => {
    if (subject.key === "name") return dataset.name;
    if (subject.key === "digest") return dataset.digest;
    if (subject.key === "context") return tags["mlflow.data.context"];
    throw unknown(subject, "name, digest and context");
  });
}

export function searchExperiments(
  items: ExperimentRecord[],
  filter: string | undefined,
  orderBy: string[],
): ExperimentRecord[] {
  const value = (each: ExperimentRecord, subject: Subject): Value => {
    if (isTag(subject.entity)) return each.tags[subject.key];
    if (!ATTRIBUTES.has(subject.entity)) throw unknown(subject, "tags and attributes");
    switch (subject.key) {
      case "name":
        return each.name;
      case "experiment_id":
        return each.id;
      case "creation_time":
        return each.createdAt;
      case "last_update_time":
        return each.updatedAt;
      default:
        throw unknown(subject, "name, experiment_id, creation_time and last_update_time");
    }
  };
  return find(items, { value, order: ["last_update_time DESC", "experiment_id"] }, filter, orderBy);
}

export function searchModels(
  items: ModelRecord[],
  filter: string | undefined,
  orderBy: string[],
): ModelRecord[] {
  const value = (each: ModelRecord, subject: Subject): Value => {
    const { entity, key } = subject;
    if (isTag(entity)) return each.tags[key];
    if (isParam(entity)) return each.params[key];
    if (isMetric(entity)) {
      const metric = each.metrics.find((one) => one.key === key);
      return metric === undefined ? undefined : Number(metric.value);
    }
    if (!ATTRIBUTES.has(entity)) throw unknown(subject, "metrics, params, tags and attributes");
    switch (key) {
      case "name":
        return each.name;
      case "model_id":
        return each.id;
      case "model_type":
        return each.type;
      case "status":
        return each.status.replace("LOGGED_MODEL_", "");
      case "source_run_id":
        return each.sourceRunId;
      case "creation_time":
      case "creation_timestamp":
        return each.createdAt;
      case "last_updated_timestamp":
        return each.updatedAt;
      default:
        throw unknown(
          subject,
          "name, model_id, model_type, status, source_run_id, creation_timestamp and last_updated_timestamp",
        );
    }
  };
  return find(items, { value, order: ["creation_timestamp DESC", "model_id"] }, filter, orderBy);
}

export function searchTraces(
  items: TraceRecord[],
  filter: string | undefined,
  orderBy: string[],
): TraceRecord[] {
  const value = (each: TraceRecord, subject: Subject): Value | Value[] => {
    const { entity, key } = subject;
    if (isTag(entity)) return each.tags[key];
    if (["metadata", "request_metadata", "trace_metadata"].includes(entity)) return each.metadata[key];
    if (entity === "feedback" || entity === "expectation") return assessmentValues(each, entity, key);
    if (!["", "attribute", "attributes", "trace"].includes(entity))
      throw unknown(subject, "tags, metadata, feedback, expectation and attributes");
    switch (key) {
      case "request_id":
      case "trace_id":
        return each.id;
      case "client_request_id":
        return each.clientRequestId;
      case "experiment_id":
        return each.experimentId;
      case "name":
        return each.tags["mlflow.traceName"];
      case "status":
      case "state":
        return each.state;
      case "timestamp":
      case "timestamp_ms":
      case "request_time":
        return each.startedAt;
      case "execution_time":
      case "execution_time_ms":
      case "execution_duration":
        return each.milliseconds;
      case "run_id":
        return [each.metadata["mlflow.sourceRun"], ...each.runs];
      case "text":
        return `${each.request ?? ""}\n${each.response ?? ""}`;
      default:
        throw unknown(
          subject,
          "trace_id, client_request_id, name, status, timestamp_ms, execution_time_ms, run_id and text",
        );
    }
  };
  return find(items, { value, order: ["timestamp_ms DESC", "trace_id"] }, filter, orderBy);
}

function assessmentValues(trace: TraceRecord, kind: "feedback" | "expectation", name: string): Value[] {
  const found = trace.assessments.filter(
    (each) => each.assessment_name === name && each.valid && each[kind] !== undefined,
  );
  if (found.length === 0) return [undefined];
  return found.map((each) => {
    const { value } = each[kind] as { value?: unknown };
    return typeof value === "number" ? value : value === undefined ? undefined : String(value);
  });
}
