import type { RowValue, SearchIndex } from "./records.ts";
import type { SearchStore } from "./search-store.ts";

export const indexSummary = (index: SearchIndex) => ({
  name: index.name,
  endpoint_name: index.endpoint,
  index_type: index.type,
  primary_key: index.primaryKey,
  creator: index.creator,
});

/** Whether an index answers, and what is to be said of it. */
export function indexStatus(index: SearchIndex, store: SearchStore): { ready: boolean; message: string } {
  const sync = store.syncs.get(index.id);
  const ready = index.type === "DIRECT_ACCESS" || index.syncedAt !== undefined;
  if (sync?.running) return { ready, message: "Being synced with its table." };
  if (sync?.error) return { ready, message: `The last sync failed: ${sync.error}` };
  if (!ready) return { ready, message: "Not synced yet: its first sync was cut off. Sync it again." };
  return { ready, message: "Index is ready. Every row is compared: answers are exact." };
}

export function indexShape(index: SearchIndex, store: SearchStore, address: string) {
  const vectors =
    index.vector.from === "column"
      ? {
          embedding_vector_columns: [
            { name: index.vector.column, embedding_dimension: index.vector.dimension },
          ],
        }
      : {
          embedding_source_columns: [
            {
              name: index.vector.column,
              embedding_model_endpoint_name: index.vector.endpoint,
              ...(index.vector.queryEndpoint
                ? { model_endpoint_name_for_query: index.vector.queryEndpoint }
                : {}),
            },
          ],
        };
  return {
    ...indexSummary(index),
    ...(index.type === "DIRECT_ACCESS"
      ? { direct_access_index_spec: { ...vectors, schema_json: index.schemaJson } }
      : {
          delta_sync_index_spec: {
            ...vectors,
            source_table: index.sourceTable,
            pipeline_type: "TRIGGERED",
            ...(index.columnsToSync ? { columns_to_sync: index.columnsToSync } : {}),
          },
        }),
    status: {
      ...indexStatus(index, store),
      indexed_row_count: store.rows(index).size,
      index_url: `${address}/api/2.0/vector-search/indexes/${index.name}`,
    },
  };
}

/** A row as protobuf's JSON has a struct, for scans. */
export const structOf = (entries: [string, RowValue][]) => ({
  fields: entries
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ({ key, value: valueShape(value) })),
});

function valueShape(value: RowValue): Record<string, unknown> {
  if (typeof value === "string") return { string_value: value };
  if (typeof value === "number") return { number_value: value };
  if (typeof value === "boolean") return { bool_value: value };
  return { list_value: { values: (value ?? []).map(valueShape) } };
}
