import { z } from "zod";
import { wasThere } from "../../client/http/if-there.ts";
import { defineTool } from "../../define-tool.ts";
import { resourceUrl } from "../../resource-url.ts";
import { changes, readsOnly, takesNothing } from "../annotations.ts";
import { bounded } from "../compute/command-text.ts";
import { judgeRead } from "../judge-read.ts";
import { said } from "../said.ts";
import { findPipeline } from "./find-pipeline.ts";
import { judgePipelineChange, judgeUpdate } from "./judge-pipeline.ts";
import { extraSettings, mergedSpec, newSpec, pipelineShape } from "./pipeline-spec.ts";
import { ended, updateErrors } from "./update-outcome.ts";

const pipelineId = z.string().min(1).describe("The pipeline's id.");
const updateId = z.string().min(1).describe("The update's id.");

export const createPipeline = defineTool({
  name: "create_pipeline",
  area: "pipelines",
  title: "Create a pipeline",
  description:
    "Makes a new pipeline. create_or_update_pipeline is the safer choice: it never makes a second one of a name.",
  input: { ...pipelineShape, extra_settings: extraSettings },
  searchHint: "pipeline create sdp dlt",
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  judge: judgePipelineChange,
  async handler(input, { workspace, signal, emit }) {
    const { pipeline_id } = await workspace.pipelines.create(newSpec(input), { signal });
    const url = resourceUrl(workspace.host, "pipeline", pipeline_id);
    emit({ kind: "resource", resource_type: "pipeline", name: input.name, id: pipeline_id, url });
    return {
      text: `Made the pipeline ${input.name} (${pipeline_id}): ${url}`,
      structured: { pipeline_id, url },
    };
  },
});

export const getPipeline = defineTool({
  name: "get_pipeline",
  area: "pipelines",
  title: "Look at a pipeline",
  description: "Gives a pipeline's state, settings and latest updates.",
  input: { pipeline_id: pipelineId },
  searchHint: "pipeline get state settings",
  annotations: readsOnly,
  judge: judgeRead,
  async handler({ pipeline_id }, { workspace, signal }) {
    const pipeline = await workspace.pipelines.get(pipeline_id, { signal });
    const structured = { ...pipeline, url: resourceUrl(workspace.host, "pipeline", pipeline_id) };
    return { text: bounded(JSON.stringify(structured)), structured };
  },
});

export const updatePipeline = defineTool({
  name: "update_pipeline",
  area: "pipelines",
  title: "Change a pipeline",
  description: "Changes the settings that you name; the others stay.",
  input: {
    pipeline_id: pipelineId,
    name: pipelineShape.name.optional(),
    root_path: pipelineShape.root_path.optional(),
    catalog: pipelineShape.catalog.optional(),
    schema: pipelineShape.schema.optional(),
    workspace_file_paths: pipelineShape.workspace_file_paths.optional(),
    extra_settings: extraSettings,
  },
  searchHint: "pipeline update edit settings",
  annotations: changes,
  judge: judgePipelineChange,
  async handler({ pipeline_id, ...changes }, { workspace, signal }) {
    const { spec } = await workspace.pipelines.get(pipeline_id, { signal });
    await workspace.pipelines.edit(pipeline_id, mergedSpec(spec ?? {}, changes), { signal });
    return { text: `Changed the pipeline ${pipeline_id}.`, structured: { pipeline_id, status: "updated" } };
  },
});

export const deletePipeline = defineTool({
  name: "delete_pipeline",
  area: "pipelines",
  title: "Delete a pipeline",
  description: "Deletes a pipeline and with it the tables that it made.",
  input: { pipeline_id: pipelineId },
  searchHint: "pipeline delete remove",
  annotations: changes,
  judge: ({ pipeline_id: id }) => ({
    consequence: "destructive",
    reason: `deletes the pipeline ${said(id)} and its tables`,
  }),
  async handler({ pipeline_id }, { workspace, signal }) {
    if (!(await wasThere(workspace.pipelines.delete(pipeline_id, { signal }))))
      return {
        text: `There is no pipeline ${pipeline_id}; nothing was deleted.`,
        structured: { pipeline_id, status: "not_found" },
      };
    return { text: `Deleted the pipeline ${pipeline_id}.`, structured: { pipeline_id, status: "deleted" } };
  },
});

