import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Catalog } from "../catalog/catalog.ts";
import { Engine } from "../engine/engine.ts";
import { plainDialect } from "../testing/plain-dialect.ts";
import { provideSamples, SAMPLE_TABLES } from "./samples.ts";

let dir: string;
let engine: Engine;
let catalog: Catalog;
const scalar = async (sql: string) => Number((await engine.read(sql))[0]?.[0]);

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "samples-"));
  const places = {
    catalogsDir: join(dir, "catalogs"),
    volumesDir: join(dir, "volumes"),
    deltaDir: join(dir, "delta"),
    engineName: plainDialect.engineName,
  };
  await mkdir(places.catalogsDir);
  catalog = new Catalog(places);
  engine = new Engine({
    log: () => undefined,
    config: () => ({
      catalogsDir: places.catalogsDir,
      volumesDir: places.volumesDir,
      tempDir: join(dir, "tmp"),
      memoryLimit: "1GB",
      largestProcessBytes: 1024 ** 4,
      threads: 2,
      prelude: [],
      catalogs: [],
    }),
  });
  await engine.start();
  await provideSamples(engine, catalog);
});
afterAll(async () => {
  await engine.close();
  await rm(dir, { recursive: true, force: true });
});

test("every table has rows and its records", async () => {
  for (const { schema, name } of SAMPLE_TABLES) {
    expect(await scalar(`SELECT count(*) FROM uc_samples.${schema}.${name}`), name).toBeGreaterThan(0);
    expect(catalog.tableRecord("samples", schema, name)?.comment, name).toBeTruthy();
  }
});

test("the largest tables have more than 100 000 rows", async () => {
  expect(await scalar("SELECT count(*) FROM uc_samples.nyctaxi.trips")).toBe(120_000);
  expect(await scalar("SELECT count(*) FROM uc_samples.tpch.lineitem")).toBeGreaterThan(100_000);
});

test("keys join up", async () => {
  const orphans = async (child: string, key: string, parent: string, parentKey: string) =>
    scalar(
      `SELECT count(*) FROM uc_samples.${child} WHERE ${key} NOT IN (SELECT ${parentKey} FROM uc_samples.${parent})`,
    );
  expect(await orphans("tpch.lineitem", "l_orderkey", "tpch.orders", "o_orderkey")).toBe(0);
  expect(await orphans("tpch.lineitem", "l_partkey", "tpch.part", "p_partkey")).toBe(0);
  expect(await orphans("tpch.orders", "o_custkey", "tpch.customer", "c_custkey")).toBe(0);
  expect(await orphans("tpch.customer", "c_nationkey", "tpch.nation", "n_nationkey")).toBe(0);
  expect(
    await orphans("bakehouse.sales_transactions", "customerID", "bakehouse.sales_customers", "customerID"),
  ).toBe(0);
  expect(
    await orphans("bakehouse.sales_transactions", "franchiseID", "bakehouse.sales_franchises", "franchiseID"),
  ).toBe(0);
  expect(
    await orphans("bakehouse.sales_franchises", "supplierID", "bakehouse.sales_suppliers", "supplierID"),
  ).toBe(0);
  const pairs = `SELECT count(*) FROM uc_samples.tpch.lineitem ANTI JOIN uc_samples.tpch.partsupp ON l_partkey = ps_partkey AND l_suppkey = ps_suppkey`;
  expect(await scalar(pairs)).toBe(0);
});

test("taxi fares are plausible, with a few faulty rows to find", async () => {
  const rows =
    await engine.read(`SELECT median(fare_amount), median(trip_distance), count(*) FILTER (fare_amount < 0),
    count(*) FILTER (tpep_dropoff_datetime < tpep_pickup_datetime), count(*) FILTER (dropoff_zip IS NULL), count(*) FILTER (trip_distance = 0)
    FROM uc_samples.nyctaxi.trips`);
  const [fare, miles, negative, backwards, missing, zero] = rows[0]!.map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  expect(fare).toBeGreaterThan(7);
  expect(fare).toBeLessThan(14);
  expect(miles).toBeGreaterThan(1);
  expect(miles).toBeLessThan(3);
  for (const faulty of [negative, backwards, missing, zero]) {
    expect(faulty).toBeGreaterThan(20);
    expect(faulty).toBeLessThan(600);
  }
});

test("columns do not hang together by accident", async () => {
  const rows =
    await engine.read(`SELECT min(fare), max(fare) FROM (SELECT avg(fare_amount) AS fare FROM uc_samples.nyctaxi.trips
    WHERE fare_amount BETWEEN 0 AND 100 GROUP BY pickup_zip)`);
  const [lowest, highest] = rows[0]!.map(Number) as [number, number];
  expect(highest / lowest).toBeLessThan(1.1);
  const correlation = await scalar("SELECT abs(corr(l_quantity, l_discount)) FROM uc_samples.tpch.lineitem");
  expect(correlation).toBeLessThan(0.02);
});

test("the same data every time", async () => {
  const digest = await engine.read(
    "SELECT md5(string_agg(t::VARCHAR, '' ORDER BY t::VARCHAR)) FROM (FROM uc_samples.nyctaxi.trips LIMIT 1000) t",
  );
  expect(digest[0]?.[0]).toMatchInlineSnapshot(`"a1db50fe43729118c1ef045cf41dabeb"`);
});

test("nobody can write to it", async () => {
  await expect(
    engine.statement({ transaction: [{ sql: "DELETE FROM uc_samples.nyctaxi.trips" }] }),
  ).rejects.toThrow(/read-only/);
});
