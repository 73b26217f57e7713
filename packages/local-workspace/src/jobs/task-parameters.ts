import type { TaskKind } from "./check-settings.ts";
import type { Task } from "./job-settings.ts";
import type { RunRecord } from "./run-record.ts";

/** The task with the run's parameters: those of the job win over the task's own of the same name. */
export function withRunParameters(task: Task, kind: TaskKind, run: RunRecord): Task {
  const { parameters, overrides } = run;
  switch (kind) {
    case "notebook_task": {
      const own = task.notebook_task!;
      const base_parameters = { ...own.base_parameters, ...overrides.notebook_params, ...parameters };
      return { ...task, notebook_task: { ...own, base_parameters } };
    }
    case "sql_task": {
      const own = task.sql_task!;
      return {
        ...task,
        sql_task: { ...own, parameters: { ...own.parameters, ...overrides.sql_params, ...parameters } },
      };
    }
    case "spark_python_task":
      if (!overrides.python_params) return task;
      return {
        ...task,
        spark_python_task: { ...task.spark_python_task!, parameters: overrides.python_params },
      };
    case "pipeline_task":
      if (overrides.pipeline_params?.full_refresh === undefined) return task;
      return {
        ...task,
        pipeline_task: { ...task.pipeline_task!, full_refresh: overrides.pipeline_params.full_refresh },
      };
    default:
      return task;
  }
}
