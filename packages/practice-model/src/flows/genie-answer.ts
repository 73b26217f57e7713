import { nameStems } from "../catalog/column-words.ts";
import { call, type Reply, text } from "../wire/reply.ts";
import { type MessagesRequest, textOf } from "../wire/request.ts";
import { stem } from "../words/stem.ts";

interface SpaceTable {
  /** Quoted as it stands in the request. */
  path: string;
  name: string;
  columns: string[];
}

const ROWS = 10;
const GROUPS = 20;

/**
 * Answers a question to a Genie space: a request that offers `answer_with_sql` and lists the space's tables in its
 * system text ("Table `a`.`b`.`c`", then a line "- `column` type" for each column). It counts, or shows some rows, of the
 * table whose name the question says; anything else it does not understand, and says so. Undefined for other requests.
 */
export function answerGenie(request: MessagesRequest): Reply | undefined {
  if (!(request.tools ?? []).some(({ name }) => name === "answer_with_sql")) return undefined;
  const content = request.messages.at(-1)?.content;
  const failed =
    Array.isArray(content) &&
    content.some((block) => block.type === "tool_result" && "is_error" in block && block.is_error === true);
  if (failed)
    return answer("answer_with_text", {
      text: "The practice model's query failed, and it cannot mend one. Connect a model for that.",
    });
  const question = textOf(content);
  const tables = readTables(textOf(request.system));
  const words = wordsOf(question);
  const said = (table: SpaceTable) => nameStems(table.name).filter((part) => words.has(part)).length;
  const table = tables.reduce<SpaceTable | undefined>(
    (best, each) => (said(each) > (best ? said(best) : 0) ? each : best),
    undefined,
  );
  if (!table)
    return answer("ask_for_clarification", {
      question: `This is the practice model, not Claude: it only counts or shows rows of a table that you name. Which one: ${tables.map(({ name }) => name).join(", ")}?`,
    });
  if (!/\b(?:how many|number of|count)\b/i.test(question))
    return sql(
      `SELECT * FROM ${table.path} LIMIT ${ROWS}`,
      table.name,
      `The first ${ROWS} rows of ${table.name}, as the practice model found its name in the question.`,
    );
  const grouped = /\b(?:by|per|(?:for|in|of) each)\s+(.+)$/i.exec(question)?.[1];
  const wanted = wordsOf(grouped ?? "");
  const column = grouped
    ? table.columns.find((name) => nameStems(name).every((part) => wanted.has(part)))
    : undefined;
  if (column)
    return sql(
      `SELECT \`${column}\`, count(*) AS row_count FROM ${table.path} GROUP BY \`${column}\` ORDER BY row_count DESC LIMIT ${GROUPS}`,
      `${table.name} by ${column}`,
      `The rows of ${table.name} for each ${column}, as the practice model found both names in the question.`,
    );
  return sql(
    `SELECT count(*) AS row_count FROM ${table.path}`,
    `Rows of ${table.name}`,
    `The number of all rows of ${table.name}, as the practice model found its name in the question; conditions it does not understand.`,
  );
}

const wordsOf = (value: string) => new Set((value.toLowerCase().match(/[a-z0-9]+/g) ?? []).map(stem));

function readTables(system: string): SpaceTable[] {
  const tables: SpaceTable[] = [];
  for (const line of system.split("\n")) {
    const path = /^Table ((?:`[^`]+`\.){2}`([^`]+)`)/.exec(line);
    const column = /^- `([^`]+)` /.exec(line);
    if (path) tables.push({ path: path[1]!, name: path[2]!, columns: [] });
    else if (column) tables.at(-1)?.columns.push(column[1]!);
  }
  return tables;
}

const answer = (name: string, input: Record<string, unknown>): Reply => ({
  blocks: [call(name, input)],
  stopReason: "tool_use",
});

const sql = (statement: string, title: string, description: string): Reply => ({
  blocks: [text(title), call("answer_with_sql", { sql: statement, title, description })],
  stopReason: "tool_use",
});
