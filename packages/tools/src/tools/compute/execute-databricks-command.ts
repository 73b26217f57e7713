import { z } from "zod";
import { defineTool, given } from "../../define-tool.ts";
import { codeAnswer } from "./code-answer.ts";
import { judgeCode } from "./judge-code.ts";

export const commandShape = {
  cluster_id: z.string().optional().describe("Cluster to run on. Absent: the best one that is running."),
  context_id: z
    .string()
    .optional()
    .describe("Context of an earlier call, to go on with its variables. Absent: a new one."),
  destroy_context_on_completion: z.boolean().default(false).describe("End the context with this call."),
};

export const executeDatabricksCommand = defineTool({
  name: "execute_databricks_command",
  area: "compute",
  title: "Run code",
  description:
    "Runs Python, SQL, Scala or R on a cluster, in a context whose variables stay for the next call. For SQL alone " +
    "use execute_sql, which needs no cluster.",
  input: {
    code: z.string().min(1).describe("The code. The value of its last line is shown, and what it prints."),
    ...commandShape,
    language: z.enum(["python", "scala", "sql", "r"]).default("python").describe("The code's language."),
    timeout: z.number().int().min(1).max(3600).default(120).describe("Seconds until it is cancelled."),
  },
  searchHint: "python spark notebook command cluster code execute scala r",
  annotations: { readOnlyHint: false, destructiveHint: true, openWorldHint: true },
  judge: judgeCode,
  handler: (input, context) =>
    codeAnswer(context, input.cluster_id, {
      contextId: given(input.context_id),
      language: input.language,
      code: input.code,
      timeoutMs: input.timeout * 1000,
      destroy: input.destroy_context_on_completion,
    }),
});
