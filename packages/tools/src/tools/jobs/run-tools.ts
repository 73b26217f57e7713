import { randomUUID } from "node:crypto";
import { z } from "zod";
import { defineTool } from "../../define-tool.ts";
import { failureOutput, wrongInput } from "../../tool-failure.ts";
import { readsOnly, takesNothing } from "../annotations.ts";
import { bounded, withoutColours } from "../compute/command-text.ts";
import { judgeRead } from "../judge-read.ts";
import { said } from "../said.ts";
import { settingsOf } from "./job-shape.ts";
import { describeRun, isOver, runErrors, waitForRun } from "./run-outcome.ts";

const runId = z.number().int().describe("The run's id.");
const object = z.record(z.string(), z.unknown());

export const runJobNow = defineTool({
  name: "run_job_now",
  area: "jobs",
  title: "Run a job",
  description: "Starts a run of a job and gives its id at once; wait_for_run waits for its end.",
  input: {
    job_id: z.number().int().describe("The job's id."),
    idempotency_token: z.string().optional().describe("The same token again starts no second run."),
    job_parameters: z.record(z.string(), z.string()).optional().describe("Values of the job's parameters."),
    jar_params: z.array(z.string()).optional().describe("For JAR tasks."),
    notebook_params: z.record(z.string(), z.string()).optional().describe("For notebook tasks."),
    python_params: z.array(z.string()).optional().describe("For Python file tasks."),
    spark_submit_params: z.array(z.string()).optional().describe("For spark-submit tasks."),
    python_named_params: z.record(z.string(), z.string()).optional().describe("For Python wheel tasks."),
    pipeline_params: object.optional().describe("For pipeline tasks, e.g. {full_refresh: true}."),
    sql_params: z.record(z.string(), z.string()).optional().describe("For SQL tasks."),
    dbt_commands: z.array(z.string()).optional().describe("For dbt tasks."),
    queue: object.optional().describe("{enabled: true} lets the run wait for room."),
  },
  searchHint: "job run start trigger now",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  judge: ({ job_id: id }) => ({ consequence: "costs", reason: `runs the job ${said(id)}` }),
  async handler(input, { workspace, signal }) {
    // A token of our own: a retry after a lost answer starts no second run.
    const request = { idempotency_token: randomUUID(), ...settingsOf(input), job_id: input.job_id };
    const { run_id } = await workspace.jobs.runNow(request, { signal });
    return {
      text: `The run ${run_id} has started. Wait for it with wait_for_run.`,
      structured: { run_id, job_id: input.job_id },
    };
  },
});

export const getRun = defineTool({
  name: "get_run",
  area: "jobs",
  title: "Look at a run",
  description: "Says how a run of a job goes, task by task.",
  input: { run_id: runId },
  searchHint: "job run get state status tasks",
  annotations: readsOnly,
  judge: judgeRead,
  async handler({ run_id }, { workspace, signal }) {
    const run = await workspace.jobs.run(run_id, { signal });
    const structured = {
      ...describeRun(run),
      tasks: (run.tasks ?? []).map(({ run_id: id, task_key, state }) => ({
        run_id: id,
        task_key,
        lifecycle_state: state?.life_cycle_state ?? null,
        result_state: state?.result_state ?? null,
        ...(state?.state_message ? { state_message: state.state_message } : {}),
      })),
    };
    return { text: bounded(JSON.stringify(structured)), structured };
  },
});

export const getRunOutput = defineTool({
  name: "get_run_output",
  area: "jobs",
  title: "Read a run's output",
  description: "Gives what a task put out, or why it failed. Of a run with one task its own id will do.",
  input: { run_id: runId },
  searchHint: "job run output logs error trace notebook result",
  annotations: readsOnly,
  judge: judgeRead,
  async handler({ run_id }, { workspace, signal }) {
    const run = await workspace.jobs.run(run_id, { signal });
    const tasks = run.tasks ?? [];
    const own = tasks.some((task) => task.run_id === run_id) || tasks.length === 0;
    if (!own && tasks.length > 1)
      return wrongInput(
        `The run ${run_id} has ${tasks.length} tasks, each with an output of its own.`,
        `Ask for one of them: ${tasks.map((task) => `${task.task_key} is ${task.run_id}`).join(", ")}.`,
      );
    const { metadata: _, ...output } = await workspace.jobs.output(own ? run_id : tasks[0]!.run_id, {
      signal,
    });
    const text =
      output.error_trace ||
      output.error ||
      output.notebook_output?.result ||
      output.logs ||
      "It has put out nothing.";
    return { text: bounded(withoutColours(text)), structured: { ...output } };
  },
});

