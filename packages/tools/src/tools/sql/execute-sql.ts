import { z } from "zod";
import { isWorkspaceError } from "../../client/http/workspace-error.ts";
import { defineTool } from "../../define-tool.ts";
import { sessionNote } from "../../sql/session-note.ts";
import { splitStatements } from "../../sql/split-statements.ts";
import { failureOutput, toToolFailure } from "../../tool-failure.ts";
import type { ToolContext, ToolDefinition, ToolOutput } from "../../types.ts";
import { judgeSqlCall } from "./judge-sql-call.ts";
import { resultText } from "./result-text.ts";
import { callSql } from "./sql-call.ts";
import { badSqlInput, parseQueryTags, placeOf, sqlPlaceShape, sqlRunShape } from "./sql-input.ts";
import { type WarehouseInUse, warehouseInUse } from "./warehouse-in-use.ts";

const mostColumns = 200;

const input = {
  sql_query: z.string().min(1).describe("One SQL statement. Prefer full names: catalog.schema.table."),
  ...sqlPlaceShape,
  ...sqlRunShape,
};
type Input = z.infer<z.ZodObject<typeof input>>;

/** A statement that was submitted by this call already. */
interface Submitted {
  statementId: string;
  warehouse: WarehouseInUse;
  timeoutMs: number;
}

async function run(input: Input, context: ToolContext, submitted?: Submitted): Promise<ToolOutput> {
  const statements = splitStatements(input.sql_query);
  const [only] = statements;
  if (!only) throw badSqlInput("The SQL is empty: it has no statement.", "Give one SQL statement.");
  if (statements.length > 1)
    throw badSqlInput(
      `execute_sql runs one statement, and this text has ${statements.length}.`,
      "Use execute_sql_multi for several statements.",
    );
  const warehouse = submitted?.warehouse ?? (await warehouseInUse(context, input.warehouse_id));
  try {
    const outcome = await callSql(context, {
      sql: only.text,
      warehouse,
      ...placeOf(input, context.defaults),
      timeoutMs: submitted?.timeoutMs ?? input.timeout * 1000,
      queryTags: parseQueryTags(input.query_tags),
      statementId: submitted?.statementId,
    });
    const note = sessionNote(only.tokens);
    return {
      text: resultText(outcome, input.output_format) + (note ? `\n${note}` : ""),
      structured: {
        statement_id: outcome.statementId,
        columns: outcome.columns.slice(0, mostColumns),
        total_rows: outcome.totalRows,
        ...(outcome.resultId ? { result_id: outcome.resultId } : {}),
      },
    };
  } catch (error) {
    if (context.signal.aborted || !isWorkspaceError(error)) throw error;
    const output = failureOutput(toToolFailure(error));
    return { ...output, text: `${output.text}\n\nStatement:\n${only.text.slice(0, 500)}` };
  }
}

export const executeSql = defineTool({
  name: "execute_sql",
  area: "sql",
  title: "Run SQL",
  description:
    "Runs one Databricks SQL statement on a SQL warehouse and returns its first rows with the true number of rows. " +
    "The person sees the whole result as a grid, so do not repeat it; say what it means. " +
    "For several statements use execute_sql_multi.",
  input,
  searchHint: "sql query select create insert table warehouse rows",
  alwaysLoad: true,
  annotations: { readOnlyHint: false, destructiveHint: true, openWorldHint: true },
  judge: judgeSqlCall("sql_query"),
  handler: (input, context) => run(input, context),
});

/** The same call for a statement that goes on in the workspace: follows it instead of submitting it again. */
export const followSql = (submitted: Submitted): ToolDefinition =>
  defineTool({
    ...executeSql,
    input,
    handler: (input: Input, context: ToolContext) => run(input, context, submitted),
  });
