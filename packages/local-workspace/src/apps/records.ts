import { z } from "zod";

const named = { name: z.string().min(1).max(128), description: z.string().optional() };
export const resourceSchema = z
  .object({
    ...named,
    secret: z.object({ scope: z.string(), key: z.string(), permission: z.string() }).optional(),
    sql_warehouse: z.object({ id: z.string(), permission: z.string() }).optional(),
    serving_endpoint: z.object({ name: z.string(), permission: z.string() }).optional(),
    job: z.object({ id: z.string(), permission: z.string() }).optional(),
    genie_space: z.object({ name: z.string(), space_id: z.string(), permission: z.string() }).optional(),
    uc_securable: z
      .object({ securable_full_name: z.string(), securable_type: z.string(), permission: z.string() })
      .optional(),
    /** A database of a Provisioned instance. */
    database: z
      .object({ instance_name: z.string(), database_name: z.string(), permission: z.string() })
      .optional(),
    /** A database of a branch of an Autoscaling project. */
    postgres: z.object({ branch: z.string(), database: z.string(), permission: z.string() }).optional(),
  })
  .loose();
export type AppResource = z.infer<typeof resourceSchema>;

export const deploymentSchema = z.object({
  app: z.string(),
  id: z.string(),
  sourcePath: z.string(),
  mode: z.literal("SNAPSHOT"),
  creator: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  state: z.enum(["IN_PROGRESS", "SUCCEEDED", "FAILED", "CANCELLED"]),
  message: z.string(),
  /** What was given with the deployment itself. */
  command: z.array(z.string()).optional(),
  env: z.record(z.string(), z.string()).optional(),
});
export type DeploymentRecord = z.infer<typeof deploymentSchema>;

export const appSchema = z.object({
  name: z.string(),
  id: z.string(),
  description: z.string(),
  creator: z.string(),
  updater: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  resources: z.array(resourceSchema),
  userApiScopes: z.array(z.string()),
  computeSize: z.string(),
  /** Id, application id and name of its service principal. */
  principal: z.object({ id: z.string(), clientId: z.string(), name: z.string() }),
  stopped: z.boolean(),
  /** Port of its front door. */
  port: z.number(),
  /** The deployment that runs, or would if it were started. */
  deployment: z.string().optional(),
  sourcePath: z.string().optional(),
});
export type AppRecord = z.infer<typeof appSchema>;
