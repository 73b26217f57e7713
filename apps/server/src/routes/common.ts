import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { errorResponseSchema } from "@lakehand/protocol";
import { z } from "zod";
import { invalidInput } from "../http/errors.ts";

/** A router whose bad input answers like every other failure. */
export function router(): OpenAPIHono {
  return new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw invalidInput(result.error as unknown as z.ZodError);
    },
  });
}

export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  content: { "application/json": { schema } },
  description,
});
export const body = <T extends z.ZodType>(schema: T) => ({
  content: { "application/json": { schema } },
  required: true,
});

export const failures = {
  400: json(errorResponseSchema, "The request is wrong; `detail` says how."),
  404: json(errorResponseSchema, "Not there, or not yours."),
};

export const projectPath = z.object({ id: z.string().describe("Project id") });
export const conversationPath = z.object({
  id: z.string().describe("Project id"),
  cid: z.string().describe("Conversation id"),
});
export const executionPath = z.object({ execution_id: z.string() });

export { createRoute };
