import type { SqlResult, ToolDetails } from "@lakehand/protocol";
import { oneLine } from "../one-line.ts";

export interface Progress {
  /** A clause without a full stop. */
  message: string;
  done?: number;
  total?: number;
}

const most = 300;

function statement(result: SqlResult): string {
  const what = result.index === undefined ? "the statement" : `statement ${result.index + 1}`;
  const count = result.total_rows;
  const rows =
    count === undefined ? "" : ` with ${count.toLocaleString("en-US")} row${count === 1 ? "" : "s"}`;
  switch (result.status) {
    case "running": {
      const where = result.warehouse_name ? ` on ${oneLine(result.warehouse_name, 40)}` : "";
      return `${what} is running${where}${result.statement_id ? ` (id ${result.statement_id})` : ""}`;
    }
    case "succeeded":
      return `${what} succeeded${rows}`;
    case "failed":
      return `${what} failed: ${oneLine(result.error?.message ?? "no reason was given", 160)}`;
    case "cancelled":
      return `${what} was cancelled`;
    case "skipped":
      return `${what} was skipped`;
  }
}

/** What a tool told the person, as a line of progress. */
export function describeProgress(details: ToolDetails): Progress {
  switch (details.kind) {
    case "progress":
      return {
        message: oneLine(details.message, most),
        ...(details.done === undefined ? {} : { done: details.done }),
        ...(details.total === undefined ? {} : { total: details.total }),
      };
    case "sql_result":
      return { message: statement(details) };
    case "upload":
      return { message: `${details.files.length} files were handled`, done: details.files.length };
    case "resource":
      return { message: oneLine(`${details.resource_type} ${details.name} exists`, most) };
  }
}
