import type { ResultRow, ToolDetails } from "@lakehand/protocol";
import { LatestDetails } from "@lakehand/tools";

const MOST_SQL = 2_000;
const MOST_DETAILS = 200;
/** Characters of the rows of one result. */
const MOST_PREVIEW = 2_000;

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

/** Kept rows are read by the result's id, so only the first are stored here, for the card. */
function small(details: ToolDetails): ToolDetails {
  if (details.kind !== "sql_result") return details;
  const { preview, ...rest } = details;
  const sql = rest.sql.length > MOST_SQL ? `${rest.sql.slice(0, MOST_SQL)}…` : rest.sql;
  return { ...rest, sql, ...(preview ? { preview: firstRows(preview) } : {}) };
}

function firstRows(rows: readonly ResultRow[]): ResultRow[] {
  let size = 0;
  return rows.filter((row) => {
    for (const cell of row) size += cell?.length ?? 4;
    return size <= MOST_PREVIEW;
  });
}
