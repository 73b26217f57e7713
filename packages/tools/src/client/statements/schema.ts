import type { ResultRow } from "@lakehand/protocol";
import { z } from "zod";

function isRow(row: unknown): row is ResultRow {
  return Array.isArray(row) && row.every((cell) => cell === null || typeof cell === "string");
}

/** Checked by hand: a chunk may have millions of cells, on which a schema of arrays takes ten times as long. */
export const rowsSchema = z.custom<ResultRow[]>(
  (value) => Array.isArray(value) && value.every(isRow),
  "expected rows of strings and nulls",
);

const columnSchema = z.object({
  name: z.string(),
  type_text: z.string().nullish(),
  type_name: z.string().nullish(),
  position: z.number().nullish(),
});

const externalLinkSchema = z.object({
  external_link: z.string(),
  chunk_index: z.number().nullish(),
  next_chunk_index: z.number().nullish(),
  row_count: z.number().nullish(),
  http_headers: z.record(z.string(), z.string()).nullish(),
});
export type ExternalLink = z.infer<typeof externalLinkSchema>;

export const chunkSchema = z.object({
  chunk_index: z.number().nullish(),
  row_count: z.number().nullish(),
  row_offset: z.number().nullish(),
  next_chunk_index: z.number().nullish(),
  data_array: rowsSchema.nullish(),
  external_links: z.array(externalLinkSchema).nullish(),
});
export type Chunk = z.infer<typeof chunkSchema>;

export const manifestSchema = z.object({
  schema: z.object({ columns: z.array(columnSchema).nullish() }).nullish(),
  total_row_count: z.number().nullish(),
  total_chunk_count: z.number().nullish(),
  total_byte_count: z.number().nullish(),
  truncated: z.boolean().nullish(),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const statementSchema = z.object({
  statement_id: z.string(),
  status: z.object({
    /** PENDING, RUNNING, SUCCEEDED, FAILED, CANCELED or CLOSED. */
    state: z.string(),
    sql_state: z.string().nullish(),
    error: z.object({ error_code: z.string().nullish(), message: z.string().nullish() }).nullish(),
  }),
  manifest: manifestSchema.nullish(),
  result: chunkSchema.nullish(),
});
export type Statement = z.infer<typeof statementSchema>;

export interface StatementParameter {
  name: string;
  value?: string | null;
  /** SQL type, e.g. INT; STRING unless told. */
  type?: string;
}

export interface ExecuteStatementRequest {
  statement: string;
  warehouse_id: string;
  catalog?: string;
  schema?: string;
  parameters?: StatementParameter[];
  /** `0s` (asynchronous) or `5s` to `50s`. */
  wait_timeout?: string;
  on_wait_timeout?: "CONTINUE" | "CANCEL";
  disposition?: "INLINE" | "EXTERNAL_LINKS";
  format?: "JSON_ARRAY";
  row_limit?: number;
  byte_limit?: number;
  query_tags?: { key: string; value?: string }[];
}
