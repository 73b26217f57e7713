import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorkspaceApp } from "../index.ts";
import { caller } from "../testing/client.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";

const API = "/api/2.0/vector-search";
const INDEX = `${API}/indexes/main.default`;
let folder: Awaited<ReturnType<typeof temporaryDir>>;
let workspace: Awaited<ReturnType<typeof createWorkspaceApp>>;
const call = (...args: Parameters<ReturnType<typeof caller>>) => caller(workspace)(...args);
const ok = async (...args: Parameters<typeof call>) => {
  const answer = await call(...args);
  if (answer.status !== 200) throw new Error(`${args[0]} ${args[1]}: ${answer.status} ${answer.text}`);
  return answer.body;
};

beforeAll(async () => {
  folder = await temporaryDir();
  workspace = await createWorkspaceApp({ dir: folder.dir });
  await workspace.ready();
  for (const [name, endpoint_type] of [
    ["standard", "STANDARD"],
    ["big", "STORAGE_OPTIMIZED"],
  ])
    await ok("POST", `${API}/endpoints`, { name, endpoint_type });
});
afterAll(async () => {
  await workspace.close();
  await folder.remove();
});

const SCHEMA = {
  id: "integer",
  make: "string",
  price: "double",
  sold: "boolean",
  made: "timestamp",
  tags: "array<string>",
  v: "array<float>",
};
const direct = (name: string, more: object = {}) => ({
  name: `main.default.${name}`,
  endpoint_name: "standard",
  primary_key: "id",
  index_type: "DIRECT_ACCESS",
  direct_access_index_spec: {
    schema_json: JSON.stringify(SCHEMA),
    embedding_vector_columns: [{ name: "v", embedding_dimension: 2 }],
  },
  ...more,
});
const CARS = [
  {
    id: 1,
    make: "Toyota blue sedan",
    price: 10,
    sold: true,
    made: "2024-01-01T00:00:00Z",
    tags: ["a", "b"],
    v: [1, 0],
  },
  {
    id: 2,
    make: "Honda red sedan",
    price: 20,
    sold: false,
    made: "2024-06-01T00:00:00Z",
    tags: ["b"],
    v: [0, 1],
  },
  { id: 3, make: "Ford F-150", price: 30, sold: true, made: "2025-01-01T00:00:00Z", tags: [], v: [3, 4] },
  { id: 10, make: "Honda", price: null, sold: null, made: null, tags: null, v: null },
];
async function cars(name: string, endpoint_name = "standard") {
  await ok("POST", `${API}/indexes`, direct(name, { endpoint_name }));
  await ok("POST", `${INDEX}.${name}/upsert-data`, { inputs_json: JSON.stringify(CARS) });
}
const idsOf = (body: { result: { data_array: unknown[][] } }) => body.result.data_array.map(([id]) => id);

test("the score is one over one plus the squared distance, the nearest row first", async () => {
  await cars("scores");
  const body = await ok("POST", `${INDEX}.scores/query`, {
    columns: ["id", "v"],
    query_vector: [1, 0],
    num_results: 3,
  });
  expect(body).toEqual({
    manifest: { column_count: 3, columns: [{ name: "id" }, { name: "v" }, { name: "score" }] },
    result: {
      row_count: 3,
      data_array: [
        [1, [1, 0], 1],
        [2, [0, 1], 1 / 3],
        [3, [3, 4], 1 / 21],
      ],
    },
  });
  const above = await ok("POST", `${INDEX}.scores/query`, {
    columns: ["id"],
    query_vector: [1, 0],
    score_threshold: 0.2,
  });
  expect(idsOf(above)).toEqual([1, 2]);
});

test("pages of an answer follow each other", async () => {
  await cars("paged");
  const query = { columns: ["id"], query_vector: [1, 0], num_results: 2 };
  const first = await ok("POST", `${INDEX}.paged/query`, query);
  const second = await ok("POST", `${INDEX}.paged/query-next-page`, { page_token: first.next_page_token });
  expect([idsOf(first), idsOf(second), second.next_page_token]).toEqual([[1, 2], [3], undefined]);
  for (const page_token of ["zz", Buffer.from('{"query":{}}').toString("base64url")])
    expect((await call("POST", `${INDEX}.paged/query-next-page`, { page_token })).status).toBe(400);
});

