import type { ToolDetails } from "@lakehand/protocol";
import { LatestDetails } from "@lakehand/tools";

const MOST_SQL = 4_000;
const MOST_DETAILS = 200;
const PREVIEW_ROWS = 5;

/** What an operation has told the person, in a size that may be stored with each step. */
export class KeptDetails {
  readonly #kept = new LatestDetails(MOST_DETAILS);

  add(details: ToolDetails): void {
    this.#kept.add(small(details));
  }

  /** Statements that are over; undefined when the call runs no statements of a script. */
  get statementsOver(): number | undefined {
    const statements = this.list().filter((d) => d.kind === "sql_result" && d.index !== undefined);
    if (statements.length === 0) return undefined;
    return statements.filter((d) => d.kind === "sql_result" && d.status !== "running").length;
  }

  list(): ToolDetails[] {
    return this.#kept.list();
  }
}

/** Kept rows are read by the result's id, so they are not stored here again. */
function small(details: ToolDetails): ToolDetails {
  if (details.kind !== "sql_result") return details;
  const { preview, ...rest } = details;
  const rows = details.result_id ? undefined : preview?.slice(0, PREVIEW_ROWS);
  const sql = rest.sql.length > MOST_SQL ? `${rest.sql.slice(0, MOST_SQL)}…` : rest.sql;
  return { ...rest, sql, ...(rows ? { preview: rows } : {}) };
}
