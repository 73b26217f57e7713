import { z } from "zod";

export const contextSchema = z.object({ id: z.string(), status: z.string().nullish() });
export type ExecutionContext = z.infer<typeof contextSchema>;

const resultsSchema = z.looseObject({
  /** text, table, image, images or error. */
  resultType: z.string(),
  data: z.unknown().optional(),
  summary: z.string().nullish(),
  cause: z.string().nullish(),
  schema: z.array(z.looseObject({ name: z.string() })).nullish(),
  truncated: z.boolean().nullish(),
});
export type CommandResults = z.infer<typeof resultsSchema>;

export const commandSchema = z.object({
  id: z.string(),
  /** Queued, Running, Cancelling, Finished, Cancelled or Error. */
  status: z.string(),
  results: resultsSchema.nullish(),
});
export type Command = z.infer<typeof commandSchema>;

export const idSchema = z.object({ id: z.string() });
