import { z } from "zod";

export const clusterSchema = z.object({
  cluster_id: z.string(),
  cluster_name: z.string().nullish(),
  /** PENDING, RUNNING, RESTARTING, RESIZING, TERMINATING, TERMINATED, ERROR or UNKNOWN. */
  state: z.string().nullish(),
  creator_user_name: z.string().nullish(),
  cluster_source: z.string().nullish(),
  spark_version: z.string().nullish(),
  state_message: z.string().nullish(),
  /** SINGLE_USER (or LEGACY_SINGLE_USER…): only `single_user_name` may use it. */
  data_security_mode: z.string().nullish(),
  single_user_name: z.string().nullish(),
});
export type Cluster = z.infer<typeof clusterSchema>;

export const clusterListSchema = z.object({
  clusters: z.array(clusterSchema).nullish(),
  next_page_token: z.string().nullish(),
});
