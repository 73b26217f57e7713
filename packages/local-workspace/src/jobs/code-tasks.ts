import type { ExecutionContext, Outcome } from "../compute/context.ts";
import type { Language } from "../objects/import-format.ts";
import { ApiError } from "../rest/api-error.ts";
import type { JobSettings, Task } from "./job-settings.ts";
import { modulesCode } from "./modules.ts";
import type { RunRecord, TaskRunRecord } from "./run-record.ts";
import { failed, MOST_TEXT, type TaskExecutor, type TaskOutcome, type TaskWork } from "./task-work.ts";

/** The task that runs in a context, for what its code asks. */
export interface ContextOwner {
  run: RunRecord;
  taskRun: TaskRunRecord;
  path: string;
  signal: AbortSignal;
}

export interface CodeParts {
  open(): ExecutionContext;
  /** By the context's id, while the task runs. */
  owners: Map<string, ContextOwner>;
  /** A notebook of the workspace tree. Throws ApiError when there is none. */
  notebook(path: string): Promise<{ path: string; text: string; language: Language }>;
  /** Python files that the code at this path may import, by their relative path. */
  modules(path: string): Promise<Record<string, string>>;
  /** A Python file of the tree, a volume or DBFS. Throws ApiError when there is none. */
  pythonFile(path: string): Promise<{ path: string; text: string }>;
}

/** Runs a notebook in a context of its own; its exit value is the result. */
export const notebookTask =
  (parts: CodeParts): TaskExecutor =>
  async (work) => {
    const { notebook_path, base_parameters } = work.task.notebook_task!;
    const notebook = await found(() => parts.notebook(notebook_path));
    if ("result" in notebook) return notebook;
    if (notebook.language === "SCALA" || notebook.language === "R")
      return failed(
        `The notebook ${notebook.path} is written in ${notebook.language === "R" ? "R" : "Scala"}, which is not part of the local workspace.`,
        "FEATURE_DISABLED",
      );
    return inContext(parts, work, notebook, async (context) => {
      const outcome = await context.runNotebook(notebook.text, notebook.language, base_parameters ?? {});
      const value = outcome.status === "exit" ? (outcome.value ?? "") : undefined;
      const result = value?.slice(0, MOST_TEXT);
      return told(outcome, {
        notebook_output: result === undefined ? {} : { result, truncated: result !== value },
      });
    });
  };

/** Runs a Python file as a program, with its parameters as `sys.argv`. */
export const pythonTask =
  (parts: CodeParts): TaskExecutor =>
  async (work) => {
    const { python_file, parameters } = work.task.spark_python_task!;
    const file = await found(() => parts.pythonFile(python_file));
    if ("result" in file) return file;
    return inContext(parts, work, { path: file.path, language: "PYTHON" }, async (context) =>
      told(await context.runFile(file.text, file.path, parameters ?? []), {}),
    );
  };

async function found<T extends object>(look: () => Promise<T>): Promise<T | TaskOutcome> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof ApiError) return failed(error.message, "RESOURCE_NOT_FOUND");
    throw error;
  }
}

async function inContext(
  parts: CodeParts,
  work: TaskWork,
  { path, language }: { path: string; language: Language },
  go: (context: ExecutionContext) => Promise<TaskOutcome>,
): Promise<TaskOutcome> {
  const context = parts.open();
  context.notebookPath = path;
  parts.owners.set(context.id, { run: work.run, taskRun: work.taskRun, path, signal: work.signal });
  const stop = () => void context.cancel();
  work.signal.addEventListener("abort", stop, { once: true });
  try {
    const packages = packagesOf(work.task, work.settings);
    if (packages.length > 0) {
      const installed = await context.run(`%pip install ${packages.join(" ")}`, "PYTHON");
      if (installed.status !== "ok")
        return failed(
          `The packages ${packages.join(", ")} could not be installed. ${installed.summary ?? ""}`.trim(),
          "LIBRARY_INSTALLATION_ERROR",
          installed.output,
        );
    }
    if (work.signal.aborted) return { result: "CANCELED" };
    const modules = language === "PYTHON" ? await parts.modules(path) : {};
    if (Object.keys(modules).length > 0) {
      const placed = await context.run(modulesCode(modules), "PYTHON");
      if (placed.status !== "ok") return told(placed, {});
    }
    if (work.signal.aborted) return { result: "CANCELED" };
    return await go(context);
  } finally {
    work.signal.removeEventListener("abort", stop);
    parts.owners.delete(context.id);
    await context.close();
  }
}

/** What the task's libraries and its environment want from PyPI. */
function packagesOf(task: Task, settings: JobSettings): string[] {
  const environment = settings.environments?.find((each) => each.environment_key === task.environment_key);
  return [
    ...(task.libraries ?? []).flatMap(({ pypi }) => (pypi ? [pypi.package] : [])),
    ...(environment?.spec?.dependencies ?? []),
  ].flatMap((text) => text.trim().split(/\s+/));
}

function told(outcome: Outcome, output: Record<string, unknown>): TaskOutcome {
  const logs = outcome.output.slice(0, MOST_TEXT);
  const all = {
    ...output,
    ...(logs === "" ? {} : { logs, logs_truncated: logs.length < outcome.output.length }),
  };
  switch (outcome.status) {
    case "ok":
    case "exit":
      return { result: "SUCCESS", output: all };
    case "cancelled":
      return { result: "CANCELED", output: all };
    case "error": {
      const error = outcome.summary ?? "The code failed.";
      return {
        result: "FAILED",
        message: error,
        code: "RUN_EXECUTION_ERROR",
        output: { ...all, error, ...(outcome.cause ? { error_trace: outcome.cause } : {}) },
      };
    }
  }
}
