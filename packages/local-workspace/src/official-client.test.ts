/*
 * The unmodified official client as a witness. What it cannot do right itself (it drops the body of every PATCH
 * and uploads empty files) is done with fetch.
 */
import { WorkspaceClient } from "@databricks/sdk-experimental";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPython } from "./compute/python-sandbox.ts";
import { all, openOfficialClient } from "./testing/official-client.ts";

let opened: Awaited<ReturnType<typeof openOfficialClient>>;
let workspace: typeof opened.workspace;
let client: typeof opened.client;
let warehouse: string;

const execute = (statement: string, extra: object = {}) =>
  client.statementExecution.executeStatement({ statement, warehouse_id: warehouse, ...extra });

beforeAll(async () => {
  opened = await openOfficialClient();
  ({ workspace, client } = opened);
  warehouse = (await all(client.warehouses.list({})))[0]!.id!;
});
afterAll(() => opened?.close());

describe("identity and compute", async () => {
  test("me", async () => {
    expect(await client.currentUser.me()).toMatchObject({ userName: "me@lakehand.local", active: true });
  });

  test("a wrong token is refused", async () => {
    const stranger = new WorkspaceClient({ host: workspace.url, token: "wrong" });
    await expect(stranger.currentUser.me()).rejects.toThrow(/not valid/);
  });

  test("OAuth with a client secret", async () => {
    const machine = new WorkspaceClient({
      host: workspace.url,
      clientId: "app",
      clientSecret: workspace.token,
      authType: "oauth-m2m",
    });
    expect((await machine.currentUser.me()).userName).toBe("me@lakehand.local");
  });

  test("warehouses: create, get, edit, stop, start, delete", async () => {
    const { id } = await (await client.warehouses.create({ name: "Second", cluster_size: "Small" })).wait();
    expect(await client.warehouses.get({ id: id! })).toMatchObject({ name: "Second", state: "RUNNING" });
    await client.warehouses.edit({ id: id!, name: "Renamed" });
    await (await client.warehouses.stop({ id: id! })).wait();
    expect(await client.warehouses.get({ id: id! })).toMatchObject({ name: "Renamed", state: "STOPPED" });
    await (await client.warehouses.start({ id: id! })).wait();
    await client.warehouses.delete({ id: id! });
    await expect(client.warehouses.get({ id: id! })).rejects.toThrow(/no SQL warehouse/);
  });

  test("clusters: this machine", async () => {
    const clusters = await all(client.clusters.list({}));
    expect(clusters).toMatchObject([{ cluster_name: "Local cluster", state: "RUNNING" }]);
  });

  test.skipIf(!(await findPython()))("a command runs in a context, and keeps its names", async () => {
    const clusterId = (await all(client.clusters.list({})))[0]!.cluster_id!;
    const context = await (await client.commandExecution.create({ clusterId, language: "python" })).wait();
    const run = async (command: string) =>
      (
        await (
          await client.commandExecution.execute({
            clusterId,
            contextId: context.id!,
            language: "python",
            command,
          })
        ).wait()
      ).results;
    await run("n = spark.table('samples.nyctaxi.trips').count()");
    expect(await run("n > 1000")).toMatchObject({ resultType: "text", data: "True" });
    await client.commandExecution.destroy({ clusterId, contextId: context.id! });
  });
});

