import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { CHUNK_BYTES, CHUNK_ROWS, JsonWriter } from "./json-writer.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let connection: DuckDBConnection;
beforeAll(async () => {
  temporary = await temporaryDir();
  connection = await (await DuckDBInstance.create(":memory:")).connect();
});
afterAll(async () => {
  connection.closeSync();
  await temporary.remove();
});

/** Writes the rows of a query, each one JSON text. */
async function write(dir: string, sql: string, limit = Number.POSITIVE_INFINITY): Promise<JsonWriter> {
  const writer = new JsonWriter(join(temporary.dir, dir));
  const result = await connection.stream(sql);
  for (
    let chunk = await result.fetchChunk();
    chunk && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    const taken = await writer.add(chunk.chunk, Number.POSITIVE_INFINITY, limit - writer.byteCount);
    if (taken < chunk.rowCount) break;
  }
  await writer.end();
  return writer;
}

async function rowsOf(writer: JsonWriter, dir: string): Promise<string[][]> {
  const rows: string[][] = [];
  for (const [index, chunk] of writer.chunks.entries()) {
    expect(chunk.rowOffset).toBe(rows.length);
    const text = chunk.text ?? (await readFile(join(temporary.dir, dir, `${index}.json`), "utf8"));
    expect(chunk.byteCount).toBe(Buffer.byteLength(text));
    const parsed = JSON.parse(text) as string[][];
    expect(parsed).toHaveLength(chunk.rowCount);
    rows.push(...parsed);
  }
  return rows;
}

test("a small result stays in memory", async () => {
  const writer = await write("small", `SELECT * FROM (VALUES ('["1"]'), ('["2"]'))`);
  expect(writer.chunks).toEqual([{ rowOffset: 0, rowCount: 2, byteCount: 13, text: '[["1"],["2"]]' }]);
  expect(existsSync(join(temporary.dir, "small"))).toBe(false);
});

test("many rows: chunks of bounded rows, whose offsets join", async () => {
  const writer = await write("many", `SELECT '["' || range || '"]' FROM range(81920)`);
  expect(Math.max(...writer.chunks.map((chunk) => chunk.rowCount))).toBeLessThanOrEqual(CHUNK_ROWS);
  const rows = await rowsOf(writer, "many");
  expect(rows.map(([value]) => Number(value))).toEqual(Array.from({ length: 81_920 }, (_, row) => row));
});

test("texts of every length, of other scripts too, arrive whole", async () => {
  const writer = await write("texts", `SELECT '["' || repeat('é', range % 700) || '"]' FROM range(7000)`);
  const rows = await rowsOf(writer, "texts");
  expect(rows.map(([text]) => text)).toEqual(Array.from({ length: 7000 }, (_, row) => "é".repeat(row % 700)));
});

test("wide rows: chunks of bounded bytes, but for a row that is larger by itself", async () => {
  const size = `CASE WHEN range = 20 THEN ${CHUNK_BYTES + 10} ELSE 1048576 END`;
  const writer = await write("wide", `SELECT '["' || repeat('x', ${size}) || '"]' FROM range(22)`);
  expect(writer.rowCount).toBe(22);
  const large = writer.chunks.filter((chunk) => chunk.byteCount > CHUNK_BYTES + 2);
  expect(large.map((chunk) => chunk.rowCount)).toEqual([1]);
  expect((await rowsOf(writer, "wide")).map(([text]) => text!.length)).toEqual(
    Array.from({ length: 22 }, (_, row) => (row === 20 ? CHUNK_BYTES + 10 : 1_048_576)),
  );
});

test("a byte limit is not passed, and all that fits is taken", async () => {
  const writer = await write("limited", `SELECT '["1234567"]' FROM range(5000)`, 1000);
  expect([writer.rowCount, writer.byteCount]).toEqual([83, 996]);
});
