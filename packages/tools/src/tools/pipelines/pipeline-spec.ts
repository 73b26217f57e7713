import { LakehandError } from "@lakehand/protocol";
import { z } from "zod";
import type { PipelineSpec } from "../../client/pipelines/schema.ts";

/** Settings of a pipeline, given by tools that make or change one. */
export const pipelineShape = {
  name: z.string().min(1).describe("The pipeline's name."),
  root_path: z.string().min(1).describe("Folder of the workspace that its sources lie in."),
  catalog: z.string().min(1).describe("Catalog that its tables go to."),
  schema: z.string().min(1).describe("Schema that its tables go to."),
  workspace_file_paths: z
    .array(z.string().min(1))
    .min(1)
    .describe("Paths of its SQL and Python sources in the workspace."),
};

export const extraSettings = z
  .record(z.string(), z.unknown())
  .optional()
  .describe(
    "More settings as the Pipelines API names them (development, configuration, tags, clusters, channel, photon, " +
      "notifications, event_log …). The named parameters win; an `id` in it means that pipeline.",
  );

export interface PipelineInput {
  name?: string | undefined;
  root_path?: string | undefined;
  catalog?: string | undefined;
  schema?: string | undefined;
  workspace_file_paths?: string[] | undefined;
  extra_settings?: Record<string, unknown> | undefined;
}

/** A new pipeline's settings: Unity Catalog, serverless and triggered unless `extra_settings` say otherwise. */
export function newSpec(input: PipelineInput): PipelineSpec {
  return mergedSpec(
    { serverless: !input.extra_settings?.clusters, continuous: false, channel: "CURRENT" },
    input,
  );
}

/** Settings with those of the call in their place; what the call does not name stays. */
export function mergedSpec(current: PipelineSpec, input: PipelineInput): PipelineSpec {
  const { id: _id, pipeline_id: _pipelineId, ...extra } = input.extra_settings ?? {};
  const { workspace_file_paths: paths, extra_settings: _, ...named } = input;
  const given = Object.fromEntries(
    Object.entries(named).filter(([, value]) => value !== undefined && value !== ""),
  );
  return {
    ...current,
    ...extra,
    ...given,
    ...(paths ? { libraries: paths.map((path) => library(path)) } : {}),
    // The older name of the same thing; the API refuses both together.
    ...(given.schema ? { target: undefined } : {}),
  };
}

/** Source files are `file`s; `/**` at the end is a folder's. */
function library(path: string): Record<string, unknown> {
  if (path.includes("\0"))
    throw new LakehandError({
      code: "PATH_INVALID",
      message: `${JSON.stringify(path)} is not a path.`,
      next: "Give paths of the workspace.",
      status: 400,
    });
  return path.endsWith("/**") ? { glob: { include: path } } : { file: { path } };
}
