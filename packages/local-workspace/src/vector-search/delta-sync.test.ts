import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { all, openOfficialClient } from "../testing/official-client.ts";

let official: Awaited<ReturnType<typeof openOfficialClient>>;
beforeAll(async () => {
  official = await openOfficialClient();
  await sql(
    "CREATE TABLE main.default.docs (id BIGINT, body STRING, n INT, big DECIMAL(20,2), at TIMESTAMP, v ARRAY<FLOAT>, m MAP<STRING, INT>)",
  );
  await sql(
    "INSERT INTO main.default.docs VALUES (1, 'red apples', 5, 1.50, TIMESTAMP '2024-01-02 03:04:05', array(1.0, 0.0), map('a', 1)), (2, 'green pears', 6, NULL, NULL, array(0.0, 1.0), NULL)",
  );
  await official.client.vectorSearchEndpoints.createEndpoint({ name: "ep", endpoint_type: "STANDARD" });
});
afterAll(() => official.close());

async function sql(statement: string) {
  const [warehouse] = await all(official.client.warehouses.list({}));
  const { status } = await official.client.statementExecution.executeStatement({
    statement,
    warehouse_id: warehouse!.id!,
    wait_timeout: "50s",
  });
  if (status?.state !== "SUCCEEDED") throw new Error(status?.error?.message);
}
const name = "main.default.docs_index";
const api = () => official.client.vectorSearchIndexes;
const rowsAre = (count: number, index = name) =>
  vi.waitFor(async () => {
    const { status } = await api().getIndex({ index_name: index });
    expect(status).toMatchObject({ ready: true, indexed_row_count: count });
    expect(status?.message).toContain("ready");
  }, 20_000);

test("an index follows a table when it is synced, asked through the official client", async () => {
  await api().createIndex({
    name,
    endpoint_name: "ep",
    primary_key: "id",
    index_type: "DELTA_SYNC",
    delta_sync_index_spec: {
      source_table: "main.default.docs",
      pipeline_type: "TRIGGERED",
      embedding_source_columns: [{ name: "body", embedding_model_endpoint_name: "databricks-gte-large-en" }],
    },
  });
  await rowsAre(2);
  const ask = (query_text: string, more: object = {}) =>
    api().queryIndex({ index_name: name, columns: ["id", "body", "big", "at"], query_text, ...more });
  const found = await ask("apple", { num_results: 1 });
  expect(found.result?.data_array?.[0]?.slice(0, 4)).toEqual([
    1,
    "red apples",
    1.5,
    "2024-01-02T03:04:05.000Z",
  ]);
  expect(found.manifest?.columns?.at(-1)?.name).toBe("score");
  const next = await api().queryNextPage({ index_name: name, page_token: found.next_page_token! });
  expect(next.result?.data_array?.[0]?.[0]).toBe(2);
  await sql("UPDATE main.default.docs SET body = 'yellow bananas' WHERE id = 1");
  await sql("DELETE FROM main.default.docs WHERE id = 2");
  await sql("INSERT INTO main.default.docs (id, body) VALUES (3, 'plums'), (4, NULL)");
  expect((await ask("apple", { query_type: "FULL_TEXT" })).result?.row_count).toBe(0);
  await api().syncIndex({ index_name: name });
  await rowsAre(3);
  expect(
    (await ask("bananas", { num_results: 1, filters_json: '{"id <": 3}' })).result?.data_array?.[0]?.[1],
  ).toBe("yellow bananas");
  const scanned = await api().scanIndex({ index_name: name });
  expect(scanned.data).toHaveLength(3);
  expect((await all(api().listIndexes({ endpoint_name: "ep" }))).map((index) => index.name)).toEqual([name]);
  expect(
    (await all(official.client.vectorSearchEndpoints.listEndpoints({}))).map(
      ({ num_indexes }) => num_indexes,
    ),
  ).toEqual([1]);
  expect(
    (await official.client.vectorSearchEndpoints.getEndpoint({ endpoint_name: "ep" })).endpoint_status?.state,
  ).toBe("ONLINE");
  await expect(api().upsertDataVectorIndex({ index_name: name, inputs_json: "[]" })).rejects.toThrow(
    "DIRECT_ACCESS",
  );
});

test("vectors may be in the table; a table that is gone or damaged is told", async () => {
  const index = "main.default.vectors_index";
  const spec = {
    source_table: "main.default.docs",
    pipeline_type: "TRIGGERED" as const,
    embedding_vector_columns: [{ name: "v", embedding_dimension: 2 }],
    columns_to_sync: ["n"],
  };
  await api().createIndex({
    name: index,
    endpoint_name: "ep",
    primary_key: "id",
    index_type: "DELTA_SYNC",
    delta_sync_index_spec: spec,
  });
  await rowsAre(3, index);
  const found = await api().queryIndex({ index_name: index, columns: ["id", "n"], query_vector: [1, 0] });
  expect(found.result?.data_array).toEqual([[1, 5, 1]]);
  await sql("INSERT INTO main.default.docs (id, v) VALUES (9, array(1.0))");
  const failed = (word: string) =>
    vi.waitFor(
      async () => expect((await api().getIndex({ index_name: index })).status?.message).toContain(word),
      20_000,
    );
  await api().syncIndex({ index_name: index });
  await failed("must hold 2 numbers");
  await sql("DROP TABLE main.default.docs");
  await api().syncIndex({ index_name: index });
  await failed("TABLE_OR_VIEW_NOT_FOUND");
  expect(
    (await api().queryIndex({ index_name: index, columns: ["id"], query_vector: [1, 0] })).result?.row_count,
  ).toBe(1);
  for (const each of [index, name]) await api().deleteIndex({ index_name: each });
  await official.client.vectorSearchEndpoints.deleteEndpoint({ endpoint_name: "ep" });
});

test.each([
  [{ pipeline_type: "CONTINUOUS" }, "CONTINUOUS"],
  [{ source_table: "main.default.none" }, "does not exist"],
  [{ source_table: "main.default.seen" }, "view"],
  [{ columns_to_sync: ["colour"] }, "no column 'colour'"],
  [{ columns_to_sync: ["m"] }, "cannot hold"],
  [{ embedding_writeback_table: "x" }, "embedding_writeback_table"],
])("a delta-sync index with %j is refused", async (more, word) => {
  await sql("CREATE TABLE IF NOT EXISTS main.default.kept (id INT, body STRING, m MAP<STRING, INT>)");
  await sql("CREATE OR REPLACE VIEW main.default.seen AS SELECT * FROM main.default.kept");
  const endpoints = await all(official.client.vectorSearchEndpoints.listEndpoints({}));
  if (endpoints.length === 0)
    await official.client.vectorSearchEndpoints.createEndpoint({ name: "again", endpoint_type: "STANDARD" });
  const spec = {
    source_table: "main.default.kept",
    pipeline_type: "TRIGGERED",
    embedding_source_columns: [{ name: "body", embedding_model_endpoint_name: "databricks-gte-large-en" }],
    ...more,
  };
  const request = {
    name: "main.default.bad",
    endpoint_name: "again",
    primary_key: "id",
    index_type: "DELTA_SYNC",
    delta_sync_index_spec: spec,
  };
  await expect(api().createIndex(request as never)).rejects.toThrow(word);
});
