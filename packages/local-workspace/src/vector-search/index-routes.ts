import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { z } from "zod";
import { ApiError, badRequest, invalidParameter, notFound } from "../rest/api-error.ts";
import { pageOf } from "../rest/page.ts";
import { jsonBody, queryParams } from "../rest/parse.ts";
import type { EndpointStore } from "../serving/endpoint-store.ts";
import { checkValue } from "./columns.ts";
import { indexShape, indexSummary, structOf } from "./index-shapes.ts";
import { indexBody, indexSpec } from "./index-spec.ts";
import { answerQuery, nextPage, queryBody, rowValue } from "./query-index.ts";
import type { SearchIndex } from "./records.ts";
import { rowOf, type SyncParts, startSync } from "./sync-index.ts";

export interface IndexRouteParts extends SyncParts {
  endpoints: EndpointStore;
  address(): string;
}

const PAGE = 100;
const MOST_UPSERTED = 10_000;

/** Vector search indexes and their rows. Mount at `/api/2.0/vector-search/indexes`. */
export function indexRoutes(parts: IndexRouteParts): Hono {
  const app = new Hono({ strict: false });
  const { store, catalog, user } = parts;
  const shape = (index: SearchIndex) => indexShape(index, store, parts.address());
  const direct = (name: string, verb: string) => {
    const index = store.index(name);
    if (index.type !== "DIRECT_ACCESS")
      throw badRequest(
        `Rows of ${index.name} come from its table: ${verb} is for indexes of type DIRECT_ACCESS.`,
      );
    return index;
  };

  app.post("/", async (c) => {
    const body = await jsonBody(c, indexBody);
    const [catalogName, schema, name, ...more] = body.name.split(".");
    if (!name || more.length > 0 || !/^[\w-]+$/.test(name))
      throw invalidParameter(
        "'name': must be <catalog>.<schema>.<name>, the last of letters, digits, dashes and underscores",
      );
    if (!catalog.schemaEntry(catalogName!, schema!))
      throw notFound(`Schema '${catalogName}.${schema}' does not exist.`);
    const endpoint = store.endpoint(body.endpoint_name);
    if (store.indexes.has(body.name.toLowerCase()) || catalog.tableRecord(catalogName!, schema!, name))
      throw new ApiError(
        409,
        "RESOURCE_ALREADY_EXISTS",
        `There is an index or a table ${body.name} already.`,
      );
    const index = store.putIndex({
      id: randomUUID(),
      name: body.name,
      endpoint: endpoint.name,
      type: body.index_type,
      primaryKey: body.primary_key,
      creator: user.userName,
      createdAt: Date.now(),
      ...indexSpec(body, catalog, parts.endpoints),
    });
    if (index.type === "DELTA_SYNC") void startSync(parts, index);
    return c.json(shape(index));
  });
  app.get("/", (c) => {
    const { endpoint_name, page_token } = queryParams(
      c,
      z.object({ endpoint_name: z.string(), page_token: z.string().optional() }).loose(),
    );
    const all = store
      .indexesOf(store.endpoint(endpoint_name).name)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, nextPageToken } = pageOf(all, ({ name }) => name, PAGE, page_token);
    return c.json({
      vector_indexes: items.map(indexSummary),
      ...(nextPageToken ? { next_page_token: nextPageToken } : {}),
    });
  });
  app.get("/:name", (c) => c.json(shape(store.index(c.req.param("name")))));
  app.delete("/:name", async (c) => {
    await store.deleteIndex(store.index(c.req.param("name")));
    return c.json({});
  });
  app.post("/:name/sync", (c) => {
    const index = store.index(c.req.param("name"));
    if (index.type !== "DELTA_SYNC")
      throw badRequest(`Index ${index.name} has no table to be synced with: its rows come by upsert-data.`);
    void startSync(parts, index);
    return c.json({});
  });

  app.post("/:name/query", async (c) => {
    const index = store.index(c.req.param("name"));
    return c.json(answerQuery(store, index, await jsonBody(c, queryBody)));
  });
  app.post("/:name/query-next-page", async (c) => {
    const index = store.index(c.req.param("name"));
    const { page_token } = await jsonBody(c, z.object({ page_token: z.string() }).loose());
    return c.json(nextPage(store, index, page_token));
  });
  app.post("/:name/scan", async (c) => {
    const index = store.index(c.req.param("name"));
    const body = await jsonBody(
      c,
      z
        .object({
          num_results: z.number().int().min(1).max(10_000).default(100),
          last_primary_key: z.union([z.string(), z.number()]).optional(),
        })
        .loose(),
    );
    const integer = index.columns.some(({ name, kind }) => name === index.primaryKey && kind === "integer");
    const order = (key: string | number) => (integer ? Number(key) : String(key));
    const after = body.last_primary_key === undefined ? undefined : order(body.last_primary_key);
    const rows = store
      .rows(index)
      .all()
      .filter(({ key }) => after === undefined || order(key) > after)
      .sort((a, b) => (order(a.key) < order(b.key) ? -1 : 1))
      .slice(0, body.num_results);
    const last = rows.at(-1);
    return c.json({
      data: rows.map((row) => structOf(index.columns.map(({ name }) => [name, rowValue(index, row, name)]))),
      ...(last ? { last_primary_key: String(last.key) } : {}),
    });
  });

  app.post("/:name/upsert-data", async (c) => {
    const index = direct(c.req.param("name"), "upsert-data");
    const { inputs_json } = await jsonBody(c, z.object({ inputs_json: z.string() }).loose());
    const rows = inputsOf(inputs_json).map((input) => {
      const unknown = Object.keys(input).find(
        (name) => !index.columns.some((column) => column.name === name),
      );
      if (unknown !== undefined)
        throw invalidParameter(`'inputs_json': the index has no column '${unknown}'.`);
      const values = Object.fromEntries(
        index.columns.map((column) => [column.name, checkValue(column, input[column.name])]),
      );
      const key = values[index.primaryKey];
      if (typeof key !== "string" && typeof key !== "number")
        throw invalidParameter(
          `'inputs_json': a row has no value for the primary key '${index.primaryKey}'.`,
        );
      return rowOf(index, key, values);
    });
    store.rows(index).change(rows);
    return c.json({ status: "SUCCESS", result: { success_row_count: rows.length, failed_primary_keys: [] } });
  });
  app.delete("/:name/delete-data", async (c) => {
    const index = direct(c.req.param("name"), "delete-data");
    const asked = new URL(c.req.url).searchParams.getAll("primary_keys");
    const keys =
      asked.length > 0
        ? asked
        : (
            await jsonBody(
              c,
              z.object({ primary_keys: z.array(z.union([z.string(), z.number()])).default([]) }).loose(),
            )
          ).primary_keys.map(String);
    if (keys.length === 0) throw invalidParameter("'primary_keys': needs at least one");
    const rows = store.rows(index);
    const known = [...new Set(keys)].filter((key) => rows.has(key));
    rows.change([], known);
    return c.json({
      status: "SUCCESS",
      result: { success_row_count: known.length, failed_primary_keys: [] },
    });
  });
  return app;
}

function inputsOf(text: string): Record<string, unknown>[] {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw invalidParameter("'inputs_json': is not valid JSON");
  }
  const inputs = z.array(z.record(z.string(), z.unknown())).max(MOST_UPSERTED).safeParse(given);
  if (!inputs.success)
    throw invalidParameter(`'inputs_json': must be a list of at most ${MOST_UPSERTED} rows, each an object`);
  return inputs.data;
}