export const cancelRun = defineTool({
  name: "cancel_run",
  area: "jobs",
  title: "Cancel a run",
  description: "Ends a run of a job with all its tasks, at once.",
  input: { run_id: runId },
  searchHint: "job run cancel stop",
  annotations: takesNothing,
  judge: ({ run_id: id }) => ({ consequence: "write_out_of_scope", reason: `cancels the run ${said(id)}` }),
  async handler({ run_id }, { workspace, signal }) {
    await workspace.jobs.cancelRun(run_id, { signal });
    return { text: `The run ${run_id} is being cancelled.`, structured: { run_id, status: "cancelling" } };
  },
});

export const listRuns = defineTool({
  name: "list_runs",
  area: "jobs",
  title: "List runs",
  description: "Lists runs of jobs, of one job or of all, newest first.",
  input: {
    job_id: z.number().int().optional().describe("Only runs of this job."),
    active_only: z.boolean().default(false).describe("Only runs that go on."),
    completed_only: z.boolean().default(false).describe("Only runs that are over."),
    limit: z.number().int().min(1).max(1000).default(25).describe("Most runs to give."),
    offset: z.number().int().min(0).default(0).describe("Leave out this many of the newest."),
    start_time_from: z.number().int().optional().describe("Milliseconds since 1970: not older than this."),
    start_time_to: z.number().int().optional().describe("Milliseconds since 1970: not newer than this."),
  },
  searchHint: "job runs list history",
  annotations: readsOnly,
  judge: judgeRead,
  async handler({ limit, offset, active_only, completed_only, ...times }, { workspace, signal }) {
    if (active_only && completed_only)
      return wrongInput(
        "A run is either going on or over: active_only and completed_only exclude each other.",
        "Give one of the two, or neither.",
      );
    const filter = {
      ...times,
      ...(active_only ? { active_only } : {}),
      ...(completed_only ? { completed_only } : {}),
    };
    const { items, truncated } = await workspace.jobs.runs(filter, { limit: limit + offset, signal });
    const runs = items.slice(offset).map((run) => describeRun(run));
    const more = truncated ? `\n(first ${runs.length}; there are more)` : "";
    return {
      text: runs.length > 0 ? bounded(JSON.stringify(runs)) + more : "There is no such run.",
      structured: { runs, truncated },
    };
  },
});

export const waitForRunTool = defineTool({
  name: "wait_for_run",
  area: "jobs",
  title: "Wait for a run",
  description:
    "Waits for the end of a run and gives its outcome, of a failed one with the reasons of its tasks.",
  input: {
    run_id: runId,
    timeout: z.number().int().min(1).max(86_400).default(3600).describe("Most seconds to wait."),
    poll_interval: z
      .number()
      .min(0)
      .default(10)
      .describe("Has no effect: it looks often at first, then less often."),
  },
  searchHint: "job run wait finish result",
  annotations: readsOnly,
  judge: judgeRead,
  async handler({ run_id, timeout }, context) {
    const run = await waitForRun(context, run_id, timeout * 1000);
    if (!isOver(run)) {
      const structured = describeRun(run);
      return {
        text: `The run ${run_id} is still ${structured.lifecycle_state} after ${timeout} s. It goes on; wait again or cancel_run.`,
        structured: { ...structured },
      };
    }
    const errors =
      run.state?.result_state === "SUCCESS" ? [] : await runErrors(context.workspace, run, context.signal);
    const structured = describeRun(run, errors);
    if (structured.success)
      return {
        text: `The run ${run_id} succeeded${structured.duration_seconds === null ? "" : ` in ${structured.duration_seconds} s`}.`,
        structured: { ...structured },
      };
    const failure = failureOutput({
      code: "RUN_FAILED",
      message:
        `The run ${run_id} ended as ${structured.result_state ?? structured.lifecycle_state}. ${structured.state_message ?? ""}`.trim(),
      retryable: false,
      suggestion: "Correct the cause, then run the job again.",
    });
    return {
      ...failure,
      text: [failure.text, ...errors].join("\n\n"),
      structured: { ...failure.structured, ...structured },
    };
  },
});
