import { z } from "zod";
import { invalidParameter, notImplemented } from "../rest/api-error.ts";
import { check } from "../rest/parse.ts";

const path = z.object({ path: z.string().min(1).startsWith("/") }).loose();
const librarySchema = z
  .object({
    notebook: path.optional(),
    file: path.optional(),
    glob: z
      .object({ include: z.string().min(1).startsWith("/") })
      .loose()
      .optional(),
    jar: z.string().optional(),
    whl: z.string().optional(),
    maven: z.unknown().optional(),
  })
  .loose();

const name = z.string().min(1).max(255);

/** Settings of a pipeline as clients send them. What has no effect here is kept and given back. */
export const specBody = z
  .object({
    name: z.string().min(1).max(1000),
    catalog: name.optional(),
    schema: name.optional(),
    target: name.optional(),
    storage: z.string().optional(),
    root_path: z.string().startsWith("/").optional(),
    filters: z.object({}).loose().optional(),
    libraries: z.array(librarySchema).max(100).default([]),
    configuration: z.record(z.string(), z.string()).optional(),
    clusters: z.array(z.object({}).loose()).optional(),
    continuous: z.boolean().optional(),
    development: z.boolean().optional(),
    serverless: z.boolean().optional(),
    photon: z.boolean().optional(),
    channel: z.string().optional(),
    edition: z.string().optional(),
    tags: z.record(z.string(), z.string()).optional(),
    notifications: z.array(z.object({}).loose()).optional(),
    allow_duplicate_names: z.boolean().optional(),
    dry_run: z.boolean().optional(),
    ingestion_definition: z.unknown().optional(),
    gateway_definition: z.unknown().optional(),
    event_log: z.object({ name, catalog: name.optional(), schema: name.optional() }).loose().optional(),
    expected_last_modified: z.number().optional(),
    id: z.string().optional(),
    pipeline_id: z.string().optional(),
  })
  .loose();
export type SpecBody = z.infer<typeof specBody>;

/** What an update needs of the settings. */
export interface PipelineSpec {
  catalog: string;
  schema: string;
  libraries: {
    notebook?: { path: string } | undefined;
    file?: { path: string } | undefined;
    glob?: { include: string } | undefined;
  }[];
  configuration: Record<string, string>;
  /** Folder whose Python files the sources may import. */
  rootPath?: string;
  /** Table that the event log is written to after each update. */
  eventLog?: { name: string; catalog?: string | undefined; schema?: string | undefined };
}

/** Refuses by name what this workspace cannot do, so that no setting is silently without effect on the data. */
export function refuseSettings(body: SpecBody): void {
  if (body.continuous)
    throw notImplemented("A continuous pipeline (start updates, or schedule a job that does)");
  if (body.ingestion_definition !== undefined || body.gateway_definition !== undefined)
    throw notImplemented("A managed ingestion pipeline (ingestion_definition, gateway_definition)");
  if (body.filters !== undefined && Object.values(body.filters).some((each) => each !== undefined))
    throw notImplemented("The setting filters of a pipeline");
  for (const [index, library] of body.libraries.entries()) {
    for (const kind of ["jar", "whl", "maven"] as const)
      if (library[kind] !== undefined) throw notImplemented(`The library kind ${kind} of a pipeline`);
    if ([library.notebook, library.file, library.glob].filter((each) => each !== undefined).length !== 1)
      throw invalidParameter(`'libraries.${index}': give one of notebook, file and glob`);
  }
  if (body.target !== undefined && body.schema !== undefined && body.target !== body.schema)
    throw invalidParameter("'target': give schema or target, not both");
}

/** The settings as clients get them back: without what belongs to the request alone. */
export function keptSpec(id: string, body: SpecBody): Record<string, unknown> {
  const { allow_duplicate_names, dry_run, expected_last_modified, pipeline_id, ...spec } = body;
  return { ...spec, id, continuous: false, development: body.development ?? false };
}

/** What an update works with. Throws ApiError when a stored record lacks what it needs. */
export function specOf(stored: Record<string, unknown>): PipelineSpec {
  const body = check(stored, specBody, "The pipeline's settings");
  return {
    catalog: body.catalog ?? "main",
    schema: body.schema ?? body.target ?? "default",
    libraries: body.libraries,
    configuration: body.configuration ?? {},
    ...(body.root_path ? { rootPath: body.root_path } : {}),
    ...(body.event_log ? { eventLog: body.event_log } : {}),
  };
}
