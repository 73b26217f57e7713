import type { SparkType } from "../sql/types.ts";

/** What the sources of a pipeline declare, before anything is looked up. */

export interface Expectation {
  name: string;
  /** Databricks SQL of a boolean over the dataset's own columns. */
  sql: string;
  action: "warn" | "drop" | "fail";
}

/** A query as written: its text with the catalog and schema that names in it belong to, or a Python function. */
export type QuerySource = { sql: string; catalog: string; schema: string } | { python: string };

export interface DeclaredColumn {
  name: string;
  type?: SparkType;
  comment?: string;
}

/** AUTO: a streaming table when its query reads a stream, else a materialized view. */
export type DatasetType = "MATERIALIZED_VIEW" | "STREAMING_TABLE" | "AUTO" | "TEMPORARY_VIEW" | "VIEW";

export interface DatasetDefinition {
  kind: "dataset";
  type: DatasetType;
  name: string[];
  columns: DeclaredColumn[];
  expectations: Expectation[];
  comment?: string;
  properties: Record<string, string>;
  /** Absent: rows come from flows alone. */
  query?: QuerySource;
  catalog: string;
  schema: string;
  /** Path of the source that declares it. */
  from: string;
}

export interface ColumnChoice {
  only?: string[];
  except?: string[];
}

export interface CdcBody {
  kind: "cdc";
  /** What follows FROM: `STREAM(t)`. */
  source: string;
  keys: string[];
  sequenceBy: string;
  deleteWhen?: string;
  truncateWhen?: string;
  ignoreNullUpdates: boolean;
  columns: ColumnChoice;
  scd: 1 | 2;
  trackHistory: ColumnChoice;
}

export interface FlowDefinition {
  kind: "flow";
  name: string;
  target: string[];
  /** Runs once, until the target is refreshed in full. */
  once: boolean;
  body: { kind: "query"; query: QuerySource } | CdcBody;
  catalog: string;
  schema: string;
  from: string;
}

export type Definition = DatasetDefinition | FlowDefinition;
