import { z } from "zod";

/** A column of a SQL result. `type` is the Databricks type text, e.g. `decimal(10,2)` or `array<string>`. */
export const resultColumnSchema = z.object({ name: z.string(), type: z.string() });
export type ResultColumn = z.infer<typeof resultColumnSchema>;

/** A row as the Statement Execution API sends it: one string or null per column. */
export const resultRowSchema = z.array(z.string().nullable());
export type ResultRow = z.infer<typeof resultRowSchema>;

/** One executed SQL statement, as shown to the person. All kept rows are at `/api/results/{result_id}`. */
export const sqlResultSchema = z.object({
  kind: z.literal("sql_result"),
  /** Absent when the statement gives no rows to keep (DDL) or failed. */
  result_id: z.string().optional(),
  /** Position within an `execute_sql_multi` call, from 0. */
  index: z.number().int().optional(),
  statement_id: z.string().optional(),
  sql: z.string(),
  status: z.enum(["running", "succeeded", "failed", "cancelled", "skipped"]),
  warehouse_id: z.string().optional(),
  warehouse_name: z.string().optional(),
  catalog: z.string().optional(),
  schema: z.string().optional(),
  columns: z.array(resultColumnSchema).optional(),
  /** Rows of the whole result in the warehouse. */
  total_rows: z.number().int().optional(),
  /** Rows kept for the person (≤ total_rows). */
  kept_rows: z.number().int().optional(),
  /** The first rows, so that a card can show them without a request (≤ 20). */
  preview: z.array(resultRowSchema).optional(),
  duration_ms: z.number().optional(),
  error: z.object({ code: z.string(), message: z.string(), suggestion: z.string().optional() }).optional(),
});
export type SqlResult = z.infer<typeof sqlResultSchema>;

/** A file or folder sent to the workspace. */
export const uploadSchema = z.object({
  kind: z.literal("upload"),
  files: z.array(
    z.object({
      local_path: z.string(),
      remote_path: z.string(),
      bytes: z.number().optional(),
      error: z.string().optional(),
    }),
  ),
  url: z.string().optional(),
});

/** Progress of a call that is still going on. */
export const progressSchema = z.object({
  kind: z.literal("progress"),
  message: z.string(),
  done: z.number().optional(),
  total: z.number().optional(),
});

/** A thing that now exists in the workspace. */
export const resourceSchema = z.object({
  kind: z.literal("resource"),
  resource_type: z.string(),
  name: z.string(),
  id: z.string().optional(),
  url: z.string().optional(),
});

/**
 * What a tool tells the person beside the text it gives the model. Same `kind` (and `index`) again replaces
 * the earlier one, so a running statement becomes a finished one in place.
 */
export const toolDetailsSchema = z.discriminatedUnion("kind", [
  sqlResultSchema,
  uploadSchema,
  progressSchema,
  resourceSchema,
]);
export type ToolDetails = z.infer<typeof toolDetailsSchema>;
