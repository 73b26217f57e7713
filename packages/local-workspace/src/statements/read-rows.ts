import { readFile } from "node:fs/promises";
import type { Statement } from "./statement.ts";
import type { StatementService } from "./statement-service.ts";

/** All kept rows of a statement that has succeeded, as text or null. Held in memory: bound them by `rowLimit`. */
export async function readRows(
  service: StatementService,
  statement: Statement,
): Promise<(string | null)[][]> {
  const rows: (string | null)[][] = [];
  for (const [index, chunk] of statement.chunks.entries()) {
    const text = chunk.text ?? (await readFile(service.chunkFile(statement, index), "utf8"));
    for (const row of JSON.parse(text) as (string | null)[][]) rows.push(row);
  }
  return rows;
}
