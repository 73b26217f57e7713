import { databricksDialect } from "../packages/local-workspace/src/default-dialect.ts";
import { readCorpus } from "../packages/local-workspace/src/sql/corpus/cases.ts";
import type { CatalogView, PlanContext } from "../packages/local-workspace/src/sql/types.ts";
import { median, ms, percentile, report } from "./lib/figures.ts";

/** A catalog without tables: statements that need one are left out. */
const emptyCatalog: CatalogView = {
  catalogs: async () => ["main"],
  schemas: async () => ["default"],
  tables: async () => [],
  table: async () => undefined,
  volumes: async () => [],
  functions: async () => [],
  function: async () => undefined,
  volumeFolder: async () => undefined,
};
const context = (): PlanContext => ({
  catalog: emptyCatalog,
  currentCatalog: "main",
  currentSchema: "default",
  currentUser: "me",
  settings: {},
  parameters: [],
});

/** Databricks SQL to DuckDB SQL, over the conformance corpus: each statement's median of five. */
export async function translation(): Promise<void> {
  console.log("\nTranslation of the corpus's statements");
  const texts = readCorpus().flatMap(({ cases }) => cases.flatMap(({ statements }) => statements));
  const times: number[] = [];
  let left = 0;
  for (const text of texts) {
    const own: number[] = [];
    try {
      for (let round = 0; round < 5; round++) {
        const started = performance.now();
        await databricksDialect.plan(text, context());
        own.push(performance.now() - started);
      }
      times.push(median(own));
    } catch {
      left++;
    }
  }
  const p50 = median(times);
  report(`p50 of ${times.length} statements (${left} need tables or are errors)`, ms(p50), {
    says: "≤ 1 ms",
    ok: p50 <= 1,
  });
  report("p99", ms(percentile(times, 0.99)));
}
