import { ApiError } from "../rest/api-error.ts";
import { splitStatements } from "../sql/index.ts";
import { readRows } from "../statements/read-rows.ts";
import { SqlSession } from "../statements/sql-session.ts";
import type { Statement } from "../statements/statement.ts";
import type { StatementService } from "../statements/statement-service.ts";
import { failed, type TaskExecutor } from "./task-work.ts";

export interface SqlParts {
  statements: StatementService;
  user: { userName: string };
  hasWarehouse(id: string): boolean;
  /** A SQL file or notebook of the workspace tree. Throws ApiError when there is none. */
  sqlFile(path: string): Promise<string>;
  /** A saved query; undefined when there is none. Absent: saved queries are refused at create. */
  savedQuery?:
    | ((id: string) => Promise<{ text: string; catalog?: string; schema?: string } | undefined>)
    | undefined;
}

/** Rows of the last result that other tasks may refer to. */
const MOST_ROWS = 100;

/** Runs the statements of a file or a saved query, one after the other, in one session. */
export const sqlTask =
  (parts: SqlParts): TaskExecutor =>
  async ({ task, signal }) => {
    const { warehouse_id, file, query, parameters } = task.sql_task!;
    if (!parts.hasWarehouse(warehouse_id))
      return failed(`There is no SQL warehouse ${warehouse_id}.`, "RESOURCE_NOT_FOUND");
    const session = new SqlSession();
    let text: string;
    try {
      if (file) text = await parts.sqlFile(file.path);
      else {
        const saved = await parts.savedQuery?.(query!.query_id);
        if (!saved) return failed(`There is no query ${query!.query_id}.`, "RESOURCE_NOT_FOUND");
        text = saved.text;
        if (saved.catalog) session.catalog = saved.catalog;
        if (saved.schema) session.schema = saved.schema;
      }
    } catch (error) {
      if (error instanceof ApiError) return failed(error.message, "RESOURCE_NOT_FOUND");
      throw error;
    }
    let texts: { text: string }[];
    try {
      texts = splitStatements(fill(text, parameters ?? {}));
    } catch (error) {
      return failed((error as Error).message);
    }
    const values = Object.entries(parameters ?? {}).map(([name, value]) => ({ name, value, type: "STRING" }));
    const statementIds: string[] = [];
    let last: Statement | undefined;
    const output = () => ({
      sql_output: {
        query_output: {
          query_text: text,
          warehouse_id,
          endpoint_id: warehouse_id,
          sql_statements: statementIds.map((lookup_key) => ({ lookup_key })),
          ...(last ? { output_link: `/sql/history?queryId=${last.id}` } : {}),
        },
      },
    });
    for (const { text: sql } of texts) {
      if (signal.aborted) return { result: "CANCELED", output: output(), keeps: { statementIds } };
      last = parts.statements.submit({
        statement: sql,
        warehouseId: warehouse_id,
        catalog: session.catalog,
        schema: session.schema,
        disposition: "EXTERNAL_LINKS",
        format: "JSON_ARRAY",
        parameters: values,
        userName: parts.user.userName,
        session,
      });
      statementIds.push(last.id);
      const statement = last;
      const stop = () => parts.statements.cancel(statement);
      signal.addEventListener("abort", stop, { once: true });
      await statement.done;
      signal.removeEventListener("abort", stop);
      if (statement.state === "CANCELED")
        return { result: "CANCELED", output: output(), keeps: { statementIds } };
      if (statement.state !== "SUCCEEDED") {
        const problem = failed(statement.error?.message ?? "The statement failed.");
        return { ...problem, output: { ...output(), ...problem.output }, keeps: { statementIds } };
      }
    }
    const rows = last ? await firstRows(parts.statements, last) : [];
    return { result: "SUCCESS", output: output(), keeps: { statementIds, rows } };
  };

/** `{{name}}` in the text of a SQL task is a parameter's value, put in as it is. */
const fill = (text: string, parameters: Record<string, string>) =>
  text.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (whole, name: string) =>
    Object.hasOwn(parameters, name) ? parameters[name]! : whole,
  );

async function firstRows(service: StatementService, statement: Statement) {
  if (statement.fields.length === 0 || statement.byteCount > 1024 * 1024) return [];
  const rows = await readRows(service, statement);
  return rows
    .slice(0, MOST_ROWS)
    .map((row) => Object.fromEntries(statement.fields.map(({ name }, index) => [name, row[index] ?? null])));
}
