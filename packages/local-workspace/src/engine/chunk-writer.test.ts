import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { CHUNK_BYTES, CHUNK_ROWS, ChunkWriter } from "./chunk-writer.ts";

let temporary: Awaited<ReturnType<typeof temporaryDir>>;
beforeAll(async () => {
  temporary = await temporaryDir();
});
afterAll(() => temporary.remove());

test("a small result stays in memory", async () => {
  const dir = join(temporary.dir, "small");
  const writer = new ChunkWriter(dir);
  await writer.add(['["1"]', '["2"]']);
  await writer.end();
  expect(writer.chunks).toEqual([{ rowOffset: 0, rowCount: 2, byteCount: 13, text: '[["1"],["2"]]' }]);
  expect(existsSync(dir)).toBe(false);
});

test("many rows: chunks of bounded rows, whose offsets join", async () => {
  const dir = join(temporary.dir, "many");
  const writer = new ChunkWriter(dir);
  for (let batch = 0; batch < 40; batch++) {
    await writer.add(Array.from({ length: 2048 }, (_, row) => `["${batch * 2048 + row}"]`));
  }
  await writer.end();
  let offset = 0;
  const rows: string[][] = [];
  for (const [index, chunk] of writer.chunks.entries()) {
    expect(chunk.rowOffset).toBe(offset);
    expect(chunk.rowCount).toBeLessThanOrEqual(CHUNK_ROWS);
    offset += chunk.rowCount;
    rows.push(...JSON.parse(chunk.text ?? (await readFile(join(dir, `${index}.json`), "utf8"))));
  }
  expect(rows.map(([value]) => Number(value))).toEqual(Array.from({ length: 40 * 2048 }, (_, row) => row));
});

test("wide rows: chunks of bounded bytes, but for a row that is larger by itself", async () => {
  const dir = join(temporary.dir, "wide");
  const writer = new ChunkWriter(dir);
  const wide = `["${"x".repeat(1024 * 1024)}"]`;
  const huge = `["${"y".repeat(CHUNK_BYTES + 10)}"]`;
  await writer.add([...Array(20).fill(wide), huge, wide]);
  await writer.end();
  expect(writer.rowCount).toBe(22);
  const large = writer.chunks.filter((chunk) => chunk.byteCount > CHUNK_BYTES + 2);
  expect(large).toHaveLength(1);
  expect(large[0]?.rowCount).toBe(1);
});
