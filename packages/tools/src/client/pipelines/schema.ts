import { z } from "zod";

/** Settings as the workspace keeps them; what we do not know is carried along. */
export const pipelineSpecSchema = z.looseObject({
  name: z.string().nullish(),
  catalog: z.string().nullish(),
  schema: z.string().nullish(),
  target: z.string().nullish(),
  root_path: z.string().nullish(),
  libraries: z.array(z.looseObject({})).nullish(),
});
export type PipelineSpec = z.infer<typeof pipelineSpecSchema>;

export const pipelineSchema = z.looseObject({
  pipeline_id: z.string(),
  name: z.string().nullish(),
  state: z.string().nullish(),
  health: z.string().nullish(),
  creator_user_name: z.string().nullish(),
  spec: pipelineSpecSchema.nullish(),
  latest_updates: z.array(z.looseObject({ update_id: z.string(), state: z.string().nullish() })).nullish(),
});
export type Pipeline = z.infer<typeof pipelineSchema>;

export const pipelineListSchema = z.object({
  statuses: z.array(pipelineSchema).nullish(),
  next_page_token: z.string().nullish(),
});

export const updateSchema = z.object({
  update: z.looseObject({
    update_id: z.string(),
    /** QUEUED, CREATED, WAITING_FOR_RESOURCES, INITIALIZING, RESETTING, SETTING_UP_TABLES, RUNNING, STOPPING, COMPLETED, FAILED or CANCELED. */
    state: z.string(),
    creation_time: z.number().nullish(),
    full_refresh: z.boolean().nullish(),
  }),
});
export type PipelineUpdate = z.infer<typeof updateSchema>["update"];

export const eventSchema = z.looseObject({
  id: z.string().nullish(),
  timestamp: z.string().nullish(),
  level: z.string().nullish(),
  event_type: z.string().nullish(),
  message: z.string().nullish(),
  origin: z.looseObject({ update_id: z.string().nullish(), flow_name: z.string().nullish() }).nullish(),
  error: z
    .looseObject({
      exceptions: z
        .array(z.looseObject({ class_name: z.string().nullish(), message: z.string().nullish() }))
        .nullish(),
    })
    .nullish(),
});
export type PipelineEvent = z.infer<typeof eventSchema>;

export const eventListSchema = z.object({
  events: z.array(eventSchema).nullish(),
  next_page_token: z.string().nullish(),
});
