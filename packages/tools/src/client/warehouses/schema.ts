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
