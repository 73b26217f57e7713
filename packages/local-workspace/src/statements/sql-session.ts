import type { CatalogChange } from "../sql/types.ts";

/**
 * What statements of one notebook, job task or connection share: the current catalog and schema, settings, session
 * variables and temporary views (the dialect keeps the last two among the settings).
 */
export class SqlSession {
  catalog: string;
  schema: string;
  readonly settings: Record<string, string> = {};

  constructor(catalog = "main", schema = "default") {
    this.catalog = catalog;
    this.schema = schema;
  }

  /** Takes up what a statement has changed. Call it only when the statement has succeeded. */
  apply(changes: readonly CatalogChange[]): void {
    for (const change of changes) {
      if (change.op === "use") {
        if (change.catalog !== undefined) this.catalog = change.catalog;
        if (change.schema !== undefined) this.schema = change.schema;
      } else if (change.op === "set") {
        if (change.value === null) delete this.settings[change.key];
        else this.settings[change.key] = change.value;
      }
    }
  }
}
