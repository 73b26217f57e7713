import { z } from "zod";

export const catalogSchema = z.object({
  name: z.string(),
  comment: z.string().nullish(),
  owner: z.string().nullish(),
  catalog_type: z.string().nullish(),
});
export type Catalog = z.infer<typeof catalogSchema>;
export const catalogListSchema = z.object({
  catalogs: z.array(catalogSchema).nullish(),
  next_page_token: z.string().nullish(),
});

export const schemaSchema = z.object({
  name: z.string(),
  catalog_name: z.string().nullish(),
  full_name: z.string().nullish(),
  comment: z.string().nullish(),
});
export type Schema = z.infer<typeof schemaSchema>;
export const schemaListSchema = z.object({
  schemas: z.array(schemaSchema).nullish(),
  next_page_token: z.string().nullish(),
});

const columnSchema = z.object({
  name: z.string(),
  type_text: z.string().nullish(),
  type_name: z.string().nullish(),
  comment: z.string().nullish(),
  nullable: z.boolean().nullish(),
  position: z.number().nullish(),
});

export const tableSchema = z.object({
  name: z.string(),
  catalog_name: z.string().nullish(),
  schema_name: z.string().nullish(),
  full_name: z.string().nullish(),
  /** MANAGED, EXTERNAL, VIEW, MATERIALIZED_VIEW, STREAMING_TABLE, FOREIGN … */
  table_type: z.string().nullish(),
  comment: z.string().nullish(),
  owner: z.string().nullish(),
  /** Milliseconds since 1970. */
  updated_at: z.number().nullish(),
  columns: z.array(columnSchema).nullish(),
  table_constraints: z
    .array(
      z.looseObject({
        primary_key_constraint: z.looseObject({ child_columns: z.array(z.string()).nullish() }).nullish(),
      }),
    )
    .nullish(),
});
export type Table = z.infer<typeof tableSchema>;
export const tableListSchema = z.object({
  tables: z.array(tableSchema).nullish(),
  next_page_token: z.string().nullish(),
});

export const volumeSchema = z.object({
  name: z.string(),
  full_name: z.string().nullish(),
  volume_type: z.string().nullish(),
  comment: z.string().nullish(),
  storage_location: z.string().nullish(),
});
export type Volume = z.infer<typeof volumeSchema>;
export const volumeListSchema = z.object({
  volumes: z.array(volumeSchema).nullish(),
  next_page_token: z.string().nullish(),
});

export const functionSchema = z.object({ name: z.string(), full_name: z.string().nullish() });
