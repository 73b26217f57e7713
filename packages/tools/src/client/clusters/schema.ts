import { z } from "zod";

export const clusterSchema = z.object({
  cluster_id: z.string(),
  cluster_name: z.string().nullish(),
  /** PENDING, RUNNING, RESTARTING, RESIZING, TERMINATING, TERMINATED, ERROR or UNKNOWN. */
  state: z.string().nullish(),
  creator_user_name: z.string().nullish(),
  cluster_source: z.string().nullish(),
  spark_version: z.string().nullish(),
});
export type Cluster = z.infer<typeof clusterSchema>;

export const clusterListSchema = z.object({
  clusters: z.array(clusterSchema).nullish(),
  next_page_token: z.string().nullish(),
});
