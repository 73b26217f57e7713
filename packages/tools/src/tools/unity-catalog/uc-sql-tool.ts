import { z } from "zod";
import { isWorkspaceError } from "../../client/http/workspace-error.ts";
import { defineTool } from "../../define-tool.ts";
import { splitStatements } from "../../sql/split-statements.ts";
import { reachesEnd } from "../../sql/tokenize.ts";
import { failureOutput, toToolFailure } from "../../tool-failure.ts";
import type { ToolContext, ToolDefinition, ToolOutput } from "../../types.ts";
import { judgeRead } from "../judge-read.ts";
import { resultText } from "../sql/result-text.ts";
import { callSql, type SqlOutcome } from "../sql/sql-call.ts";
import { badSqlInput } from "../sql/sql-input.ts";
import { warehouseInUse } from "../sql/warehouse-in-use.ts";
import { judgeAsSql } from "./judge-as-sql.ts";
import type { Place } from "./uc-names.ts";

type Input<Shape extends z.ZodRawShape> = z.infer<z.ZodObject<Shape>>;

export interface UcSqlTool<Shape extends z.ZodRawShape> {
  name: string;
  title: string;
  description: string;
  input: Shape;
  searchHint: string;
  annotations: ToolDefinition["annotations"];
  /** The one statement. Throws what is wrong with the input; may be given input that nobody has checked. */
  sql(input: Input<Shape>, place: Place): string;
  /** Whether it is always a query of the system's own tables. */
  reads?: boolean;
  /** What came of it, beside the SQL and the rows. */
  done?(input: Input<Shape>, outcome: SqlOutcome, context: ToolContext): Partial<ToolOutput>;
}

export const warehouseShape = {
  warehouse_id: z
    .string()
    .optional()
    .describe("SQL warehouse to run on. Default: the selected one, else the best available."),
};

const timeoutMs = 300_000;

/** Text that a caller may write freely must not begin a second statement, nor leave a quote open. */
export function single(sql: string): string {
  if (!reachesEnd(sql) || splitStatements(sql).length !== 1)
    throw badSqlInput(
      "What was given does not make one SQL statement.",
      "Give expressions only: no semicolon, and every quote closed.",
    );
  return sql;
}

/** A tool that writes one SQL statement from its input, is judged by it, runs it and gives it back. */
export function defineUcSqlTool<Shape extends z.ZodRawShape>(tool: UcSqlTool<Shape>): ToolDefinition {
  const { sql: write, reads, done, ...rest } = tool;
  return defineTool({
    ...rest,
    area: "unity_catalog",
    input: { ...tool.input, ...warehouseShape } as z.ZodRawShape,
    judge: reads ? judgeRead : judgeAsSql((input, place) => single(write(input as Input<Shape>, place))),
    async handler(raw, context) {
      const input = raw as Input<Shape>;
      const { catalog, schema } = context.defaults;
      const sql = single(write(input, context.defaults));
      const warehouse = await warehouseInUse(context, (raw as { warehouse_id?: string }).warehouse_id);
      try {
        const outcome = await callSql(context, { sql, warehouse, catalog, schema, timeoutMs });
        const extra = done?.(input, outcome, context) ?? {};
        const rows = outcome.columns.length > 0 ? `\n\n${resultText(outcome, "markdown")}` : "";
        return {
          text: `${extra.text ?? "Done."}\nSQL that ran: ${sql.slice(0, 4000)}${rows}`,
          structured: { success: true, sql, ...extra.structured },
        };
      } catch (error) {
        if (context.signal.aborted || !isWorkspaceError(error)) throw error;
        const output = failureOutput(toToolFailure(error));
        return {
          ...output,
          text: `${output.text}\n\nStatement:\n${sql.slice(0, 2000)}`,
          structured: { ...output.structured, success: false, sql },
        };
      }
    },
  });
}

/** Rows of a result as objects, as many as the model may see. */
export const rowsOf = ({ columns, head }: SqlOutcome): Record<string, string | null>[] =>
  head.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i] ?? null])));
