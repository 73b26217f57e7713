import { z } from "zod";

export const warehouseSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  state: z.string().nullish(),
  cluster_size: z.string().nullish(),
  auto_stop_mins: z.number().nullish(),
  creator_name: z.string().nullish(),
  warehouse_type: z.string().nullish(),
  enable_serverless_compute: z.boolean().nullish(),
  num_clusters: z.number().nullish(),
});
export type Warehouse = z.infer<typeof warehouseSchema>;

export const warehouseListSchema = z.object({
  warehouses: z.array(warehouseSchema).nullish(),
  next_page_token: z.string().nullish(),
});

/** All that the workspace says of one; what an edit must send again, or it would be lost. */
export const warehouseConfigSchema = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  state: z.string().nullish(),
  cluster_size: z.string().nullish(),
  min_num_clusters: z.number().nullish(),
  max_num_clusters: z.number().nullish(),
  auto_stop_mins: z.number().nullish(),
  warehouse_type: z.string().nullish(),
  enable_serverless_compute: z.boolean().nullish(),
});
export type WarehouseConfig = z.infer<typeof warehouseConfigSchema>;

/** Settings of a warehouse as they are sent. */
export interface WarehouseSettings {
  name?: string | undefined;
  cluster_size?: string | undefined;
  min_num_clusters?: number | undefined;
  max_num_clusters?: number | undefined;
  auto_stop_mins?: number | undefined;
  warehouse_type?: string | undefined;
  enable_serverless_compute?: boolean | undefined;
}