describe("statements", () => {
  test("synchronous", async () => {
    const answer = await execute("SELECT 1 AS a, 'x' AS b", { wait_timeout: "30s" });
    expect(answer.status?.state).toBe("SUCCEEDED");
    expect(answer.result?.data_array).toEqual([["1", "x"]]);
  });

  test("with parameters, catalog and schema", async () => {
    const answer = await execute(
      "SELECT count(*) FROM trips WHERE fare_amount > :least AND pickup_zip = :zip",
      {
        catalog: "samples",
        schema: "nyctaxi",
        parameters: [
          { name: "least", value: "52.5", type: "DOUBLE" },
          { name: "zip", value: "10001", type: "INT" },
        ],
      },
    );
    expect(Number(answer.result?.data_array?.[0]?.[0])).toBeGreaterThan(0);
    const unbound = await execute("SELECT :nothing");
    expect(unbound.status?.error?.message).toMatch(/UNBOUND_SQL_PARAMETER/);
  });

  test("a table is made, filled, read and dropped", async () => {
    const run = async (sql: string) => {
      const answer = await execute(sql, { wait_timeout: "50s" });
      expect(answer.status, sql).toEqual({ state: "SUCCEEDED" });
      return answer;
    };
    await run(
      "CREATE TABLE main.default.rides (zip INT COMMENT 'where', fare DECIMAL(10,2)) COMMENT 'Rides'",
    );
    const inserted = await run(
      "INSERT INTO main.default.rides SELECT pickup_zip, fare_amount FROM samples.nyctaxi.trips LIMIT 10",
    );
    expect(inserted.result?.data_array).toEqual([["10", "10"]]);
    const read = await run("SELECT count(*), max(fare) FROM rides");
    expect(read.manifest?.schema?.columns?.[1]).toMatchObject({
      type_name: "DECIMAL",
      type_precision: 10,
      type_scale: 2,
    });
    expect(await client.tables.get({ full_name: "main.default.rides" })).toMatchObject({
      comment: "Rides",
      columns: [{ name: "zip", type_text: "int", comment: "where" }, { type_text: "decimal(10,2)" }],
    });
    await run("DROP TABLE main.default.rides");
    expect(await client.tables.exists({ full_name: "main.default.rides" })).toMatchObject({
      table_exists: false,
    });
  });

  test("asynchronous, then fetched", async () => {
    const started = await execute("SELECT 1", { wait_timeout: "0s" });
    const get = () => client.statementExecution.getStatement({ statement_id: started.statement_id! });
    await expect.poll(async () => (await get()).status?.state, { timeout: 10_000 }).toBe("SUCCEEDED");
    expect((await get()).result?.data_array).toEqual([["1"]]);
  });

  test("chunk by chunk", async () => {
    const answer = await execute("SELECT id FROM range(60000)");
    expect(answer.manifest?.total_chunk_count).toBe(3);
    let rows = answer.result!.data_array!.length;
    for (let next = answer.result!.next_chunk_index; next !== undefined; ) {
      const chunk = await client.statementExecution.getStatementResultChunkN({
        statement_id: answer.statement_id!,
        chunk_index: next,
      });
      rows += chunk.data_array!.length;
      next = chunk.next_chunk_index;
    }
    expect(rows).toBe(60_000);
  });

  test("external links hold the rows and need no token", async () => {
    const answer = await execute("SELECT id FROM range(30000)", {
      disposition: "EXTERNAL_LINKS",
    });
    const [link] = answer.result!.external_links!;
    const rows = (await (await fetch(link!.external_link!)).json()) as string[][];
    expect(rows).toHaveLength(answer.manifest!.chunks![0]!.row_count!);
    const altered = link!.external_link!.replace(/\/0\.json/, "/1.json");
    expect((await fetch(altered)).status).toBe(403);
  });

  test("cancelled", async () => {
    const started = await execute("SELECT count(*) FROM range(100000000000) WHERE id % 7 = 1", {
      wait_timeout: "0s",
    });
    const statement_id = started.statement_id!;
    await client.statementExecution.cancelExecution({ statement_id });
    const get = async () => (await client.statementExecution.getStatement({ statement_id })).status?.state;
    await expect.poll(get, { timeout: 10_000 }).toBe("CANCELED");
  });

  test("a wrong statement fails with its error", async () => {
    const answer = await execute("SELECT nothing FROM nowhere");
    expect(answer.status).toMatchObject({ state: "FAILED", error: { error_code: "BAD_REQUEST" } });
    expect(answer.status?.error?.message).toMatch(/TABLE_OR_VIEW_NOT_FOUND.*nowhere.*SQLSTATE: 42P01/s);
  });

  test("history", async () => {
    const history = await client.queryHistory.list({ max_results: 3 });
    expect(history.res).toHaveLength(3);
    expect(history.res?.[0]).toMatchObject({ status: "FAILED", user_name: "me@lakehand.local" });
    const failed = await client.queryHistory.list({ filter_by: { statuses: ["FAILED"] } });
    expect(new Set(failed.res?.map((query) => query.status))).toEqual(new Set(["FAILED"]));
  });
});

