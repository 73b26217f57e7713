/*
 * The seam between the REST server (which owns catalogs, sessions and the engine process) and the dialect
 * (which knows Databricks SQL). The dialect is pure: text and a view of the catalog in, a plan out.
 */

import type { MetricsKind } from "../delta/operation-metrics.ts";

/** A Spark data type. `text` is its canonical lower-case SQL form, e.g. `decimal(10,2)`, `array<struct<a:int>>`. */
export type SparkType =
  | {
      kind:
        | "boolean"
        | "tinyint"
        | "smallint"
        | "int"
        | "bigint"
        | "float"
        | "double"
        | "string"
        | "binary"
        | "date"
        | "timestamp"
        | "timestamp_ntz"
        | "variant"
        | "void";
    }
  /** VARCHAR(n) and CHAR(n): only a column's declared type. Values are strings; the length is checked when written. */
  | { kind: "string"; maxLength: number; fixed: boolean }
  | { kind: "decimal"; precision: number; scale: number }
  /** `from`/`to` are the lower-case fields (`day`, `second` …); absent means the widest of its unit. */
  | { kind: "interval"; unit: "year-month" | "day-time"; from?: string; to?: string }
  | { kind: "array"; element: SparkType }
  | { kind: "map"; key: SparkType; value: SparkType }
  | { kind: "struct"; fields: { name: string; type: SparkType }[] };

export interface CatalogColumn {
  name: string;
  type: SparkType;
  nullable: boolean;
  comment?: string;
  /** Databricks SQL text of the default, if any. */
  defaultSql?: string;
  /** Databricks SQL text of GENERATED ALWAYS AS (…). */
  generatedSql?: string;
  /** IDENTITY: values come from the engine sequence `<table>__<column>`. */
  identity?: { always: boolean; start: number; step: number };
  tags?: Record<string, string>;
}

/** A constraint of a table. Keys are informational, as on Databricks; a CHECK holds for every row written. */
export type CatalogConstraint = { name: string } & (
  | { kind: "primary_key"; columns: string[] }
  | {
      kind: "foreign_key";
      columns: string[];
      references: { catalog: string; schema: string; table: string; columns: string[] };
    }
  | { kind: "check"; expression: string }
);

/** A function of the user's own. `body` is Databricks SQL (an expression, or a query for a table function) or Python. */
export interface CatalogFunction {
  catalog: string;
  schema: string;
  name: string;
  language: "SQL" | "PYTHON";
  parameters: { name: string; type: SparkType; defaultSql?: string; comment?: string }[];
  returns: { type: SparkType } | { columns: { name: string; type: SparkType; comment?: string }[] };
  body: string;
  deterministic: boolean;
  comment?: string;
  /** Catalog and schema that were current when it was made; names in `body` are resolved against them. */
  bodyCatalog?: string;
  bodySchema?: string;
}

export type SecurableKind = "catalog" | "schema" | "table" | "volume" | "function";

/** What else is known of a catalog or schema. Kept and shown; none of it has an effect here. */
export interface NamespaceDetails {
  properties?: Record<string, string>;
  options?: Record<string, string>;
  storageRoot?: string;
  isolationMode?: "OPEN" | "ISOLATED";
  predictiveOptimization?: "ENABLE" | "DISABLE" | "INHERIT";
}

export interface CatalogTable {
  catalog: string;
  schema: string;
  name: string;
  kind: "table" | "view";
  columns: CatalogColumn[];
  comment?: string;
  /** Databricks SQL text of a view's query, as it was written (resolved against `viewCatalog`/`viewSchema`). */
  viewSql?: string;
  /** Catalog and schema that were current when the view was made; absent means its own. */
  viewCatalog?: string;
  viewSchema?: string;
  properties?: Record<string, string>;
  constraints?: CatalogConstraint[];
  /** PARTITIONED BY and CLUSTER BY: kept and shown; where rows lie has no effect on answers. */
  partitionColumns?: string[];
  clusterColumns?: string[];
  /** Rows that the last ANALYZE TABLE counted. */
  analyzedRows?: number;
  /** Reached only as `_metadata.<name>`: what is known of the file that a row came from. */
  metadataColumns?: CatalogColumn[];
  /** The pipeline that writes it. `generation` changes when the table starts anew. */
  pipeline?: { id: string; type: "MATERIALIZED_VIEW" | "STREAMING_TABLE"; generation: string };
  createdAt: string;
  createdBy: string;
  updatedAt: string;
}

export interface SecurableDetails extends NamespaceDetails {
  id?: string;
  owner: string;
  createdAt: string;
  createdBy: string;
  updatedAt: string;
  updatedBy: string;
  comment?: string;
  tags?: Record<string, string>;
  grants?: Record<string, string[]>;
}