test.each([
  [{ make: "Honda" }, [10]],
  [{ make: ["Honda", "Ford F-150"] }, [3, 10]],
  [{ "make NOT": "Honda" }, [1, 2, 3]],
  [{ "make LIKE": "honda" }, [2, 10]],
  [{ "make LIKE": "%sedan" }, [1, 2]],
  [{ "make NOT LIKE": "sedan" }, [3, 10]],
  [{ "price <": 20 }, [1]],
  [{ "price >=": 20, sold: true }, [3]],
  [{ "price !=": 20 }, [1, 3]],
  [{ "price =": 20 }, [2]],
  [{ tags: "b" }, [1, 2]],
  [{ tags: ["a", "z"] }, [1]],
  [{ "tags NOT": "a" }, [2, 3]],
  [{ "made >": "2024-05-31", "made <=": "2025-01-01T01:00:00+01:00" }, [2, 3]],
  [{ "price OR make": [10, "Ford F-150"] }, [1, 3]],
  [
    [{ "price >": 5 }, { "price <": 25 }],
    [1, 2],
  ],
])("filters of a standard endpoint: %j", async (filters, found) => {
  if ((await call("GET", `${INDEX}.dict`)).status === 404) await cars("dict");
  const body = await ok("POST", `${INDEX}.dict/query`, {
    columns: ["id"],
    query_type: "FULL_TEXT",
    query_text: "toyota honda ford",
    filters_json: JSON.stringify(filters),
  });
  expect(idsOf(body).sort((a, b) => Number(a) - Number(b))).toEqual(found);
});

test.each([
  ["make = 'Honda'", [10]],
  ["make IN ('Honda', 'Ford F-150') AND NOT (price > 25)", [10]],
  ["make NOT IN ('Honda')", [1, 2, 3]],
  ["make LIKE '%sedan' OR `id` = 3", [1, 2, 3]],
  ["make NOT LIKE '%sedan'", [3, 10]],
  ["price BETWEEN 10 AND 2e1", [1, 2]],
  ["price NOT BETWEEN 10 AND 20", [3]],
  ["price IS NULL", [10]],
  ["price is not null and sold = TRUE", [1, 3]],
  ["price <> 20 AND made >= TIMESTAMP '2024-01-01 00:00:00'", [1, 3]],
  ["array_contains(tags, 'b')", [1, 2]],
  ["id > 1 OR id = 1 AND price < 0", [2, 3, 10]],
])("filters of a storage-optimized endpoint: %s", async (filter, found) => {
  if ((await call("GET", `${INDEX}.sql`)).status === 404) await cars("sql", "big");
  const ask = async (filters_json: string) => {
    const body = await ok("POST", `${INDEX}.sql/query`, {
      columns: ["id"],
      query_type: "FULL_TEXT",
      query_text: "toyota honda ford",
      filters_json,
    });
    return idsOf(body).sort((a, b) => Number(a) - Number(b));
  };
  expect(await ask(filter)).toEqual(found);
  expect(await ask(JSON.stringify(filter))).toEqual(found);
});

test.each([
  [
    "dict2",
    "standard",
    [
      '{"colour": 1}',
      '{"colour <": 1}',
      '{"price": "high"}',
      '{"price OR id": [1]}',
      '{"tags <": "a"}',
      '{"price LIKE": "1"}',
      '{"make": []}',
      '"price < 3"',
      "price < 3",
      '{"made >": "soon"}',
      '{"make LIKE": 4}',
    ],
  ],
  [
    "sql2",
    "big",
    [
      "colour = 1",
      "price < ",
      "price < 'high'",
      "price << 3",
      "(price < 3",
      "price < 3 price",
      "price BETWEEN 1 OR 2",
      "make LIKE 4",
      "price NOT 4",
      "price = ;",
      "array_contains(tags)",
      "NOT ".repeat(100),
      `${"(".repeat(100)}price = 1${")".repeat(100)}`,
    ],
  ],
])("wrong filters are refused with the reason (%s)", async (name, endpoint, filters) => {
  await cars(name, endpoint);
  for (const filters_json of filters) {
    const answer = await call("POST", `${INDEX}.${name}/query`, {
      columns: ["id"],
      query_vector: [1, 0],
      filters_json,
    });
    expect([filters_json, answer.status]).toEqual([filters_json, 400]);
    expect(answer.body.message).toMatch(/filter/i);
  }
});

