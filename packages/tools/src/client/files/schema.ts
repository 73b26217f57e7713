import { z } from "zod";

export const directoryEntrySchema = z.object({
  path: z.string(),
  name: z.string().nullish(),
  is_directory: z.boolean().nullish(),
  file_size: z.number().nullish(),
  /** Milliseconds since 1970. */
  last_modified: z.number().nullish(),
});
export type DirectoryEntry = z.infer<typeof directoryEntrySchema>;
export const directoryListSchema = z.object({
  contents: z.array(directoryEntrySchema).nullish(),
  next_page_token: z.string().nullish(),
});