/** What the dialect may ask of the catalog while it plans. Names are compared without case. */
export interface CatalogView {
  catalogs(): Promise<string[]>;
  schemas(catalog: string): Promise<string[] | undefined>;
  tables(catalog: string, schema: string): Promise<CatalogTable[] | undefined>;
  table(catalog: string, schema: string, name: string): Promise<CatalogTable | undefined>;
  volumes(
    catalog: string,
    schema: string,
  ): Promise<{ name: string; comment?: string; storageLocation: string }[] | undefined>;
  functions(catalog: string, schema: string): Promise<CatalogFunction[] | undefined>;
  function(catalog: string, schema: string, name: string): Promise<CatalogFunction | undefined>;
  /** Owner, stamps, tags and grants of an object. Absent: none are kept. */
  details?(on: SecurableKind, path: string[]): Promise<SecurableDetails | undefined>;
  /** Absolute folder on disk of a volume, for `read_files`, COPY INTO and `csv.`/path``. */
  volumeFolder(catalog: string, schema: string, volume: string): Promise<string | undefined>;
  /** Absent: tables have no versions here. */
  versions?: TableVersions;
  /** Events of a pipeline, named by its id or by a table that it makes. Absent: there are no pipelines. */
  eventLog?:
    | ((
        reference: { pipeline: string } | { table: { catalog: string; schema: string; name: string } },
      ) => Promise<EventLogRows | undefined>)
    | undefined;
}

/** A DuckDB query of events, whose columns are named like these. */
export interface EventLogRows {
  sql: string;
  columns: CatalogColumn[];
}

/** A version of a table: by its number, or the last one at a time (epoch milliseconds). */
export type VersionPoint = { version: number } | { timestamp: number };

export interface TableCommit {
  version: number;
  timestamp: number;
  userName: string;
  operation: string;
  operationParameters: Record<string, string | null>;
  readVersion?: number | undefined;
  isolationLevel: string;
  isBlindAppend: boolean;
  operationMetrics: Record<string, string>;
  engineInfo: string;
}

/** A table as it was at one version. */
export interface TableSnapshot {
  version: number;
  columns: CatalogColumn[];
  comment?: string;
  properties: Record<string, string>;
  /** DuckDB SELECT that gives these columns under their names. */
  sql: string;
  files: { path: string; size: number }[];
  /** Files of it that are not there any more. */
  missing: string[];
}

export interface TableDetail {
  id: string;
  /** Folder with the table's Delta log, as a URI; absent: nothing has been written yet. */
  location?: string;
  createdAt: number;
  lastModified: number;
  /** Absent: the rows are in no Delta files. */
  numFiles?: number;
  sizeInBytes?: number;
  minReaderVersion: number;
  minWriterVersion: number;
  tableFeatures: string[];
}

/** The versions of tables. A table that was never written since it has versions has one: version 0, as it is now. */
export interface TableVersions {
  /** Newest first. */
  history(table: CatalogTable, limit?: number): Promise<TableCommit[]>;
  /** All versions that the log knows, oldest first. */
  commits(table: CatalogTable): Promise<{ version: number; timestamp: number }[]>;
  /** The version must be one of `commits`. */
  snapshot(table: CatalogTable, version: number): Promise<TableSnapshot>;
  detail(table: CatalogTable): Promise<TableDetail>;
  /** Files that no version since `cutoff` (epoch milliseconds) needs. */
  unneeded(table: CatalogTable, cutoff: number): Promise<{ path: string; size: number }[]>;
  /**
   * DuckDB subquery of one row whose column `metrics` is the JSON of the operationMetrics of the table's newest
   * version: for the answer of the very statement that writes it.
   */
  newestMetrics(table: { catalog: string; schema: string; name: string }): string;
}

/** What a plan's write is called in the table's history, and what of the rows it touches. */
export interface VersionNote {
  /** As DESCRIBE HISTORY shows it. */
  operation: string;
  parameters: Record<string, string | null>;
  /**
   * `append`: rows were added and none changed. `rewrite`: any row may be another one. `none`: the rows are as they
   * were. `compact`: the same rows in one file, in `order`.
   */
  rows: "append" | "rewrite" | "none" | "compact";
  order?: string[];
  metrics: MetricsKind;
  /** Figures that the statement counts itself: DuckDB expressions over `from`. */
  counted?: { from: string; values: Record<string, string> };
  /** Figures known before. */
  figures?: Record<string, string>;
  /** No version when no row is affected. */
  unlessUnchanged?: boolean;
  /** A column got another name. */
  renamed?: { from: string; to: string };
  /** The rows are those of this version's files. */
  restore?: number;
  /** The plan was made from the newest version: it must be made again when nobody else can write. */
  fresh?: boolean;
}

export interface PlanContext {
  catalog: CatalogView;
  currentCatalog: string;
  currentSchema: string;
  currentUser: string;
  /** Session settings, e.g. time zone (`UTC` unless SET). */
  settings: Record<string, string>;
  /**
   * Runs a small read-only engine query while planning and gives its rows as text: the columns of files are only known
   * there. Absent: read_files and `csv.`/path`` are refused.
   */
  query?: (engineSql: string) => Promise<(string | null)[][]>;
  /** A name for this run of the statement, under which the engine keeps a model's answers. Absent: AI functions are refused. */
  aiRun?: string;
  /** Typed named parameters of the request: `:name` markers. `type` is Databricks type text, default string. */
  parameters: { name: string; value: string | null; type: string }[];
}

