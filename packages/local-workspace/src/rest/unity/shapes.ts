import { pathToFileURL } from "node:url";
import type {
  CatalogEntry,
  CatalogRecord,
  FunctionRecord,
  SchemaRecord,
  Stamps,
  TableRecord,
  VolumeRecord,
} from "../../catalog/records.ts";
import { tableFolder } from "../../delta/table-folder.ts";
import { formatType, typeJson, typeName } from "../../sql/spark-type.ts";
import type { CatalogColumn, CatalogConstraint, NamespaceDetails, SparkType } from "../../sql/types.ts";
import { given } from "./body-fields.ts";

/* Catalog objects as the Unity Catalog API shows them. Times are epoch milliseconds. */

export const METASTORE_ID = "00000000-0000-4000-8000-000000000001";

export const stamps = (record: Stamps) => ({
  owner: record.owner,
  created_at: Date.parse(record.createdAt),
  created_by: record.createdBy,
  updated_at: Date.parse(record.updatedAt),
  updated_by: record.updatedBy,
});
const details = (record: NamespaceDetails) => ({
  properties: record.properties ?? {},
  ...given({ options: record.options, storage_root: record.storageRoot }),
  enable_predictive_optimization: record.predictiveOptimization ?? "INHERIT",
});
const catalogType = (record: CatalogRecord) => (record.readOnly ? "SYSTEM_CATALOG" : "MANAGED_CATALOG");

export const showCatalog = ({ record }: CatalogEntry) => ({
  name: record.name,
  full_name: record.name,
  id: record.id,
  metastore_id: METASTORE_ID,
  ...given({ comment: record.comment }),
  ...details(record),
  catalog_type: catalogType(record),
  isolation_mode: record.isolationMode ?? "OPEN",
  securable_type: "CATALOG",
  browse_only: false,
  ...stamps(record),
});

export const showSchema = (catalog: CatalogRecord, record: SchemaRecord) => ({
  name: record.name,
  catalog_name: catalog.name,
  full_name: `${catalog.name}.${record.name}`,
  schema_id: record.id,
  metastore_id: METASTORE_ID,
  ...given({ comment: record.comment }),
  ...details(record),
  catalog_type: catalogType(catalog),
  securable_type: "SCHEMA",
  browse_only: false,
  ...stamps(record),
});

export const tableType = (record: TableRecord) =>
  record.kind === "view" ? "VIEW" : (record.pipeline?.type ?? "MANAGED");

export interface Shown {
  columns: boolean;
  properties: boolean;
  /** Holds the Delta logs. A table that was never written has no folder there yet. */
  deltaDir: string;
}

export function showTable(record: TableRecord, shown: Shown) {
  const { constraints = [] } = record;
  return {
    name: record.name,
    catalog_name: record.catalog,
    schema_name: record.schema,
    full_name: `${record.catalog}.${record.schema}.${record.name}`,
    table_id: record.id,
    metastore_id: METASTORE_ID,
    table_type: tableType(record),
    ...(record.pipeline ? { pipeline_id: record.pipeline.id } : {}),
    ...(record.kind === "view"
      ? { view_definition: record.viewSql ?? "" }
      : {
          data_source_format: "DELTA",
          storage_location: pathToFileURL(tableFolder(shown.deltaDir, record.id)).href,
        }),
    ...(shown.columns ? { columns: record.columns.map(showColumn) } : {}),
    ...(constraints.length > 0 ? { table_constraints: constraints.map(showConstraint) } : {}),
    ...given({ comment: record.comment }),
    ...(shown.properties ? { properties: record.properties ?? {} } : {}),
    delta_runtime_properties_kvpairs: { delta_runtime_properties: {} },
    enable_predictive_optimization: "INHERIT",
    securable_type: "TABLE",
    browse_only: false,
    ...stamps(record),
  };
}

export const showVolume = (catalog: string, schema: string, record: VolumeRecord) => ({
  name: record.name,
  catalog_name: catalog,
  schema_name: schema,
  full_name: `${catalog}.${schema}.${record.name}`,
  volume_id: record.id,
  metastore_id: METASTORE_ID,
  volume_type: "MANAGED",
  storage_location: `/Volumes/${catalog}/${schema}/${record.name}`,
  ...given({ comment: record.comment }),
  securable_type: "VOLUME",
  browse_only: false,
  ...stamps(record),
});

const typeFields = (name: string, type: SparkType, nullable: boolean) => ({
  type_text: formatType(type),
  type_name: typeName(type),
  type_json: JSON.stringify({ name, type: typeJson(type), nullable, metadata: {} }),
  ...(type.kind === "decimal" ? { type_precision: type.precision, type_scale: type.scale } : {}),
});

function showColumn({ name, type, nullable, comment }: CatalogColumn, position: number) {
  return { name, ...typeFields(name, type, nullable), position, nullable, ...given({ comment }) };
}

export function showConstraint(constraint: CatalogConstraint) {
  const { name } = constraint;
  switch (constraint.kind) {
    case "primary_key":
      return { primary_key_constraint: { name, child_columns: constraint.columns } };
    case "foreign_key": {
      const { catalog, schema, table, columns } = constraint.references;
      const parent = { parent_table: `${catalog}.${schema}.${table}`, parent_columns: columns };
      return { foreign_key_constraint: { name, child_columns: constraint.columns, ...parent } };
    }
    default:
      return { named_table_constraint: { name } };
  }
}

type Parameter = FunctionRecord["parameters"][number];

const showParameter = ({ name, type, defaultSql, comment }: Parameter, position: number) => ({
  name,
  ...typeFields(name, type, true),
  position,
  parameter_mode: "IN",
  parameter_type: "PARAM",
  ...given({ parameter_default: defaultSql, comment }),
});

export function showFunction(record: FunctionRecord) {
  const { returns } = record;
  const isTable = "columns" in returns;
  return {
    name: record.name,
    catalog_name: record.catalog,
    schema_name: record.schema,
    full_name: `${record.catalog}.${record.schema}.${record.name}`,
    function_id: record.id,
    metastore_id: METASTORE_ID,
    input_params: { parameters: record.parameters.map(showParameter) },
    data_type: isTable ? "TABLE_TYPE" : typeName(returns.type),
    full_data_type: isTable
      ? `(${returns.columns.map(({ name, type }) => `${name} ${formatType(type)}`).join(", ")})`
      : formatType(returns.type),
    ...(isTable ? { return_params: { parameters: returns.columns.map(showParameter) } } : {}),
    routine_body: record.language === "SQL" ? "SQL" : "EXTERNAL",
    ...(record.language === "SQL" ? {} : { external_language: record.language }),
    routine_definition: record.body,
    parameter_style: "S",
    is_deterministic: record.deterministic,
    is_null_call: true,
    sql_data_access: record.language === "SQL" ? "READS_SQL_DATA" : "NO_SQL",
    security_type: "DEFINER",
    specific_name: record.name,
    ...given({ comment: record.comment }),
    securable_type: "FUNCTION",
    browse_only: false,
    ...stamps(record),
  };
}
