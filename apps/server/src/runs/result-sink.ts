import { randomUUID } from "node:crypto";
import type { ResultRow } from "@lakehand/protocol";
import type { Store } from "@lakehand/store";
import type { ResultSink } from "@lakehand/tools";

/** Keeps a statement's rows in the store, page by page, as they are read from the warehouse. */
export function resultSink(store: Store, executionId: string): ResultSink {
  return {
    async open(columns) {
      const id = randomUUID();
      await store.results.create({ id, executionId, columns });
      return {
        id,
        write: (rows: readonly ResultRow[]) => store.results.appendRows(id, rows),
        finish: (totalRows: number) => store.results.finish(id, totalRows),
      };
    },
  };
}