/** A change to the catalog's own records, done by the server around the engine statements of a plan. */
export type CatalogChange =
  | {
      op: "create_catalog";
      name: string;
      comment?: string;
      details?: NamespaceDetails;
      ifNotExists: boolean;
    }
  | { op: "drop_catalog"; name: string; ifExists: boolean; cascade: boolean }
  | {
      op: "create_schema";
      catalog: string;
      name: string;
      comment?: string;
      details?: NamespaceDetails;
      ifNotExists: boolean;
    }
  /** Moves all that is known of its objects, and volumes' folders; tables' rows are for the engine statements of the write. */
  | { op: "rename_schema"; catalog: string; name: string; to: string }
  | { op: "drop_schema"; catalog: string; name: string; ifExists: boolean; cascade: boolean }
  | { op: "put_table"; table: Omit<CatalogTable, "createdAt" | "createdBy" | "updatedAt"> }
  | { op: "touch_table"; catalog: string; schema: string; name: string }
  | {
      op: "rename_table";
      catalog: string;
      schema: string;
      name: string;
      to: { catalog: string; schema: string; name: string };
    }
  | { op: "drop_table"; catalog: string; schema: string; name: string }
  | {
      op: "set_comment";
      on: SecurableKind;
      path: string[];
      comment: string | null;
    }
  /** `null` takes a tag away. With `column` they are the tags of a table's column. */
  | {
      op: "set_tags";
      on: SecurableKind;
      path: string[];
      column?: string;
      tags: Record<string, string | null>;
    }
  | { op: "set_details"; on: "catalog" | "schema"; path: string[]; details: NamespaceDetails }
  | { op: "set_owner"; on: SecurableKind; path: string[]; owner: string }
  | {
      op: "change_grants";
      on: SecurableKind;
      path: string[];
      changes: { principal: string; add: string[]; remove: string[] }[];
    }
  | { op: "put_function"; function: CatalogFunction; ifNotExists: boolean; orReplace: boolean }
  | { op: "drop_function"; catalog: string; schema: string; name: string; ifExists: boolean }
  | {
      op: "create_volume";
      catalog: string;
      schema: string;
      name: string;
      comment?: string;
      ifNotExists: boolean;
    }
  | { op: "rename_volume"; catalog: string; schema: string; name: string; to: string }
  | { op: "drop_volume"; catalog: string; schema: string; name: string; ifExists: boolean }
  /** Deletes files that no version since `cutoff` needs; the live table is not touched. */
  | { op: "vacuum_table"; catalog: string; schema: string; name: string; cutoff: number; note: VersionNote }
  | { op: "use"; catalog?: string; schema?: string }
  | { op: "set"; key: string; value: string | null };

export interface ResultField {
  name: string;
  type: SparkType;
}

/** What the server does for one statement: engine statements in order, catalog changes, and where the answer comes from. */
/**
 * What the server does through a pipeline of the table's own, as Databricks does for materialized views and streaming
 * tables that a warehouse makes. `sql` is the source of that pipeline: the statement with its full name.
 */
export type PipelinePlan = { catalog: string; schema: string; name: string } & (
  | {
      action: "create";
      type: "MATERIALIZED_VIEW" | "STREAMING_TABLE";
      sql: string;
      currentCatalog: string;
      currentSchema: string;
      /** The pipeline that makes the table already. */
      existing?: string;
    }
  | { action: "refresh"; pipeline: string; full: boolean; wait: boolean }
  | { action: "drop"; pipeline: string }
);

export interface Plan {
  /** Done instead of `engine` and `changes`. */
  pipeline?: PipelinePlan;
  /** For query history and `docs`: SELECT, CREATE_TABLE, INSERT, SHOW … */
  statementType: string;
  /** DuckDB SQL run in one transaction, in order, before the query. Empty for pure metadata statements. */
  engine: string[];
  changes: CatalogChange[];
  /** For a plan that writes a table: how its version is recorded. Absent: a rewrite, named by its changes. */
  version?: VersionNote;
  answer:
    | { from: "none" }
    /**
     * A DuckDB query that gives one column per field, in order. Its values are already in the form that
     * JSON_ARRAY shows (`toWireSql` has cast each to VARCHAR); `typedSql` is the same with native types.
     */
    | { from: "query"; sql: string; typedSql: string; fields: ResultField[] }
    /** Rows known without the engine (SHOW, DESCRIBE …), already in JSON_ARRAY form. */
    | { from: "rows"; fields: ResultField[]; rows: (string | null)[][] }
    /** DML: the count of the engine statement at `index`, shown as num_affected_rows (+ num_inserted_rows …). */
    | { from: "affected"; index: number; fields: ResultField[] };
}

/** A failure in Databricks' words. `message` starts with `[ERROR_CLASS]` and ends with `SQLSTATE: xxxxx`. */
export interface SqlErrorInfo {
  errorClass: string;
  sqlState: string;
  message: string;
  line?: number;
  column?: number;
}