test("texts are embedded by an endpoint; hybrid search joins nearness and words", async () => {
  const schema_json = JSON.stringify({ id: "string", text: "string" });
  const source = [{ name: "text", embedding_model_endpoint_name: "databricks-gte-large-en" }];
  await ok(
    "POST",
    `${API}/indexes`,
    direct("texts", { direct_access_index_spec: { schema_json, embedding_source_columns: source } }),
  );
  const texts = {
    whale: "The whale swims in the deep ocean",
    fox: "A quick brown fox jumps",
    ocean: "Ocean",
  };
  await ok("POST", `${INDEX}.texts/upsert-data`, {
    inputs_json: JSON.stringify(Object.entries(texts).map(([id, text]) => ({ id, text }))),
  });
  const ask = async (query: object) =>
    (await ok("POST", `${INDEX}.texts/query`, { columns: ["id"], ...query })).result.data_array;
  const near = await ask({ query_text: "whales of the oceans" });
  expect(near[0][0]).toBe("whale");
  expect(near).toHaveLength(3);
  const same = await ask({ query_text: texts.fox, num_results: 1 });
  expect(same[0][0]).toBe("fox");
  expect(same[0][1]).toBeCloseTo(1, 5);
  const words = await ask({ query_text: "ocean", query_type: "full_text" });
  expect(words.map(([id]: [string]) => id)).toEqual(["ocean", "whale"]);
  const both = await ask({ query_text: "ocean", query_type: "HYBRID" });
  expect(both[0]).toEqual(["ocean", 1]);
  expect(both.map(([id]: [string]) => id)).toContain("fox");
});

test("a scan gives the rows by their key, from any key on", async () => {
  await cars("scanned");
  const first = await ok("POST", `${INDEX}.scanned/scan`, { num_results: 2 });
  expect(first.last_primary_key).toBe("2");
  expect(first.data[0].fields).toContainEqual({
    key: "v",
    value: { list_value: { values: [{ number_value: 1 }, { number_value: 0 }] } },
  });
  const rest = await ok("POST", `${INDEX}.scanned/scan`, {
    num_results: 9,
    last_primary_key: first.last_primary_key,
  });
  expect(rest.data.map(({ fields }: { fields: { value: object }[] }) => fields[0]!.value)).toEqual([
    { number_value: 3 },
    { number_value: 10 },
  ]);
  expect(await ok("POST", `${INDEX}.scanned/scan`, { last_primary_key: "10" })).toEqual({ data: [] });
});

test("rows are replaced and deleted by key", async () => {
  await cars("changed");
  await ok("POST", `${INDEX}.changed/upsert-data`, {
    inputs_json: JSON.stringify([{ id: 1, make: "Saab", v: [0, 0] }]),
  });
  const { result } = await ok("DELETE", `${INDEX}.changed/delete-data?primary_keys=2&primary_keys=99`);
  expect(result.success_row_count).toBe(1);
  await ok("DELETE", `${INDEX}.changed/delete-data`, { primary_keys: ["10"] });
  const body = await ok("POST", `${INDEX}.changed/query`, {
    columns: ["id", "make", "price"],
    query_vector: [0, 0],
  });
  expect(body.result.data_array.map((row: unknown[]) => row.slice(0, 3))).toEqual([
    [1, "Saab", null],
    [3, "Ford F-150", 30],
  ]);
  expect((await ok("GET", `${INDEX}.changed`)).status).toMatchObject({ ready: true, indexed_row_count: 2 });
  for (const [inputs, word] of [
    ["{", "JSON"],
    ["{}", "list"],
    ['[{"id":1,"x":2}]', "no column 'x'"],
    ['[{"make":"x"}]', "primary key"],
    ['[{"id":"1"}]', "number"],
    ['[{"id":1.5}]', "whole"],
    ['[{"id":1,"v":[1]}]', "2 numbers"],
    ['[{"id":1,"made":"soon"}]', "ISO"],
    ['[{"id":1,"tags":"a"}]', "array"],
    ['[{"id":1,"sold":1}]', "true"],
  ]) {
    const answer = await call("POST", `${INDEX}.changed/upsert-data`, { inputs_json: inputs });
    expect([inputs, answer.status]).toEqual([inputs, 400]);
    expect(answer.body.message).toContain(word);
  }
  expect((await call("DELETE", `${INDEX}.changed/delete-data`, {})).status).toBe(400);
  expect((await call("POST", `${INDEX}.changed/sync`)).status).toBe(400);
});

test.each([
  [{ columns: [], query_vector: [1, 0] }, 400],
  [{ columns: ["colour"], query_vector: [1, 0] }, 400],
  [{ columns: ["id"] }, 400],
  [{ columns: ["id"], query_text: "x" }, 400],
  [{ columns: ["id"], query_vector: [1] }, 400],
  [{ columns: ["id"], query_vector: [1, 0], query_type: "MAGIC" }, 400],
  [{ columns: ["id"], query_vector: [1, 0], query_type: "HYBRID" }, 400],
  [{ columns: ["id"], query_vector: [1, 0], num_results: 10_001 }, 400],
  [{ columns: ["id"], query_vector: [1, 0], reranker: { model: "x" } }, 501],
])("the query %j is refused", async (query, status) => {
  if ((await call("GET", `${INDEX}.asked`)).status === 404) await cars("asked");
  expect((await call("POST", `${INDEX}.asked/query`, query)).status).toBe(status);
});

