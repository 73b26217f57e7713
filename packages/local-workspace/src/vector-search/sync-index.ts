import { setImmediate as breathe } from "node:timers/promises";
import type { Catalog } from "../catalog/catalog.ts";
import { ApiError } from "../rest/api-error.ts";
import { lexicalEmbedding } from "../serving/lexical-embedding.ts";
import { readRows } from "../statements/read-rows.ts";
import type { StatementService } from "../statements/statement-service.ts";
import { valueOfText } from "./columns.ts";
import { type IndexRow, type RowValue, type SearchIndex, Vector } from "./records.ts";
import type { SearchStore } from "./search-store.ts";

export interface SyncParts {
  store: SearchStore;
  catalog: Catalog;
  statements: StatementService;
  warehouses: { list(): { id: string }[] };
  user: { userName: string };
  log(line: string): void;
}

const MOST_ROWS = 200_000;
const AT_ONCE = 200;

/** Starts to bring an index in step with its table; one sync of an index runs at a time. How it ends is in `store.syncs`. */
export function startSync(parts: SyncParts, index: SearchIndex): Promise<void> {
  const { syncs } = parts.store;
  if (syncs.get(index.id)?.running)
    throw new ApiError(409, "RESOURCE_CONFLICT", `Index ${index.name} is being synced already.`);
  syncs.set(index.id, { running: true });
  return sync(parts, index).then(
    () => void syncs.set(index.id, { running: false }),
    (error: Error) => {
      if (!(error instanceof ApiError)) parts.log(`sync of ${index.name}: ${error.stack ?? error.message}`);
      syncs.set(index.id, { running: false, error: error.message });
    },
  );
}

/** Reads the whole table, works out the vectors of new and changed rows, and drops those that are gone. */
async function sync({ store, statements, warehouses, user }: SyncParts, index: SearchIndex): Promise<void> {
  const quoted = (name: string) => `\`${name.replaceAll("`", "``")}\``;
  const table = index.sourceTable!.split(".").map(quoted).join(".");
  const statement = statements.submit({
    statement: `SELECT ${index.columns.map(({ name }) => quoted(name)).join(", ")} FROM ${table} LIMIT ${MOST_ROWS + 1}`,
    warehouseId: warehouses.list()[0]?.id ?? "",
    catalog: "main",
    schema: "default",
    disposition: "EXTERNAL_LINKS",
    format: "JSON_ARRAY",
    parameters: [],
    userName: user.userName,
  });
  await statement.done;
  if (statement.state !== "SUCCEEDED")
    throw new ApiError(400, "BAD_REQUEST", statement.error?.message ?? "The source table could not be read.");
  if (statement.rowCount > MOST_ROWS)
    throw new ApiError(
      400,
      "RESOURCE_LIMIT_EXCEEDED",
      `The local workspace indexes tables of at most ${MOST_ROWS.toLocaleString("en")} rows.`,
    );
  const source = await readRows(statements, statement);
  const rows = store.rows(index);
  const gone = new Set(rows.all().map(({ key }) => String(key)));
  let changed: IndexRow[] = [];
  for (const [at, texts] of source.entries()) {
    if (at % AT_ONCE === AT_ONCE - 1) {
      // Embedding takes the processor; requests get their turn in between.
      await breathe();
      if (!store.holds(index)) return;
      rows.change(changed);
      changed = [];
    }
    const values = Object.fromEntries(
      index.columns.map((column, place) => [column.name, valueOfText(column, texts[place] ?? null)]),
    );
    const key = values[index.primaryKey];
    if (typeof key !== "string" && typeof key !== "number")
      throw new ApiError(
        400,
        "BAD_REQUEST",
        `A row of ${index.sourceTable} has no value for the primary key '${index.primaryKey}'.`,
      );
    gone.delete(String(key));
    const known = rows.get(String(key));
    // A text's vector is worked out for new and changed rows only.
    if (index.vector.from === "text" && known && isSame(known.values, values)) continue;
    const row = rowOf(index, key, values);
    if (!known || !isSame(known, row)) changed.push(row);
  }
  if (!store.holds(index)) return;
  rows.change(changed, [...gone]);
  store.putIndex({ ...store.index(index.name), syncedAt: Date.now() });
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** A row with its vector. Throws ApiError 400 for a vector of another length. */
export function rowOf(index: SearchIndex, key: string | number, values: Record<string, RowValue>): IndexRow {
  const from = values[index.vector.column];
  if (from === null || from === undefined) return { key, values };
  if (index.vector.from === "text")
    return { key, values, vector: new Vector(lexicalEmbedding(String(from))) };
  const { dimension, column } = index.vector;
  if (!Array.isArray(from) || from.length !== dimension || from.some((each) => typeof each !== "number"))
    throw new ApiError(
      400,
      "INVALID_PARAMETER_VALUE",
      `Column '${column}' must hold ${dimension} numbers; row '${key}' has ${Array.isArray(from) ? from.length : "none"}.`,
    );
  // The vector itself is kept once, as floats.
  const { [column]: _, ...others } = values;
  return { key, values: others, vector: new Vector(from as number[]) };
}
