import { z } from "zod";

/** A knowledge assistant or supervisor as the list of all of them shows it. */
export const tileSchema = z.looseObject({
  tile_id: z.string(),
  name: z.string().nullish(),
  /** KA or MAS. */
  tile_type: z.string().nullish(),
  description: z.string().nullish(),
  instructions: z.string().nullish(),
  serving_endpoint_name: z.string().nullish(),
});
export type Tile = z.infer<typeof tileSchema>;
export const tileListSchema = z.object({
  tiles: z.array(tileSchema).nullish(),
  next_page_token: z.string().nullish(),
});

/** PROVISIONING, ONLINE, OFFLINE, NOT_READY … */
const status = z.looseObject({ endpoint_status: z.string().nullish() }).nullish();

const knowledgeSource = z.looseObject({
  knowledge_source_id: z.string().nullish(),
  files_source: z
    .looseObject({
      name: z.string().nullish(),
      files: z.looseObject({ path: z.string().nullish() }).nullish(),
    })
    .nullish(),
});
const knowledgeAssistantSchema = z.looseObject({
  tile: tileSchema,
  status,
  knowledge_sources: z.array(knowledgeSource).nullish(),
});
export type KnowledgeAssistant = z.infer<typeof knowledgeAssistantSchema>;
export const knowledgeAssistantAnswerSchema = z.object({ knowledge_assistant: knowledgeAssistantSchema });

const supervisorSchema = z.looseObject({
  tile: tileSchema,
  status,
  agents: z.array(z.looseObject({ name: z.string().nullish(), agent_type: z.string().nullish() })).nullish(),
});
export type Supervisor = z.infer<typeof supervisorSchema>;
export const supervisorAnswerSchema = z.object({ multi_agent_supervisor: supervisorSchema });

export const exampleListSchema = z.object({
  examples: z.array(z.looseObject({ question: z.string().nullish() })).nullish(),
  next_page_token: z.string().nullish(),
});

export interface Example {
  question: string;
  guidelines?: string[];
}
