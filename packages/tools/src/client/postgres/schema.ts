import { z } from "zod";

/** A name such as `projects/p/branches/b/endpoints/e` is what other calls take. */
const named = { name: z.string(), uid: z.string().nullish() };

export const postgresProjectSchema = z.looseObject({
  ...named,
  create_time: z.string().nullish(),
  status: z
    .looseObject({
      display_name: z.string().nullish(),
      owner: z.string().nullish(),
      pg_version: z.number().nullish(),
      default_branch: z.string().nullish(),
    })
    .nullish(),
});
export type PostgresProject = z.infer<typeof postgresProjectSchema>;

export const postgresBranchSchema = z.looseObject({
  ...named,
  status: z
    .looseObject({
      current_state: z.string().nullish(),
      default: z.boolean().nullish(),
      is_protected: z.boolean().nullish(),
      expire_time: z.string().nullish(),
      source_branch: z.string().nullish(),
    })
    .nullish(),
});
export type PostgresBranch = z.infer<typeof postgresBranchSchema>;

export const postgresEndpointSchema = z.looseObject({
  ...named,
  status: z
    .looseObject({
      endpoint_type: z.string().nullish(),
      current_state: z.string().nullish(),
      hosts: z.looseObject({ host: z.string().nullish(), port: z.number().nullish() }).nullish(),
      autoscaling_limit_min_cu: z.number().nullish(),
      autoscaling_limit_max_cu: z.number().nullish(),
      suspend_timeout_duration: z.string().nullish(),
    })
    .nullish(),
});
export type PostgresEndpoint = z.infer<typeof postgresEndpointSchema>;

const next_page_token = z.string().nullish();
export const postgresProjectListSchema = z.object({
  projects: z.array(postgresProjectSchema).nullish(),
  next_page_token,
});
export const postgresBranchListSchema = z.object({
  branches: z.array(postgresBranchSchema).nullish(),
  next_page_token,
});
export const postgresEndpointListSchema = z.object({
  endpoints: z.array(postgresEndpointSchema).nullish(),
  next_page_token,
});

export const postgresOperationSchema = z.looseObject({
  name: z.string(),
  done: z.boolean().nullish(),
  error: z.looseObject({ error_code: z.string().nullish(), message: z.string().nullish() }).nullish(),
});
export type PostgresOperation = z.infer<typeof postgresOperationSchema>;

export const postgresCredentialSchema = z.object({ token: z.string(), expire_time: z.string().nullish() });
export type PostgresCredential = z.infer<typeof postgresCredentialSchema>;
