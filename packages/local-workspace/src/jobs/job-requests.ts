import type { RequestHandler } from "../compute/python-process.ts";
import { objectPath, parentOf } from "../objects/object-path.ts";
import type { ContextOwner } from "./code-tasks.ts";
import type { JobService } from "./job-service.ts";
import { plain } from "./references.ts";
import { untilAborted } from "./task-work.ts";

const MOST_VALUE_BYTES = 48 * 1024;

/** What `dbutils.notebook.run` and `dbutils.jobs.taskValues` ask for. */
export function jobRequests(service: JobService, owners: ReadonlyMap<string, ContextOwner>): RequestHandler {
  return async (kind, fields) => {
    const owner = owners.get(String(fields.context));
    switch (kind) {
      case "notebook":
        return runNotebook(service, owner, fields);
      case "set_task_value":
        if (!owner || owner.run.type === "WORKFLOW_RUN") return OUTSIDE_SET;
        return setValue(service, owner, String(fields.key), fields.value);
      case "get_task_value": {
        if (!owner || owner.run.type === "WORKFLOW_RUN")
          return { error: "Task values are only there in a job.", outside: true };
        const [task, key] = [String(fields.task), String(fields.key)];
        const other = service.runs.latest(owner.run.id).get(task);
        if (other && Object.hasOwn(other.values, key)) return { value: other.values[key] };
        return { error: `The task '${task}' has not set a value '${key}'.` };
      }
      default:
        return { error: `[NOT_IN_LOCAL_WORKSPACE] ${kind} is not part of the local workspace.` };
    }
  };
}

// Outside a job a value that is set goes nowhere, as in a notebook that is run by hand.
const OUTSIDE_SET = { outside: true };

function setValue(service: JobService, { taskRun }: ContextOwner, key: string, value: unknown) {
  if (!/^[\w-]{1,100}$/.test(key))
    return { error: `The key '${key.slice(0, 100)}' may hold letters, digits, '_' and '-' only.` };
  if (Buffer.byteLength(JSON.stringify(value) ?? "") > MOST_VALUE_BYTES)
    return { error: `The value of '${key}' is larger than ${MOST_VALUE_BYTES} bytes.` };
  service.runs.changeTask(taskRun, { values: { ...taskRun.values, [key]: value ?? null } });
  return {};
}

async function runNotebook(
  service: JobService,
  owner: ContextOwner | undefined,
  fields: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const path = absolute(String(fields.path), owner?.path);
  if (path === undefined)
    return { error: `'${String(fields.path)}' must be absolute here: /Users/<name>/<notebook>.` };
  const timeout = Math.max(0, Math.trunc(Number(fields.timeout) || 0));
  const given = (fields.arguments ?? {}) as Record<string, unknown>;
  const run = service.submit({
    type: "WORKFLOW_RUN",
    name: path,
    settings: {
      timeout_seconds: timeout,
      tasks: [
        {
          task_key: "notebook",
          notebook_task: {
            notebook_path: path,
            base_parameters: Object.fromEntries(
              Object.entries(given).map(([name, value]) => [name, plain(value)]),
            ),
          },
        },
      ],
    },
    ...(owner ? { startedBy: owner.taskRun } : {}),
  });
  const signal = (fields.signal as AbortSignal | undefined) ?? owner?.signal ?? new AbortController().signal;
  const ended = await untilAborted(service.ended(run), signal);
  if (!ended) {
    service.cancel(run.id);
    return { error: `The notebook ${path} was canceled.` };
  }
  const [task] = service.runs.tasks(run.id);
  if (run.result === "SUCCESS" && task) {
    const output = service.runs.output(task.id).notebook_output as { result?: string } | undefined;
    return { value: output?.result ?? "" };
  }
  return {
    error: `The notebook ${path} ${WORDS[run.result ?? ""] ?? "failed"}. ${task?.message || run.message}`,
  };
}

const WORDS: Record<string, string> = { TIMEDOUT: "took longer than its timeout", CANCELED: "was canceled" };

/** The path from the asking notebook's folder; undefined for a relative path that starts from nowhere. */
function absolute(path: string, from: string | undefined): string | undefined {
  if (path.startsWith("/")) return objectPath(path);
  if (from === undefined) return undefined;
  const parts = parentOf(from).split("/");
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return objectPath(`/${parts.filter((part) => part !== "").join("/")}`);
}
