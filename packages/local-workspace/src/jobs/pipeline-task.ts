import type { PipelineRunner } from "../pipelines/pipeline-runner.ts";
import { ApiError } from "../rest/api-error.ts";
import { failed, type TaskExecutor } from "./task-work.ts";

/** Runs an update of a pipeline to its end. */
export const pipelineTask =
  (pipelines: () => PipelineRunner | undefined): TaskExecutor =>
  async ({ task, signal }) => {
    const runner = pipelines();
    if (!runner) return failed("Pipelines are not part of the local workspace.", "FEATURE_DISABLED");
    const { pipeline_id, full_refresh, full_refresh_selection, refresh_selection } = task.pipeline_task!;
    try {
      const update = runner.startUpdate(pipeline_id, {
        cause: "JOB_TASK",
        fullRefresh: full_refresh ?? false,
        ...(refresh_selection ? { refreshSelection: refresh_selection } : {}),
        ...(full_refresh_selection ? { fullRefreshSelection: full_refresh_selection } : {}),
      });
      const stop = () => update.cancel();
      signal.addEventListener("abort", stop, { once: true });
      if (signal.aborted) stop();
      const state = await update.done;
      signal.removeEventListener("abort", stop);
      const output = { info: `Update ${update.updateId} of the pipeline ${pipeline_id}: ${state}.` };
      if (state === "COMPLETED") return { result: "SUCCESS", output };
      if (state === "CANCELED" && signal.aborted) return { result: "CANCELED", output };
      const problem = failed(
        state === "CANCELED"
          ? `The update ${update.updateId} was stopped.`
          : (update.failure() ?? `The update ${update.updateId} failed.`),
      );
      return { ...problem, output: { ...output, ...problem.output } };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return failed(error.message, error.status === 404 ? "RESOURCE_NOT_FOUND" : "RUN_EXECUTION_ERROR");
    }
  };