export const findPipelineByName = defineTool({
  name: "find_pipeline_by_name",
  area: "pipelines",
  title: "Find a pipeline",
  description: "Finds the pipeline of exactly this name and gives its id.",
  input: { name: z.string().min(1).describe("The pipeline's name.") },
  searchHint: "pipeline find name",
  annotations: readsOnly,
  judge: judgeRead,
  async handler({ name }, { workspace, signal }) {
    const found = await findPipeline(workspace, name, signal);
    return {
      text: found ? `${name} is ${found.pipeline_id}.` : `There is no pipeline ${JSON.stringify(name)}.`,
      structured: { found: found !== undefined, pipeline_id: found?.pipeline_id ?? null },
    };
  },
});

export const startUpdate = defineTool({
  name: "start_update",
  area: "pipelines",
  title: "Run a pipeline",
  description:
    "Starts an update of a pipeline and returns its id at once; get_update says how it goes. validate_only checks the " +
    "sources and writes nothing.",
  input: {
    pipeline_id: pipelineId,
    refresh_selection: z.array(z.string().min(1)).optional().describe("Only these tables."),
    full_refresh: z.boolean().default(false).describe("Begin all tables anew."),
    full_refresh_selection: z.array(z.string().min(1)).optional().describe("Begin these tables anew."),
    validate_only: z.boolean().default(false).describe("Check the sources; write nothing."),
  },
  searchHint: "pipeline start update run refresh validate dry run",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  judge: judgeUpdate,
  async handler({ pipeline_id, ...request }, { workspace, signal }) {
    const chosen = Object.fromEntries(
      Object.entries(request).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value)),
    );
    const { update_id } = await workspace.pipelines.startUpdate(pipeline_id, chosen, { signal });
    return {
      text: `The update ${update_id} has started. Look at it with get_update.`,
      structured: { update_id, pipeline_id },
    };
  },
});

export const getUpdate = defineTool({
  name: "get_update",
  area: "pipelines",
  title: "Look at a pipeline's run",
  description: "Says how an update of a pipeline goes; of one that failed also why.",
  input: { pipeline_id: pipelineId, update_id: updateId },
  searchHint: "pipeline update state status errors",
  annotations: readsOnly,
  judge: judgeRead,
  async handler({ pipeline_id, update_id }, { workspace, signal }) {
    const update = await workspace.pipelines.update(pipeline_id, update_id, { signal });
    const errors =
      update.state === "FAILED" ? await updateErrors(workspace, pipeline_id, update_id, signal) : [];
    const structured = {
      update_id,
      pipeline_id,
      state: update.state,
      success: update.state === "COMPLETED",
      ended: ended.has(update.state),
      ...(errors.length > 0 ? { errors } : {}),
    };
    return { text: [`The update is ${update.state}.`, ...errors].join("\n\n"), structured };
  },
});

export const stopPipeline = defineTool({
  name: "stop_pipeline",
  area: "pipelines",
  title: "Stop a pipeline",
  description: "Ends the update that a pipeline is running now, if any.",
  input: { pipeline_id: pipelineId },
  searchHint: "pipeline stop cancel",
  annotations: takesNothing,
  judge: ({ pipeline_id: id }) => ({
    consequence: "write_out_of_scope",
    reason: `stops what the pipeline ${said(id)} runs`,
  }),
  async handler({ pipeline_id }, { workspace, signal }) {
    await workspace.pipelines.stop(pipeline_id, { signal });
    return {
      text: `The pipeline ${pipeline_id} is stopping.`,
      structured: { pipeline_id, status: "stopping" },
    };
  },
});

export const getPipelineEvents = defineTool({
  name: "get_pipeline_events",
  area: "pipelines",
  title: "Read a pipeline's events",
  description: "Gives the newest events of a pipeline, errors with their reasons.",
  input: {
    pipeline_id: pipelineId,
    max_results: z.number().int().min(1).max(1000).default(100).describe("Most events to give."),
  },
  searchHint: "pipeline events log errors expectations data quality",
  annotations: readsOnly,
  judge: judgeRead,
  async handler({ pipeline_id, max_results }, { workspace, signal }) {
    const { items } = await workspace.pipelines.events(pipeline_id, { limit: max_results, signal });
    const events = items.map(({ timestamp, level, event_type, message, error }) => ({
      timestamp,
      level,
      event_type,
      message,
      ...(error?.exceptions?.[0]?.message ? { error: error.exceptions[0].message } : {}),
    }));
    const lines = events.map(
      (event) =>
        `${event.timestamp ?? ""} ${event.level ?? ""} ${event.event_type ?? ""}: ${event.error ?? event.message ?? ""}`,
    );
    return { text: bounded(lines.join("\n") || "There are no events yet."), structured: { events } };
  },
});
