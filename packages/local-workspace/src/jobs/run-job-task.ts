import { ApiError } from "../rest/api-error.ts";
import type { JobService } from "./job-service.ts";
import { overridesSchema } from "./run-record.ts";
import { failed, type TaskExecutor, untilAborted } from "./task-work.ts";

/** Runs another job to its end. */
export const runJobTask =
  (service: () => JobService): TaskExecutor =>
  async ({ task, taskRun, signal }) => {
    const { job_id, job_parameters } = task.run_job_task!;
    const overrides = overridesSchema.parse(task.run_job_task);
    const jobs = service();
    try {
      const run = jobs.runNow(job_id, {
        trigger: "RUN_JOB_TASK",
        startedBy: taskRun,
        overrides,
        ...(job_parameters ? { jobParameters: job_parameters } : {}),
      });
      const keeps = { childRunId: run.id };
      const output = { run_job_output: { run_id: run.id } };
      jobs.runs.changeTask(taskRun, keeps);
      const ended = await untilAborted(jobs.ended(run), signal);
      if (!ended) {
        // While the workspace closes, runs are ended by it and not canceled by a person.
        if (signal.reason !== "stopped") jobs.cancel(run.id);
        return { result: "CANCELED", output };
      }
      if (run.result === "SUCCESS" || run.result === "SUCCESS_WITH_FAILURES")
        return { result: "SUCCESS", output };
      const problem = failed(
        `Run ${run.id} of job ${job_id} ended as ${run.result ?? run.life}. ${run.message}`.trim(),
      );
      return { ...problem, output: { ...output, ...problem.output } };
    } catch (error) {
      if (error instanceof ApiError) return failed(error.message, "RESOURCE_NOT_FOUND");
      throw error;
    }
  };
