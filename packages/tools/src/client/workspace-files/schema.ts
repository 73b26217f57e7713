import { z } from "zod";

export const objectInfoSchema = z.object({
  path: z.string(),
  /** NOTEBOOK, FILE, DIRECTORY, LIBRARY, REPO or DASHBOARD. */
  object_type: z.string().nullish(),
  language: z.string().nullish(),
  object_id: z.union([z.number(), z.string()]).nullish(),
  size: z.number().nullish(),
  modified_at: z.number().nullish(),
});
export type ObjectInfo = z.infer<typeof objectInfoSchema>;
export const objectListSchema = z.object({ objects: z.array(objectInfoSchema).nullish() });

export interface ImportRequest {
  /** Absolute workspace path. */
  path: string;
  content: Uint8Array<ArrayBuffer>;
  /** AUTO decides by extension and content; RAW always makes a file; SOURCE a notebook in `language`. */
  format: "AUTO" | "SOURCE" | "RAW" | "JUPYTER" | "HTML" | "DBC";
  language?: "PYTHON" | "SQL" | "SCALA" | "R";
  overwrite?: boolean;
}
