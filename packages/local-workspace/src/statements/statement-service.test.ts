import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Catalog } from "../catalog/catalog.ts";
import { CatalogWriter } from "../catalog/catalog-writer.ts";
import { Engine } from "../engine/engine.ts";
import { plainDialect } from "../testing/plain-dialect.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";
import type { StatementRequest } from "./statement.ts";
import { StatementService, waitFor } from "./statement-service.ts";

const HOUR = 3_600_000;
let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let engine: Engine;
let service: StatementService;

beforeEach(async () => {
  temporary = await temporaryDir();
  const place = (name: string) => join(temporary.dir, name);
  for (const name of ["catalogs", "volumes", "tmp"]) mkdirSync(place(name));
  const folders = { catalogsDir: place("catalogs"), volumesDir: place("volumes"), deltaDir: place("delta") };
  const log = () => undefined;
  engine = new Engine({
    log,
    config: () => ({
      ...folders,
      tempDir: place("tmp"),
      memoryLimit: "500MB",
      largestProcessBytes: 1024 ** 4,
      threads: 1,
      prelude: [],
      catalogs: [],
    }),
  });
  const catalog = new Catalog({ ...folders, engineName: plainDialect.engineName });
  const writer = new CatalogWriter(catalog, engine);
  service = new StatementService({
    dialect: plainDialect,
    catalog,
    writer,
    read: engine.read,
    resultsDir: place("results"),
    log,
  });
});
afterEach(async () => {
  await service.close();
  await engine.close();
  await temporary.remove();
});

const request = (statement: string): StatementRequest => ({
  statement,
  warehouseId: "w",
  catalog: "main",
  schema: "default",
  disposition: "INLINE",
  format: "JSON_ARRAY",
  parameters: [],
  userName: "me",
});

test("a result and its files are kept for an hour, the statement for twelve", async () => {
  const statement = service.submit(request("/* n int */ SELECT range::VARCHAR FROM range(50000)"));
  await statement.done;
  expect(statement.state).toBe("SUCCEEDED");
  const file = service.chunkFile(statement, 0);
  await service.sweep(Date.now() + HOUR - 10_000);
  expect(service.get(statement.id)).toBe(statement);
  expect(existsSync(file)).toBe(true);
  await service.sweep(Date.now() + HOUR + 10_000);
  expect(service.get(statement.id)).toMatchObject({ state: "CLOSED", rowCount: 50_000 });
  expect(existsSync(file)).toBe(false);
  await service.sweep(Date.now() + 12 * HOUR + 10_000);
  expect(service.get(statement.id)).toBeUndefined();
});

test("a running statement is never forgotten, and ends when the service closes", async () => {
  const statement = service.submit(
    request("/* n int */ SELECT count(*)::VARCHAR FROM range(100000000000) WHERE range % 7 = 1"),
  );
  expect(await waitFor(statement, 50)).toBe(false);
  await service.sweep(Date.now() + 10 * HOUR);
  expect(service.get(statement.id)).toBe(statement);
  await service.close();
  await statement.done;
  expect(statement.state).toBe("CANCELED");
});
