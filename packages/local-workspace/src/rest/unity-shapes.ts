import type { CatalogEntry, SchemaRecord, Stamps, TableRecord, VolumeRecord } from "../catalog/records.ts";
import { formatType, typeJson, typeName } from "../sql/spark-type.ts";
import type { CatalogColumn } from "../sql/types.ts";

/* Catalog objects as the Unity Catalog API shows them. Times are epoch milliseconds. */

export const METASTORE_ID = "00000000-0000-4000-8000-000000000001";

const stamps = (record: Stamps) => ({
  owner: record.owner,
  created_at: Date.parse(record.createdAt),
  created_by: record.createdBy,
  updated_at: Date.parse(record.updatedAt),
  updated_by: record.updatedBy,
});
const comment = (text: string | undefined) => (text === undefined ? {} : { comment: text });

export const showCatalog = ({ record }: CatalogEntry) => ({
  name: record.name,
  full_name: record.name,
  id: record.id,
  metastore_id: METASTORE_ID,
  ...comment(record.comment),
  catalog_type: record.readOnly ? "SYSTEM_CATALOG" : "MANAGED_CATALOG",
  isolation_mode: "OPEN",
  securable_type: "CATALOG",
  ...stamps(record),
});

export const showSchema = (catalog: string, record: SchemaRecord) => ({
  name: record.name,
  catalog_name: catalog,
  full_name: `${catalog}.${record.name}`,
  schema_id: record.id,
  metastore_id: METASTORE_ID,
  ...comment(record.comment),
  catalog_type: "MANAGED_CATALOG",
  securable_type: "SCHEMA",
  ...stamps(record),
});

export const showTable = (record: TableRecord, withColumns: boolean) => ({
  name: record.name,
  catalog_name: record.catalog,
  schema_name: record.schema,
  full_name: `${record.catalog}.${record.schema}.${record.name}`,
  table_id: record.id,
  metastore_id: METASTORE_ID,
  table_type: record.kind === "view" ? "VIEW" : (record.pipeline?.type ?? "MANAGED"),
  ...(record.pipeline ? { pipeline_id: record.pipeline.id } : {}),
  ...(record.kind === "view" ? { view_definition: record.viewSql ?? "" } : { data_source_format: "DELTA" }),
  ...(withColumns ? { columns: record.columns.map(showColumn) } : {}),
  ...comment(record.comment),
  properties: record.properties ?? {},
  securable_type: "TABLE",
  ...stamps(record),
});

export const showVolume = (catalog: string, schema: string, record: VolumeRecord) => ({
  name: record.name,
  catalog_name: catalog,
  schema_name: schema,
  full_name: `${catalog}.${schema}.${record.name}`,
  volume_id: record.id,
  metastore_id: METASTORE_ID,
  volume_type: "MANAGED",
  storage_location: `/Volumes/${catalog}/${schema}/${record.name}`,
  ...comment(record.comment),
  ...stamps(record),
});

function showColumn(column: CatalogColumn, position: number) {
  const { name, type, nullable } = column;
  return {
    name,
    type_text: formatType(type),
    type_name: typeName(type),
    type_json: JSON.stringify({ name, type: typeJson(type), nullable, metadata: {} }),
    ...(type.kind === "decimal" ? { type_precision: type.precision, type_scale: type.scale } : {}),
    position,
    nullable,
    ...(column.comment === undefined ? {} : { comment: column.comment }),
  };
}
