import { z } from "zod";

export const bindingSchema = z.object({
  name: z.string(),
  uid: z.string(),
  api: z.enum(["provisioned", "autoscaling"]),
  /** Id of the server that the database is on. */
  server: z.string(),
  database: z.string(),
  createdAt: z.number(),
});
/**
 * A Unity Catalog name for a PostgreSQL database. Kept, so that synced tables can be named by it; SQL here cannot read
 * through it.
 */
export type CatalogBinding = z.infer<typeof bindingSchema>;
