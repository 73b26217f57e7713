import { z } from "zod";

export const POLICIES = ["SNAPSHOT", "TRIGGERED"] as const;

export const syncSchema = z.object({
  /** `catalog.schema.table`. */
  name: z.string(),
  uid: z.string(),
  api: z.enum(["provisioned", "autoscaling"]),
  /** Id of the server that the copy is on. */
  server: z.string(),
  database: z.string(),
  source: z.string(),
  policy: z.enum(POLICIES),
  keys: z.array(z.string()),
  timeseriesKey: z.string().optional(),
  /** Part of the request that has no meaning here and is given back. */
  asked: z.record(z.string(), z.unknown()),
  createdAt: z.number(),
  lastSync: z.object({ startedAt: z.number(), endedAt: z.number(), rows: z.number() }).optional(),
  failure: z.string().optional(),
});
/** A Unity Catalog table whose rows are copied into PostgreSQL. */
export type SyncRecord = z.infer<typeof syncSchema>;
