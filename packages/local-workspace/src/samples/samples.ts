import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Catalog } from "../catalog/catalog.ts";
import { catalogFile, removeCatalogFile } from "../catalog/catalog-files.ts";
import { initRecords, putRecord } from "../catalog/record-store.ts";
import { newStamps } from "../catalog/stage.ts";
import type { Engine } from "../engine/engine.ts";
import type { BoundSql } from "../engine/messages.ts";
import { identifier } from "../engine/sql-text.ts";
import { duckType } from "../sql/functions/duck-type.ts";
import { BAKEHOUSE } from "./bakehouse.ts";
import { NYCTAXI } from "./nyctaxi.ts";
import { SAMPLE_MACROS, type SampleTable } from "./sample-table.ts";
import { TPCH, TPCH_FINISH } from "./tpch.ts";

export const SAMPLES = "samples";
/** Raised whenever the data changes, so that older folders get the new one. */
export const SAMPLES_EDITION = 1;
const OWNER = "System user";
const BUILD = "samples-build";
/** Not the name of a catalog file, so that a half-built one is never taken for a catalog. */
const BUILD_FILE = "samples.building";

const SCHEMAS: Record<string, string> = {
  nyctaxi: "Taxi rides in New York City",
  tpch: "A trading company: customers, orders, parts, suppliers",
  bakehouse: "A chain of bakeries: sales, customers, franchises, suppliers, reviews",
};
export const SAMPLE_TABLES: SampleTable[] = [...NYCTAXI, ...TPCH, ...BAKEHOUSE];

/** Attaches the samples catalog read-only, generating it first when it is missing or of another edition. */
export async function provideSamples(engine: Engine, catalog: Catalog): Promise<void> {
  if (catalog.entry(SAMPLES)?.record.edition === SAMPLES_EDITION) return;
  const { catalogsDir, engineName } = catalog.places;
  for (const alias of [engineName(SAMPLES), engineName(BUILD)])
    await engine.detach(alias).catch(() => undefined);
  await removeCatalogFile(catalogsDir, SAMPLES);
  // Built under another name and moved when whole: a start that is cut short leaves no half catalog.
  const file = join(catalogsDir, BUILD_FILE);
  for (const left of [file, `${file}.wal`]) await rm(left, { force: true });
  await engine.attach({ alias: BUILD, file, readOnly: false }, buildSteps(BUILD));
  await engine.detach(BUILD);
  await rename(file, catalogFile(catalogsDir, SAMPLES));
  if (existsSync(`${file}.wal`)) throw new Error(`The samples were not written whole: ${file}`);
  await engine.attach(catalog.file(SAMPLES, true));
  await catalog.load(engine.read, SAMPLES);
}

function buildSteps(alias: string): BoundSql[] {
  const db = identifier(alias);
  const record = {
    ...newStamps(OWNER),
    name: SAMPLES,
    comment: "Data to try things on. It cannot be changed.",
    readOnly: true,
    edition: SAMPLES_EDITION,
  };
  const fill = (sql: string): BoundSql => ({ sql: sql.replaceAll("{db}", db) });
  return [
    ...SAMPLE_MACROS.map(fill),
    { sql: "BEGIN TRANSACTION" },
    ...initRecords(alias),
    ...putRecord(alias, "catalog", "", SAMPLES, record),
    ...Object.entries(SCHEMAS).flatMap(([name, comment]) => [
      { sql: `CREATE SCHEMA ${db}.${identifier(name)}` },
      ...putRecord(alias, "schema", "", name, { ...newStamps(OWNER), name, comment }),
    ]),
    ...SAMPLE_TABLES.flatMap((table) => tableSteps(alias, table)),
    ...TPCH_FINISH.map(fill),
    { sql: "COMMIT" },
    { sql: `CHECKPOINT ${db}` },
  ];
}

function tableSteps(alias: string, table: SampleTable): BoundSql[] {
  const target = [alias, table.schema, table.name].map(identifier).join(".");
  const definitions = table.columns.map((column) => `${identifier(column.name)} ${duckType(column.type)}`);
  const { schema, name, comment } = table;
  const columns = table.columns.map((column) => ({ ...column, nullable: true }));
  const record = { ...newStamps(OWNER), catalog: SAMPLES, schema, name, kind: "table", comment, columns };
  return [
    { sql: `CREATE TABLE ${target} (${definitions.join(", ")})` },
    { sql: `INSERT INTO ${target} ${table.select.replaceAll("{db}", identifier(alias))}` },
    ...putRecord(alias, "table", schema, name, record),
  ];
}
