import type { RunRecord, TaskRunRecord } from "./run-record.ts";

/** What references of a task can speak of. */
export interface ReferenceScope {
  run: RunRecord;
  jobName: string;
  /** Absent while the parameters of the job itself are resolved. */
  task?: TaskRunRecord;
  notebookPath?: string;
  /** The last attempts of the run's tasks. */
  tasks: ReadonlyMap<string, TaskRunRecord>;
  workspace: { id: string; url: string };
}

export class DeadReference extends Error {
  override readonly name = "DeadReference";
}

const REFERENCE = /\{\{\s*([^{}]+?)\s*\}\}/g;

/** The value with the references in all its texts replaced. Throws DeadReference for one that leads nowhere. */
export function resolveReferences<T>(value: T, scope: ReferenceScope): T {
  if (typeof value === "string") return replace(value, scope) as T;
  if (Array.isArray(value)) return value.map((each) => resolveReferences(each, scope)) as T;
  if (value !== null && typeof value === "object")
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, resolveReferences(each, scope)]),
    ) as T;
  return value;
}

function replace(text: string, scope: ReferenceScope): string {
  return text.replace(REFERENCE, (whole, inner: string) => {
    const path = parts(inner);
    const value = path && lookUp(path, inner, scope);
    // What is no reference of ours is text.
    return value === undefined ? whole : plain(value);
  });
}

/** As text: strings as they are, everything else as JSON. */
export const plain = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** `tasks.`my task`.values.k` → its parts; undefined for what is no path. */
function parts(text: string): string[] | undefined {
  const found: string[] = [];
  const pattern = /(?:`([^`]+)`|([^.`\s]+))(?:\.|$)/gy;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (!match) return undefined;
    found.push(match[1] ?? match[2]!);
  }
  return found;
}

function lookUp(path: string[], whole: string, scope: ReferenceScope): unknown {
  const [space, name, ...rest] = path;
  switch (space) {
    case "job":
      return jobValue(name, rest, whole, scope);
    case "task":
      return taskValue(name, whole, scope);
    case "tasks":
      return otherTaskValue(name, rest, whole, scope);
    case "workspace":
      if (name === "id") return scope.workspace.id;
      if (name === "url") return scope.workspace.url;
      throw nowhere(whole);
    case "input":
      return inputValue(path.slice(1), whole, scope);
    default:
      return path.length === 1 ? oldValue(space ?? "", scope) : undefined;
  }
}

const nowhere = (whole: string, why = "there is no such value") =>
  new DeadReference(`The reference {{${whole}}} leads nowhere: ${why}.`);

function jobValue(name: string | undefined, rest: string[], whole: string, scope: ReferenceScope): unknown {
  const { run } = scope;
  if (name === "parameters") {
    const value = run.parameters[rest.join(".")];
    if (value === undefined) throw nowhere(whole, `the job has no parameter '${rest.join(".")}'`);
    return value;
  }
  if (name === "start_time" && rest.length === 1) return timePart(run.createdAt, rest[0]!, whole);
  if (name === "trigger" && rest[0] === "type") return run.trigger.toLowerCase();
  if (name === "trigger" && rest[0] === "time" && rest.length === 2)
    return timePart(run.createdAt, rest[1]!, whole);
  if (rest.length === 0)
    switch (name) {
      case "id":
        return run.jobId;
      case "name":
        return scope.jobName;
      case "run_id":
        return run.id;
      case "repair_count":
        return run.repairs.length;
      default:
    }
  throw nowhere(whole);
}

function taskValue(name: string | undefined, whole: string, scope: ReferenceScope): unknown {
  const { task } = scope;
  if (task)
    switch (name) {
      case "name":
        return task.taskKey;
      case "run_id":
        return task.id;
      case "execution_count":
        return task.attempt + 1;
      case "notebook_path":
        if (scope.notebookPath !== undefined) return scope.notebookPath;
        break;
      default:
    }
  throw nowhere(whole);
}

function otherTaskValue(
  key: string | undefined,
  rest: string[],
  whole: string,
  scope: ReferenceScope,
): unknown {
  const other = key === undefined ? undefined : scope.tasks.get(key);
  if (!other) throw nowhere(whole, `the run has no task '${key ?? ""}'`);
  const [name, ...more] = rest;
  switch (name) {
    case "values": {
      const value = other.values[more.join(".")];
      if (value === undefined) throw nowhere(whole, `the task '${key}' has not set '${more.join(".")}'`);
      return value;
    }
    case "run_id":
      return other.id;
    case "result_state":
      return (other.result ?? "").toLowerCase();
    case "error_code":
      return other.result === "SUCCESS" ? "" : (other.code ?? "");
    case "execution_count":
      return other.attempt + 1;
    case "output":
      if (other.rows && more[0] === "rows") return other.rows;
      if (other.rows?.[0] && more[0] === "first_row") {
        if (more.length === 1) return other.rows[0];
        const value = other.rows[0][more.slice(1).join(".")];
        if (value !== undefined) return value ?? "";
      }
      if (other.outcome !== undefined && more.length === 0) return other.outcome;
      throw nowhere(whole);
    default:
      throw nowhere(whole);
  }
}

function inputValue(rest: string[], whole: string, { task }: ReferenceScope): unknown {
  // Outside a for_each it is only text.
  if (task?.iteration === undefined) return undefined;
  let value: unknown = task.input;
  for (const key of rest) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, key)) throw nowhere(whole);
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** References of the older kind. */
function oldValue(name: string, { run, task, jobName }: ReferenceScope): unknown {
  switch (name) {
    case "job_id":
      return run.jobId;
    case "run_id":
      return task?.id ?? run.id;
    case "parent_run_id":
      return run.id;
    case "job_name":
      return jobName;
    case "start_date":
      return new Date(run.createdAt).toISOString().slice(0, 10);
    case "start_time":
      return run.createdAt;
    case "task_key":
      return task?.taskKey;
    case "task_retry_count":
      return task?.attempt;
    default:
      return undefined;
  }
}

/** Times are in UTC. */
function timePart(time: number, part: string, whole: string): unknown {
  const date = new Date(time);
  const weekday = date.getUTCDay();
  switch (part) {
    case "iso_date":
      return date.toISOString().slice(0, 10);
    case "iso_datetime":
      return date.toISOString().replace(/\.\d+Z$/, "");
    case "timestamp_ms":
      return time;
    case "year":
      return date.getUTCFullYear();
    case "month":
      return date.getUTCMonth() + 1;
    case "day":
      return date.getUTCDate();
    case "hour":
      return date.getUTCHours();
    case "minute":
      return date.getUTCMinutes();
    case "second":
      return date.getUTCSeconds();
    case "iso_weekday":
      return weekday === 0 ? 7 : weekday;
    case "is_weekday":
      return weekday !== 0 && weekday !== 6;
    default:
      throw nowhere(whole);
  }
}
