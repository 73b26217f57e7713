import { randomUUID } from "node:crypto";
import type { ResultRow } from "@lakehand/protocol";
import { describe, expect, test } from "vitest";
import { type Kit, me, other } from "./contract-kit.ts";

export function resultsContract(kit: Kit): void {
  describe("results", () => {
    const columns = [
      { name: "id", type: "bigint" },
      { name: "city", type: "string" },
    ];
    const rowsFrom = (from: number, count: number): ResultRow[] =>
      Array.from({ length: count }, (_, n) => [
        String(from + n),
        (from + n) % 7 === 0 ? null : `city ${from + n}`,
      ]);

    test("are kept in pages and read by any window", async () => {
      const { execution } = await kit.begin();
      const id = randomUUID();
      await kit.store.results.create({ id, executionId: execution.id, columns });
      for (const [from, count] of [
        [0, 10],
        [10, 2500],
        [2510, 1],
        [2511, 0],
        [2511, 1000],
      ] as const) {
        await kit.store.results.appendRows(id, rowsFrom(from, count));
      }
      await kit.store.results.finish(id, 1_204_331);
      expect(await kit.store.results.get(me, id)).toEqual({
        id,
        executionId: execution.id,
        columns,
        totalRows: 1_204_331,
        keptRows: 3511,
      });
      for (const [offset, limit] of [
        [0, 5],
        [8, 4],
        [1005, 10],
        [2505, 20],
        [0, 5000],
        [3505, 100],
        [3511, 10],
        [99_999, 10],
        [5, 0],
      ] as const) {
        const expected = rowsFrom(offset, Math.max(0, Math.min(limit, 3511 - offset)));
        expect(await kit.store.results.rows(id, offset, limit)).toEqual(expected);
      }
    });

    test("with large cells are kept in smaller pages", async () => {
      const { execution } = await kit.begin();
      const id = randomUUID();
      await kit.store.results.create({ id, executionId: execution.id, columns: [columns[1]!] });
      const rows = Array.from({ length: 30 }, (_, n): ResultRow => [String(n).repeat(150_000)]);
      await kit.store.results.appendRows(id, rows);
      expect(await kit.store.results.rows(id, 0, 100)).toEqual(rows);
      expect(await kit.store.results.rows(id, 17, 2)).toEqual(rows.slice(17, 19));
    });

    test("take pages written at the same time one after the other", async () => {
      const { execution } = await kit.begin();
      const id = randomUUID();
      await kit.store.results.create({ id, executionId: execution.id, columns: [columns[0]!] });
      await Promise.all(
        Array.from({ length: 8 }, (_, n) => kit.store.results.appendRows(id, [[`${n}a`], [`${n}b`]])),
      );
      const rows = await kit.store.results.rows(id, 0, 100);
      expect(rows).toHaveLength(16);
      for (let at = 0; at < 16; at += 2) expect(rows[at]?.[0]?.[0]).toBe(rows[at + 1]?.[0]?.[0]);
      expect((await kit.store.results.get(me, id))?.keptRows).toBe(16);
    });

    test("of another person, or none, are not there", async () => {
      const { execution } = await kit.begin();
      const id = randomUUID();
      await kit.store.results.create({ id, executionId: execution.id, columns });
      expect(await kit.store.results.get(other, id)).toBeUndefined();
      expect(await kit.store.results.get(me, "gone")).toBeUndefined();
      await expect(kit.store.results.appendRows("gone", [["1"]])).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
    });
  });
}