const spec = (more: object) => ({
  direct_access_index_spec: { schema_json: JSON.stringify(SCHEMA), ...more },
});
test.each([
  ["a name of one part", { name: "x" }, 400],
  ["an unknown schema", { name: "main.none.x" }, 404],
  ["an unknown endpoint", { endpoint_name: "none" }, 404],
  ["an unknown key", { primary_key: "none" }, 400],
  ["a key of another kind", { primary_key: "tags" }, 400],
  ["no vectors", spec({}), 400],
  ["vectors in no column", spec({ embedding_vector_columns: [{ name: "x", embedding_dimension: 2 }] }), 400],
  ["vectors in a text", spec({ embedding_vector_columns: [{ name: "make", embedding_dimension: 2 }] }), 400],
  ["no embedding endpoint", spec({ embedding_source_columns: [{ name: "make" }] }), 400],
  [
    "an unknown embedding endpoint",
    spec({ embedding_source_columns: [{ name: "make", embedding_model_endpoint_name: "none" }] }),
    404,
  ],
  [
    "a chat endpoint",
    spec({
      embedding_source_columns: [
        { name: "make", embedding_model_endpoint_name: "databricks-claude-sonnet-4-5" },
      ],
    }),
    400,
  ],
  [
    "numbers as texts",
    spec({
      embedding_source_columns: [{ name: "price", embedding_model_endpoint_name: "databricks-gte-large-en" }],
    }),
    400,
  ],
  ["a schema that is none", { direct_access_index_spec: { schema_json: "[]" } }, 400],
  ["a type that is none", { direct_access_index_spec: { schema_json: '{"id":"map<int,int>"}' } }, 400],
  ["no spec", { index_type: "DELTA_SYNC" }, 400],
])("an index with %s is refused", async (_, more, status) => {
  const answer = await call("POST", `${API}/indexes`, direct("refused", more));
  expect([answer.status, typeof answer.body.message]).toEqual([status, "string"]);
});

test("endpoints have tags, a policy and no metrics, and go only when they are empty", async () => {
  await ok("POST", `${API}/endpoints`, { name: "tagged", endpoint_type: "STANDARD" });
  const custom_tags = [{ key: "team", value: "a" }];
  expect(await ok("PATCH", `${API}/endpoints/tagged/tags`, { custom_tags })).toEqual({
    name: "tagged",
    custom_tags,
  });
  expect(await ok("PATCH", `${API}/endpoints/tagged/budget-policy`, { budget_policy_id: "b" })).toEqual({
    effective_budget_policy_id: "b",
  });
  expect(await ok("GET", `${API}/endpoints/tagged`)).toMatchObject({
    custom_tags,
    effective_budget_policy_id: "b",
    endpoint_status: { state: "ONLINE" },
  });
  expect((await call("POST", `${API}/endpoints/tagged/metrics`, {})).status).toBe(501);
  expect((await call("POST", `${API}/endpoints`, { name: "tagged", endpoint_type: "STANDARD" })).status).toBe(
    409,
  );
  expect((await call("POST", `${API}/endpoints`, { name: "x", endpoint_type: "HUGE" })).status).toBe(400);
  await ok("POST", `${API}/indexes`, direct("held", { endpoint_name: "tagged" }));
  expect((await call("POST", `${API}/indexes`, direct("held"))).status).toBe(409);
  expect((await call("DELETE", `${API}/endpoints/tagged`)).status).toBe(400);
  await ok("DELETE", `${INDEX}.held`);
  await ok("DELETE", `${API}/endpoints/tagged`);
  expect((await call("GET", `${API}/endpoints/tagged`)).status).toBe(404);
  expect((await call("GET", `${INDEX}.held`)).status).toBe(404);
  expect((await call("GET", `${API}/indexes?endpoint_name=none`)).status).toBe(404);
});

test("the pages show endpoints, indexes and rows, and all outlives the process", async () => {
  await cars("shown");
  expect((await call("GET", "/compute/vector-search")).text).toContain(
    "/compute/vector-search/standard/main.default.shown",
  );
  expect((await call("GET", "/compute/vector-search/standard")).text).toContain("Online");
  await workspace.close();
  workspace = await createWorkspaceApp({ dir: folder.dir });
  const page = (await call("GET", "/compute/vector-search/standard/main.default.shown")).text;
  expect(page).toContain("Toyota blue sedan");
  expect(page).toContain("[3,4]");
  for (const path of ["/none", "/standard/none", "/big/main.default.shown"])
    expect(
      (await call("GET", `/compute/vector-search${path}`, undefined, { accept: "text/html" })).status,
    ).toBe(404);
});
