import { z } from "zod";
import { orFind } from "../../client/http/if-there.ts";
import { defineTool, given } from "../../define-tool.ts";
import { resourceUrl } from "../../resource-url.ts";
import { failureOutput } from "../../tool-failure.ts";
import { changes } from "../annotations.ts";
import { findPipeline } from "./find-pipeline.ts";
import { judgePipelineChange } from "./judge-pipeline.ts";
import { extraSettings, mergedSpec, newSpec, pipelineShape } from "./pipeline-spec.ts";
import { updateOutcome } from "./update-outcome.ts";

export const createOrUpdatePipeline = defineTool({
  name: "create_or_update_pipeline",
  area: "pipelines",
  title: "Create or update a pipeline",
  description:
    "Makes a pipeline (Spark Declarative Pipelines) of this name, or changes the one that has it; what you do not name " +
    "stays. With start_run it is run at once, with wait_for_completion the outcome and its errors come back.",
  input: {
    ...pipelineShape,
    start_run: z.boolean().default(false).describe("Run it when it is saved."),
    wait_for_completion: z.boolean().default(false).describe("With start_run: wait for the end of the run."),
    full_refresh: z
      .boolean()
      .default(true)
      .describe("With start_run: begin all tables anew. false: go on with what is new."),
    timeout: z.number().int().min(1).max(7200).default(1800).describe("Most seconds to wait."),
    extra_settings: extraSettings,
  },
  searchHint: "pipeline sdp dlt delta live tables lakeflow create update streaming materialized view etl",
  annotations: changes,
  judge(input, scope) {
    const judged = judgePipelineChange(input, scope);
    return input.start_run === true && input.full_refresh !== false
      ? { consequence: "destructive", reason: `${judged.reason}, beginning its tables anew` }
      : judged;
  },
  async handler(input, context) {
    const { workspace, signal, emit } = context;
    const { start_run, wait_for_completion, full_refresh, timeout, ...settings } = input;
    const told = settings.extra_settings?.id ?? settings.extra_settings?.pipeline_id;
    const named = given(typeof told === "string" ? told : undefined);
    const find = async () => (await findPipeline(workspace, input.name, signal))?.pipeline_id;
    const create = async () => (await workspace.pipelines.create(newSpec(settings), { signal })).pipeline_id;
    const existing = named ?? (await find());
    const created = existing === undefined;
    const id = existing ?? (await orFind(create, find, signal));
    if (!created) {
      const { spec } = await workspace.pipelines.get(id, { signal });
      await workspace.pipelines.edit(id, mergedSpec(spec ?? {}, settings), { signal });
    }
    const url = resourceUrl(workspace.host, "pipeline", id);
    emit({ kind: "resource", resource_type: "pipeline", name: input.name, id, url });
    const base = {
      pipeline_id: id,
      pipeline_name: input.name,
      created,
      catalog: input.catalog,
      schema: input.schema,
      root_path: input.root_path,
      url,
    };
    const done = `${created ? "Made" : "Updated"} the pipeline ${input.name} (${id}): ${url}`;
    if (!start_run) return { text: done, structured: { ...base, success: true, message: done } };
    const { update_id } = await workspace.pipelines.startUpdate(id, { full_refresh }, { signal });
    if (!wait_for_completion) {
      const message = `${done}\nIts update ${update_id} has started; look at it with get_update.`;
      return { text: message, structured: { ...base, update_id, state: "QUEUED", success: true, message } };
    }
    const outcome = await updateOutcome(context, id, update_id, timeout * 1000);
    if (!outcome) {
      const message = `${done}\nIts update ${update_id} still runs after ${timeout} s; look at it with get_update.`;
      return { text: message, structured: { ...base, update_id, state: "RUNNING", success: false, message } };
    }
    const structured = { ...base, ...outcome };
    if (outcome.success)
      return { text: `${done}\nThe update completed in ${outcome.duration_seconds} s.`, structured };
    const failure = failureOutput({
      code: "PIPELINE_UPDATE_FAILED",
      message: `${done}\nIts update ended as ${outcome.state}.`,
      retryable: false,
      suggestion: "Correct the source, upload it, and run the pipeline again.",
    });
    return {
      ...failure,
      text: `${failure.text}\n\n${outcome.errors.join("\n\n") || "Its events name no error; see get_pipeline_events."}`,
      structured: { ...failure.structured, ...structured },
    };
  },
});
