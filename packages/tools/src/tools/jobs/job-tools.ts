import { z } from "zod";
import { orFind } from "../../client/http/if-there.ts";
import { isWorkspaceError } from "../../client/http/workspace-error.ts";
import type { Job } from "../../client/jobs/schema.ts";
import { defineTool } from "../../define-tool.ts";
import { resourceUrl } from "../../resource-url.ts";
import type { ToolContext } from "../../types.ts";
import { changes, readsOnly, takesNothing } from "../annotations.ts";
import { bounded } from "../compute/command-text.ts";
import { judgeRead } from "../judge-read.ts";
import { said } from "../said.ts";
import { findJob } from "./find-job.ts";
import { jobOptions, settingsOf, taskList } from "./job-shape.ts";

const jobId = z.number().int().describe("The job's id.");

const shown = (job: Job) => ({
  job_id: job.job_id,
  name: job.settings?.name ?? null,
  creator_user_name: job.creator_user_name ?? null,
  created_time: job.created_time ? new Date(job.created_time).toISOString() : null,
});

export const listJobs = defineTool({
  name: "list_jobs",
  area: "jobs",
  title: "List jobs",
  description: "Lists the jobs that you can see, newest first.",
  input: {
    name: z.string().optional().describe("Only the job of this name."),
    limit: z.number().int().min(1).max(1000).default(25).describe("Most jobs to give."),
    expand_tasks: z.boolean().default(false).describe("Give their tasks and clusters too."),
  },
  searchHint: "job list workflow lakeflow",
  annotations: readsOnly,
  judge: judgeRead,
  async handler({ name, limit, expand_tasks }, { workspace, signal }) {
    const { items, truncated } = await workspace.jobs.list({
      ...(name ? { name } : {}),
      limit,
      expandTasks: expand_tasks,
      signal,
    });
    const jobs = items.map((job) => (expand_tasks ? { ...shown(job), settings: job.settings } : shown(job)));
    const more = truncated ? `\n(first ${jobs.length}; there are more)` : "";
    return {
      text: jobs.length > 0 ? bounded(JSON.stringify(jobs)) + more : "There is no such job.",
      structured: { jobs, truncated },
    };
  },
});

export const getJob = defineTool({
  name: "get_job",
  area: "jobs",
  title: "Look at a job",
  description: "Gives a job's settings with all its tasks.",
  input: { job_id: jobId },
  searchHint: "job get settings tasks",
  annotations: readsOnly,
  judge: judgeRead,
  async handler({ job_id }, { workspace, signal }) {
    const job = await workspace.jobs.get(job_id, { signal });
    const structured = { ...job, url: resourceUrl(workspace.host, "job", String(job_id)) };
    return { text: bounded(JSON.stringify(structured)), structured };
  },
});

export const findJobByName = defineTool({
  name: "find_job_by_name",
  area: "jobs",
  title: "Find a job",
  description: "Finds the job of exactly this name and gives its id.",
  input: { name: z.string().min(1).describe("The job's name.") },
  searchHint: "job find name",
  annotations: readsOnly,
  judge: judgeRead,
  async handler({ name }, { workspace, signal }) {
    const job = await findJob(workspace, name, signal);
    return {
      text: job ? `${name} is ${job.job_id}.` : `There is no job ${JSON.stringify(name)}.`,
      structured: { found: job !== undefined, job_id: job?.job_id ?? null },
    };
  },
});

export const createJob = defineTool({
  name: "create_job",
  area: "jobs",
  title: "Create a job",
  description:
    "Makes a job with one or more tasks; without clusters they run serverless. A job of this name is left as it is and " +
    "its id given back, so a repeated call makes no second one; change it with update_job.",
  input: { name: z.string().min(1).describe("The job's name."), tasks: taskList, ...jobOptions },
  searchHint: "job create workflow task schedule notebook lakeflow",
  annotations: takesNothing,
  judge: ({ name, schedule }) => ({
    consequence: schedule ? "costs" : "write_out_of_scope",
    reason: `makes the job ${said(name)}${schedule ? ", which runs on a schedule" : ""}`.trim(),
  }),
  async handler(input, context) {
    const { workspace, signal } = context;
    const find = async () => (await findJob(workspace, input.name, signal))?.job_id;
    const existing = await find();
    if (existing !== undefined) {
      const url = announce(context, input.name, existing);
      return {
        text: `There is a job ${input.name} already (${existing}); it was left as it is: ${url}`,
        structured: { job_id: existing, name: input.name, already_exists: true, url },
      };
    }
    const settings = settingsOf({ max_concurrent_runs: 1, ...input });
    const create = async () => (await workspace.jobs.create(settings, { signal })).job_id;
    const job_id = await orFind(create, find, signal);
    const url = announce(context, input.name, job_id);
    return {
      text: `Made the job ${input.name} (${job_id}): ${url}`,
      structured: { job_id, name: input.name, already_exists: false, url },
    };
  },
});

function announce({ workspace, emit }: ToolContext, name: string, job_id: number): string {
  const url = resourceUrl(workspace.host, "job", String(job_id));
  emit({ kind: "resource", resource_type: "job", name, id: String(job_id), url });
  return url;
}

export const updateJob = defineTool({
  name: "update_job",
  area: "jobs",
  title: "Change a job",
  description:
    "Changes the settings that you name; others stay. A list (tasks, parameters …) replaces the whole list.",
  input: {
    job_id: jobId,
    name: z.string().optional().describe("A new name."),
    tasks: taskList.optional(),
    ...jobOptions,
  },
  searchHint: "job update edit settings tasks schedule",
  annotations: changes,
  judge: ({ job_id: id, schedule }) => ({
    consequence: schedule ? "costs" : "write_out_of_scope",
    reason: `changes the job ${said(id)}`,
  }),
  async handler({ job_id, ...changes }, { workspace, signal }) {
    await workspace.jobs.update(job_id, settingsOf(changes), { signal });
    return { text: `Changed the job ${job_id}.`, structured: { job_id, status: "updated" } };
  },
});

export const deleteJob = defineTool({
  name: "delete_job",
  area: "jobs",
  title: "Delete a job",
  description: "Deletes a job with the history of its runs.",
  input: { job_id: jobId },
  searchHint: "job delete remove",
  annotations: changes,
  judge: ({ job_id: id }) => ({ consequence: "destructive", reason: `deletes the job ${said(id)}` }),
  async handler({ job_id }, { workspace, signal }) {
    try {
      await workspace.jobs.delete(job_id, { signal });
    } catch (error) {
      const gone = isWorkspaceError(error) && /does not exist|no job/i.test(error.message);
      if (!gone) throw error;
      return {
        text: `There is no job ${job_id}; nothing was deleted.`,
        structured: { job_id, status: "not_found" },
      };
    }
    return { text: `Deleted the job ${job_id}.`, structured: { job_id, status: "deleted" } };
  },
});
