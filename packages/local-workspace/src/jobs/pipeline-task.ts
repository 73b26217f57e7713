import { ApiError } from "../rest/api-error.ts";
import { failed, type TaskExecutor } from "./task-work.ts";

/** What jobs need of pipelines. */
export interface PipelineRunner {
  /**
   * Runs an update of the pipeline to its end; an aborted signal stops it. Rejects with ApiError when there is no such
   * pipeline.
   */
  run(
    pipelineId: string,
    options: { fullRefresh: boolean },
    signal: AbortSignal,
  ): Promise<{ updateId: string; state: "COMPLETED" | "FAILED" | "CANCELED"; message?: string }>;
}

export const pipelineTask =
  (pipelines: () => PipelineRunner | undefined): TaskExecutor =>
  async ({ task, signal }) => {
    const runner = pipelines();
    if (!runner) return failed("Pipelines are not part of the local workspace.", "FEATURE_DISABLED");
    const { pipeline_id, full_refresh } = task.pipeline_task!;
    try {
      const update = await runner.run(pipeline_id, { fullRefresh: full_refresh ?? false }, signal);
      const output = { info: `Update ${update.updateId} of the pipeline ${pipeline_id}: ${update.state}.` };
      if (update.state === "COMPLETED") return { result: "SUCCESS", output };
      if (update.state === "CANCELED") return { result: "CANCELED", output };
      const problem = failed(update.message ?? `The update ${update.updateId} failed.`);
      return { ...problem, output: { ...output, ...problem.output } };
    } catch (error) {
      if (error instanceof ApiError) return failed(error.message, "RESOURCE_NOT_FOUND");
      throw error;
    }
  };
