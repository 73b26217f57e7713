import type { Flow, FlowContext, ToolOutcome } from "../plan/flow.ts";
import { hintFor } from "../sql/error-hint.ts";
import { parseResultTable, type ResultTable } from "../sql/result-table.ts";
import { splitStatements, stripComments } from "../sql/split-statements.ts";
import { call, type ToolCall, text } from "../wire/reply.ts";
import { count, joinWords } from "../words/numbers.ts";

/** Runs the SQL the person gave, as given, and says what came back. */
export function* runSql(sql: string, context: FlowContext): Flow {
  const statements = splitStatements(sql);
  const script = /^\s*(begin|declare)\b/i.test(stripComments(sql));
  if (statements.length <= 1 || script) {
    const [outcome] = yield [
      text("I'll run that statement as you wrote it."),
      sqlCall(sql.trim().replace(/;\s*$/, ""), context),
    ];
    return [text(explain(outcome!))];
  }
  const [outcome] = yield [
    text(`I'll run these ${statements.length} statements in order.`),
    call("execute_sql_multi", { sql_content: `${statements.join(";\n")};`, ...where(context) }),
  ];
  return [text(explainMany(outcome!, statements.length))];
}

export function sqlCall(sql: string, context: FlowContext): ToolCall {
  return call("execute_sql", { sql_query: sql, ...where(context) });
}

export function where({ selection }: FlowContext): Record<string, string> {
  return {
    ...(selection.warehouse ? { warehouse_id: selection.warehouse } : {}),
    ...(selection.catalog ? { catalog: selection.catalog } : {}),
    ...(selection.catalog && selection.schema ? { schema: selection.schema } : {}),
  };
}

function explain(outcome: ToolOutcome): string {
  if (outcome.isError) return explainError(outcome.text);
  const table = parseResultTable(outcome.text);
  if (!table)
    return /no results|gives no rows/i.test(outcome.text)
      ? "It ran and gave no rows."
      : `It ran. The warehouse answered: ${clip(outcome.text)}`;
  return explainTable(table);
}

export function explainTable(table: ResultTable): string {
  if (table.rows.length === 0) return "It ran and gave no rows.";
  const changed = table.columns.indexOf("num_affected_rows");
  if (changed >= 0) return `It changed ${count(Number(table.rows[0]![changed] ?? 0), "row")}.`;
  const [first] = table.rows;
  if (table.totalRows === 1 && table.columns.length === 1)
    return `The answer is **${shown(first![0])}** (\`${table.columns[0]}\`).`;
  const facts = table.columns.slice(0, 4).map((column, at) => `${column} = ${shown(first![at])}`);
  const rows = `${count(table.totalRows, "row")} of ${count(table.columns.length, "column")}`;
  const seen =
    table.totalRows > table.rows.length
      ? ` I see the first ${table.rows.length}; the grid shows more, and says how many rows it keeps.`
      : "";
  return `It gave ${rows}. The first row has ${joinWords(facts)}.${seen}`;
}

const PART = /^Statement (\d+) · (\w+) · [^\n]*\n([\s\S]*?)(?=\n\nStatement \d+ · |$(?![\s\S]))/gm;

/** The tool answers with one part for each statement, in the order they were given. */
function explainMany(outcome: ToolOutcome, statements: number): string {
  const parts = [...outcome.text.matchAll(PART)].map(([, number, status, body]) => ({
    number,
    status,
    body: body!,
  }));
  if (parts.length === 0) return outcome.isError ? explainError(outcome.text) : clip(outcome.text, 900);
  const failed = parts.filter((part) => part.status === "error");
  const skipped = parts.filter((part) => part.status === "skipped").length;
  const ran = parts.filter((part) => part.status === "success");
  const head =
    failed.length === 0
      ? `All ${statements} statements ran.`
      : `${ran.length} of ${statements} statements ran, ${failed.length} failed${skipped > 0 ? ` and ${skipped} ${skipped === 1 ? "was" : "were"} not tried after that` : ""}.`;
  const results = ran.flatMap((part) => {
    const table = parseResultTable(part.body);
    return table ? [`- Statement ${part.number}: ${explainTable(table)}`] : [];
  });
  const errors = failed.map((part) => `Statement ${part.number}: ${explainError(part.body)}`);
  return [head, ...(results.length > 0 ? [results.slice(0, 8).join("\n")] : []), ...errors].join("\n\n");
}

export function explainError(message: string): string {
  const hint = hintFor(message) ?? message.split("\n")[1]?.trim();
  // Below the error the tool repeats the statement, which the card above already shows.
  const [said] = message.split(/\n\nStatement:\n/);
  const error = clip(hintFor(message) ? said!.split("\n")[0]! : said!, 500);
  return [
    "The statement failed:",
    "",
    `> ${error.replaceAll("\n", "\n> ")}`,
    ...(hint && !error.includes(hint) ? ["", hint] : []),
  ].join("\n");
}

function shown(value: string | undefined): string {
  return value === undefined || value === "" ? "null" : value;
}

export function clip(value: string, length = 600): string {
  return value.length <= length ? value : `${value.slice(0, length).trimEnd()} …`;
}
