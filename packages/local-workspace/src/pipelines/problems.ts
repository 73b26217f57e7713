import { DialectError, quoteName } from "../sql/dialect-error.ts";

/* What can be wrong with a pipeline's datasets, in Databricks' error classes. */

export interface Named {
  name: { catalog: string; schema: string; name: string };
}

export const fullName = ({ name }: Named): string => `${name.catalog}.${name.schema}.${name.name}`;
const quoted = ({ name }: Named): string => quoteName([name.catalog, name.schema, name.name]);

export const duplicateDataset = (node: Named, first: string, second: string) =>
  new DialectError(
    "PIPELINE_DUPLICATE_IDENTIFIERS.DATASET",
    "42710",
    `The dataset ${quoted(node)} is declared more than once: in ${first} and in ${second}.`,
  );

export const duplicateFlow = (name: string, first: string, second: string) =>
  new DialectError(
    "PIPELINE_DUPLICATE_IDENTIFIERS.FLOW",
    "42710",
    `The flow ${quoteName([name])} is declared more than once: in ${first} and in ${second}.`,
  );

export const withoutFlow = (node: Named) =>
  new DialectError(
    "PIPELINE_DATASET_WITHOUT_FLOW",
    "0A000",
    `The dataset ${quoted(node)} has neither a query nor a flow that writes to it.`,
  );

export const emptyPipeline = () =>
  new DialectError(
    "RUN_EMPTY_PIPELINE",
    "42617",
    "The pipeline declares no table and no view. Add a source that declares one to its libraries.",
  );

export const cycle = (nodes: Named[]) =>
  new DialectError(
    "PIPELINE_CYCLE",
    "42K0H",
    `The datasets depend on each other in a circle: ${[...nodes, nodes[0] as Named].map(fullName).join(" -> ")}.`,
  );

export const batchForStreamingTable = (flow: string, node: Named) =>
  new DialectError(
    "INVALID_FLOW_QUERY_TYPE.BATCH_RELATION_FOR_STREAMING_TABLE",
    "42000",
    `The flow ${quoteName([flow])} reads no stream, but ${quoted(node)} is a streaming table. Read a source with STREAM(…) or spark.readStream, or declare a materialized view.`,
  );

export const streamForMaterializedView = (flow: string, node: Named) =>
  new DialectError(
    "INVALID_FLOW_QUERY_TYPE.STREAMING_RELATION_FOR_MATERIALIZED_VIEW",
    "42000",
    `The flow ${quoteName([flow])} reads a stream, but ${quoted(node)} is a materialized view. Read its sources without STREAM, or declare a streaming table.`,
  );

export const streamForOnceFlow = (flow: string) =>
  new DialectError(
    "INVALID_FLOW_QUERY_TYPE.STREAMING_RELATION_FOR_ONCE_FLOW",
    "42000",
    `The flow ${quoteName([flow])} runs once and reads a stream. Read its sources without STREAM.`,
  );

export const streamForView = (node: Named) =>
  new DialectError(
    "INVALID_FLOW_QUERY_TYPE.STREAMING_RELATION_FOR_PERSISTED_VIEW",
    "42000",
    `The view ${quoted(node)} reads a stream, which only a temporary view of a pipeline can.`,
  );

export const viewOfTemporary = (node: Named) =>
  new DialectError(
    "INVALID_TEMP_OBJ_REFERENCE",
    "42K0F",
    `Cannot create the persistent object ${quoted(node)} of the type VIEW because it references a temporary view of the pipeline.`,
  );

export const streamOfMaterializedView = (name: string) =>
  new DialectError(
    "STREAMING_FROM_MATERIALIZED_VIEW",
    "0A000",
    `Cannot stream from the materialized view ${quoteName(name.split("."))}: an update may change any of its rows. Read it without STREAM.`,
  );

export const batchViewAsStream = (name: string) =>
  new DialectError(
    "INCOMPATIBLE_BATCH_VIEW_READ",
    "42000",
    `The view ${quoteName(name.split("."))} reads no stream. Read it without STREAM (spark.read).`,
  );

export const streamingViewAsBatch = (name: string) =>
  new DialectError(
    "INCOMPATIBLE_STREAMING_VIEW_READ",
    "42000",
    `The view ${quoteName(name.split("."))} reads a stream. Read it with STREAM(…) (spark.readStream).`,
  );

export const notATarget = (flow: string, target: string) =>
  new DialectError(
    "FLOW_TARGET_NOT_FOUND",
    "42P01",
    `The flow ${quoteName([flow])} writes to ${target}, which the pipeline does not declare as a streaming table.`,
  );

/** Told to code that asks for a dataset whose own query is not understood yet; it is asked again afterwards. */
export const pending = (node: Named) =>
  new DialectError(
    "PIPELINE_DATASET_PENDING",
    "42P01",
    `The dataset ${quoted(node)} has not been resolved yet.`,
  );

/** A failure that another dataset's failure brings along. */
export class UpstreamFailure extends Error {
  readonly upstream: string;

  constructor(upstream: string) {
    super(`Failed to resolve flow due to upstream failure: '${upstream}'.`);
    this.name = "UpstreamFailure";
    this.upstream = upstream;
  }
}
