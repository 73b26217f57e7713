import { z } from "zod";

export const dashboardSchema = z.looseObject({
  dashboard_id: z.string(),
  display_name: z.string().nullish(),
  path: z.string().nullish(),
  parent_path: z.string().nullish(),
  warehouse_id: z.string().nullish(),
  lifecycle_state: z.string().nullish(),
  create_time: z.string().nullish(),
  update_time: z.string().nullish(),
  serialized_dashboard: z.string().nullish(),
});
export type Dashboard = z.infer<typeof dashboardSchema>;

export const dashboardListSchema = z.object({
  dashboards: z.array(dashboardSchema).nullish(),
  next_page_token: z.string().nullish(),
});
