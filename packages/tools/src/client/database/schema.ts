import { z } from "zod";

export const databaseInstanceSchema = z.looseObject({
  name: z.string(),
  uid: z.string().nullish(),
  /** STARTING, AVAILABLE, STOPPED, UPDATING, DELETING or FAILING_OVER. */
  state: z.string().nullish(),
  capacity: z.string().nullish(),
  stopped: z.boolean().nullish(),
  read_write_dns: z.string().nullish(),
  /** Given by a workspace whose databases do not listen on 5432. */
  port: z.number().nullish(),
  pg_version: z.string().nullish(),
  creator: z.string().nullish(),
  creation_time: z.string().nullish(),
});
export type DatabaseInstance = z.infer<typeof databaseInstanceSchema>;

export const databaseInstanceListSchema = z.object({
  database_instances: z.array(databaseInstanceSchema).nullish(),
  next_page_token: z.string().nullish(),
});

export const databaseCatalogSchema = z.looseObject({
  name: z.string(),
  database_instance_name: z.string().nullish(),
  database_name: z.string().nullish(),
});
export type DatabaseCatalog = z.infer<typeof databaseCatalogSchema>;

export const syncedTableSchema = z.looseObject({
  name: z.string(),
  database_instance_name: z.string().nullish(),
  effective_database_instance_name: z.string().nullish(),
  spec: z
    .looseObject({
      source_table_full_name: z.string().nullish(),
      scheduling_policy: z.string().nullish(),
      primary_key_columns: z.array(z.string()).nullish(),
    })
    .nullish(),
  data_synchronization_status: z
    .looseObject({ detailed_state: z.string().nullish(), message: z.string().nullish() })
    .nullish(),
  unity_catalog_provisioning_state: z.string().nullish(),
});
export type SyncedTable = z.infer<typeof syncedTableSchema>;

export const databaseCredentialSchema = z.object({
  token: z.string(),
  expiration_time: z.string().nullish(),
});
export type DatabaseCredential = z.infer<typeof databaseCredentialSchema>;