describe("catalog", () => {
  test("catalogs, schemas, tables", async () => {
    const names = (await all(client.catalogs.list({}))).map((catalog) => catalog.name);
    expect(names).toEqual(expect.arrayContaining(["main", "samples"]));
    await client.catalogs.create({ name: "sales", comment: "Sales data" });
    expect(await client.catalogs.get({ name: "sales" })).toMatchObject({ comment: "Sales data" });
    await client.schemas.create({ catalog_name: "sales", name: "bronze" });
    const schemas = await all(client.schemas.list({ catalog_name: "sales" }));
    expect(schemas.map((schema) => schema.full_name)).toEqual(["sales.bronze", "sales.default"]);
    await execute("CREATE TABLE sales.bronze.orders AS SELECT 1 AS id, 'a' AS note");
    const table = await client.tables.get({ full_name: "sales.bronze.orders" });
    expect(table.columns?.map((column) => [column.name, column.type_name])).toEqual([
      ["id", "INT"],
      ["note", "STRING"],
    ]);
    expect(await client.tables.exists({ full_name: "sales.bronze.orders" })).toMatchObject({
      table_exists: true,
    });
    await expect(client.catalogs.delete({ name: "sales" })).rejects.toThrow(/CASCADE/);
    await client.tables.delete({ full_name: "sales.bronze.orders" });
    expect(await all(client.tables.list({ catalog_name: "sales", schema_name: "bronze" }))).toEqual([]);
    await client.catalogs.delete({ name: "sales", force: true });
    await expect(client.catalogs.get({ name: "sales" })).rejects.toThrow(/does not exist/);
  });

  test("pages of a list join to the whole", async () => {
    const schema = { catalog_name: "samples", schema_name: "tpch" };
    const names = (await all(client.tables.list({ ...schema, max_results: 3 }))).map((table) => table.name);
    expect(names).toEqual([
      "customer",
      "lineitem",
      "nation",
      "orders",
      "part",
      "partsupp",
      "region",
      "supplier",
    ]);
  });

  test("the samples cannot be changed", async () => {
    await expect(client.schemas.create({ catalog_name: "samples", name: "mine" })).rejects.toThrow(
      /read-only/,
    );
    await expect(client.tables.delete({ full_name: "samples.nyctaxi.trips" })).rejects.toThrow(/read-only/);
    const failed = await execute("INSERT INTO samples.nyctaxi.trips SELECT * FROM samples.nyctaxi.trips");
    expect(failed.status?.error?.message).toMatch(/INSUFFICIENT_PERMISSIONS.*read-only.*42501/);
  });

  test("a comment is changed (with fetch: this client sends no PATCH body)", async () => {
    const response = await fetch(`${workspace.url}/api/2.1/unity-catalog/schemas/main.default`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${workspace.token}` },
      body: JSON.stringify({ comment: "Mine" }),
    });
    expect(response.status).toBe(200);
    expect((await client.schemas.get({ full_name: "main.default" })).comment).toBe("Mine");
  });
});

describe("files", () => {
  const volume = "/Volumes/main/default/files";

  test("a volume's files and folders", async () => {
    await client.volumes.create({
      catalog_name: "main",
      schema_name: "default",
      name: "files",
      volume_type: "MANAGED",
    });
    await client.files.createDirectory({ directory_path: `${volume}/in` });
    const content = "a,b\n1,2\n";
    const put = await fetch(`${workspace.url}/api/2.0/fs/files${volume}/in/data%20file.csv`, {
      method: "PUT",
      headers: { authorization: `Bearer ${workspace.token}` },
      body: content,
    });
    expect(put.status).toBe(204);
    const listed = await all(client.files.listDirectoryContents({ directory_path: `${volume}/in` }));
    expect(listed).toMatchObject([{ name: "data file.csv", is_directory: false, file_size: content.length }]);
    const { contents } = await client.files.download({ file_path: `${volume}/in/data%20file.csv` });
    expect(await new Response(contents as never).text()).toBe(content);
    const metadata = await client.files.getMetadata({ file_path: `${volume}/in/data%20file.csv` });
    expect(Number(metadata["content-length"])).toBe(content.length);
    await expect(client.files.deleteDirectory({ directory_path: `${volume}/in` })).rejects.toThrow(
      /not empty/,
    );
    await client.files.delete({ file_path: `${volume}/in/data%20file.csv` });
    await client.files.deleteDirectory({ directory_path: `${volume}/in` });
    expect(await all(client.files.listDirectoryContents({ directory_path: volume }))).toEqual([]);
  });

  test("the workspace tree", async () => {
    const folder = "/Users/me@lakehand.local/etl";
    await client.workspace.mkdirs({ path: folder });
    const content = Buffer.from("# Databricks notebook source\nprint(1)\n").toString("base64");
    await client.workspace.import({ path: `${folder}/job.py`, content, format: "AUTO", overwrite: true });
    const again = client.workspace.import({ path: `${folder}/job.py`, content, format: "AUTO" });
    await expect(again).rejects.toThrow(/already exists/);
    const listed = await all(client.workspace.list({ path: folder }));
    expect(listed).toMatchObject([{ path: `${folder}/job`, object_type: "NOTEBOOK", language: "PYTHON" }]);
    expect((await client.workspace.getStatus({ path: folder })).object_id).toBeGreaterThan(0);
    const raw = await fetch(
      `${workspace.url}/api/2.0/workspace-files/import-file${encodeURI(folder)}/data.csv?overwrite=true`,
      {
        method: "POST",
        headers: { authorization: `Bearer ${workspace.token}` },
        body: "a,b\n",
      },
    );
    expect(raw.status).toBe(200);
    expect(await client.workspace.getStatus({ path: `${folder}/data.csv` })).toMatchObject({
      object_type: "FILE",
      size: 4,
    });
    const exported = await client.workspace.export({ path: `${folder}/job`, format: "SOURCE" });
    expect(exported.content).toBe(content);
    await expect(client.workspace.delete({ path: folder })).rejects.toThrow(/not empty/);
    await client.workspace.delete({ path: folder, recursive: true });
    await expect(client.workspace.getStatus({ path: folder })).rejects.toThrow(/doesn't exist/);
    await expect(
      client.workspace.delete({ path: "/Users/me@lakehand.local", recursive: true }),
    ).rejects.toThrow(/frame/);
  });
});

test("an endpoint that is not served says so", async () => {
  await expect(client.lakeview.migrate({ source_dashboard_id: "x" })).rejects.toThrow(
    /not part of the local workspace/,
  );
});
