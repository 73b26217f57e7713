import { z } from "zod";
import type { Catalog } from "../catalog/catalog.ts";
import { invalidParameter, notFound, notImplemented } from "../rest/api-error.ts";
import { type EndpointStore, taskOf } from "../serving/endpoint-store.ts";
import { columnOfType, columnsOfSchema } from "./columns.ts";
import type { IndexColumn, SearchIndex } from "./records.ts";

const sourceColumn = z
  .object({
    name: z.string(),
    embedding_model_endpoint_name: z.string().optional(),
    model_endpoint_name_for_query: z.string().optional(),
  })
  .loose();
const vectorColumn = z
  .object({ name: z.string(), embedding_dimension: z.number().int().min(1).max(4096) })
  .loose();
const vectors = {
  embedding_source_columns: z.array(sourceColumn).default([]),
  embedding_vector_columns: z.array(vectorColumn).default([]),
};

export const indexBody = z
  .object({
    name: z.string().max(765),
    endpoint_name: z.string(),
    primary_key: z.string().min(1),
    index_type: z.enum(["DELTA_SYNC", "DIRECT_ACCESS"]),
    delta_sync_index_spec: z
      .object({
        ...vectors,
        source_table: z.string(),
        pipeline_type: z.enum(["TRIGGERED", "CONTINUOUS"]),
        columns_to_sync: z.array(z.string()).optional(),
        embedding_writeback_table: z.string().optional(),
      })
      .loose()
      .optional(),
    direct_access_index_spec: z
      .object({ ...vectors, schema_json: z.string() })
      .loose()
      .optional(),
  })
  .loose();

type Body = z.infer<typeof indexBody>;
type Spec = Pick<SearchIndex, "columns" | "vector" | "schemaJson" | "sourceTable" | "columnsToSync">;

/** What a new index holds and where its vectors come from. Throws ApiError. */
export function indexSpec(body: Body, catalog: Catalog, endpoints: EndpointStore): Spec {
  const spec =
    body.index_type === "DELTA_SYNC" ? deltaSpec(body, catalog, endpoints) : directSpec(body, endpoints);
  const key = spec.columns.find(({ name }) => name === body.primary_key);
  if (!key) throw invalidParameter(`'primary_key': there is no column '${body.primary_key}'`);
  if (key.array || (key.kind !== "integer" && key.kind !== "string"))
    throw invalidParameter(`'primary_key': column '${key.name}' must hold whole numbers or strings`);
  return spec;
}

function directSpec({ direct_access_index_spec: spec }: Body, endpoints: EndpointStore): Spec {
  if (!spec)
    throw invalidParameter("'direct_access_index_spec': is needed for an index of type DIRECT_ACCESS");
  const columns = columnsOfSchema(spec.schema_json);
  return { columns, vector: vectorOf(spec, columns, endpoints), schemaJson: spec.schema_json };
}

function deltaSpec(
  { delta_sync_index_spec: spec, primary_key }: Body,
  catalog: Catalog,
  endpoints: EndpointStore,
): Spec {
  if (!spec) throw invalidParameter("'delta_sync_index_spec': is needed for an index of type DELTA_SYNC");
  if (spec.pipeline_type === "CONTINUOUS")
    throw notImplemented("A CONTINUOUS index: make it TRIGGERED and sync it when its table has changed. It");
  if (spec.embedding_writeback_table) throw notImplemented("embedding_writeback_table");
  const [catalogName, schema, name, ...more] = spec.source_table.split(".");
  const table = name && more.length === 0 ? catalog.tableRecord(catalogName!, schema!, name) : undefined;
  if (!table) throw notFound(`Source table '${spec.source_table.slice(0, 300)}' does not exist.`);
  if (table.kind === "view")
    throw invalidParameter(`'${spec.source_table}' is a view: an index follows a table.`);
  const wanted = spec.columns_to_sync;
  const needed = [
    primary_key,
    ...[...spec.embedding_source_columns, ...spec.embedding_vector_columns].map((column) => column.name),
  ];
  const missing = [...needed, ...(wanted ?? [])].find(
    (column) => !table.columns.some((each) => each.name === column),
  );
  if (missing !== undefined) throw invalidParameter(`'${spec.source_table}' has no column '${missing}'.`);
  const columns = table.columns
    .filter(
      ({ name: column }) =>
        wanted === undefined || wanted.length === 0 || [...wanted, ...needed].includes(column),
    )
    .flatMap(({ name: column, type }) => {
      const held = columnOfType(column, type);
      if (!held && wanted?.includes(column))
        throw invalidParameter(`An index cannot hold the type of column '${column}'.`);
      return held ?? [];
    });
  return {
    columns,
    vector: vectorOf(spec, columns, endpoints),
    sourceTable: `${table.catalog}.${table.schema}.${table.name}`,
    ...(wanted ? { columnsToSync: wanted } : {}),
  };
}

function vectorOf(
  {
    embedding_source_columns: texts,
    embedding_vector_columns: held,
  }: Pick<NonNullable<Body["direct_access_index_spec"]>, keyof typeof vectors>,
  columns: IndexColumn[],
  endpoints: EndpointStore,
): SearchIndex["vector"] {
  if (texts.length + held.length !== 1)
    throw invalidParameter(
      "Give exactly one column in 'embedding_source_columns' or in 'embedding_vector_columns'.",
    );
  const [text] = texts;
  const [vector] = held;
  const name = (text ?? vector)!.name;
  const column = columns.find((each) => each.name === name);
  if (!column) throw invalidParameter(`There is no column '${name}'.`);
  if (vector) {
    if (!column.array || column.kind !== "number")
      throw invalidParameter(`Column '${name}' must be an array of floats to hold vectors.`);
    return { from: "column", column: name, dimension: vector.embedding_dimension };
  }
  if (column.array || column.kind !== "string")
    throw invalidParameter(`Column '${name}' must hold texts to be embedded.`);
  const endpoint = text!.embedding_model_endpoint_name;
  if (!endpoint)
    throw invalidParameter(
      "'embedding_model_endpoint_name': is needed for an embedding source column, e.g. databricks-gte-large-en",
    );
  for (const each of [endpoint, text!.model_endpoint_name_for_query]) {
    if (each === undefined) continue;
    const found = endpoints.get(each);
    if (!found) throw notFound(`Serving endpoint '${each.slice(0, 100)}' does not exist.`);
    if (taskOf(found) !== "llm/v1/embeddings")
      throw invalidParameter(`Serving endpoint '${each}' does not make embeddings.`);
  }
  return {
    from: "text",
    column: name,
    endpoint,
    ...(text!.model_endpoint_name_for_query ? { queryEndpoint: text!.model_endpoint_name_for_query } : {}),
  };
}
