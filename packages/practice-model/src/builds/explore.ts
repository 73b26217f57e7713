import { describeTables, discover } from "../catalog/discover.ts";
import { fullName, type Table } from "../catalog/table.ts";
import { sqlCall } from "../flows/run-sql.ts";
import type { Flow, FlowContext, Steps } from "../plan/flow.ts";
import { formatTable } from "../sql/result-table.ts";
import { text, thinking } from "../wire/reply.ts";
import { count, grouped } from "../words/numbers.ts";
import { numberAt, tableOf } from "./attempt.ts";
import { lookInto } from "./look-into.ts";
import { rolesOf } from "./roles.ts";
import { TodoList } from "./todo-list.ts";

export const ITEMS = [
  { content: "List the tables", activeForm: "Listing the tables" },
  { content: "Count their rows", activeForm: "Counting rows" },
  { content: "Look into the most telling table", activeForm: "Looking into a table" },
  { content: "Summarise it", activeForm: "Summarising" },
];

const MOST_COUNTED = 20;

/** A tour: which tables there are, how large, and what stands in the largest that has dates and numbers. */
export function* explore(context: FlowContext): Flow {
  const todo = new TodoList(context, ITEMS);
  yield* todo.open("I'll list the tables, count their rows, and look into the one with the most to say.");
  const { tables } = yield* discover(context, []);
  if (tables.length === 0) return [text("I can see no tables, so there is nothing to explore.")];
  const sized = yield* countRows(tables.slice(0, MOST_COUNTED), context, todo);
  const lines = sized.map(({ table, rows }) => [
    `\`${fullName(table)}\``,
    rows === null ? "cannot be read" : grouped(rows),
    String(table.columns.length),
  ]);
  const overview = formatTable({ columns: ["table", "rows", "columns"], rows: lines }, MOST_COUNTED);

  const readable = sized
    .filter(({ rows }) => rows !== null && rows > 0)
    .toSorted((a, b) => b.rows! - a.rows!);
  const picked = yield* pickTelling(
    readable.map(({ table }) => table),
    context,
    todo,
  );
  if (!picked) return [text(`There are ${count(tables.length, "table")}.\n\n${overview}`)];
  const paragraphs = yield* lookInto(picked, context, todo.at(3));
  yield todo.done();
  const head = `There are ${count(tables.length, "table")}; here ${sized.length === tables.length ? "they are" : `are ${sized.length} of them`} with their rows.`;
  return [text([head, overview, ...paragraphs].join("\n\n"))];
}

/** All counts in one statement; where that fails, one table at a time so that one bad table hides no other. */
function* countRows(
  tables: readonly Table[],
  context: FlowContext,
  todo: TodoList,
): Steps<{ table: Table; rows: number | null }[]> {
  const select = (table: Table): string =>
    `SELECT '${table.schema}.${table.name}' AS table_name, count(*) AS row_count FROM ${fullName(table)}`;
  const [all] = yield [
    text(`${count(tables.length, "table")} to count.`),
    sqlCall(tables.map(select).join("\nUNION ALL\n"), context),
    ...todo.at(1),
  ];
  const table = tableOf(all);
  if (table) {
    const names = table.columns.indexOf("table_name");
    const rowOf = ({ schema, name }: Table): number =>
      table.rows.findIndex((row) => row[names] === `${schema}.${name}`);
    return tables.map((one) => ({ table: one, rows: numberAt(table, "row_count", rowOf(one)) }));
  }
  const outcomes = yield [
    text("One of them cannot be counted, so I'll go table by table."),
    ...tables.map((one) => sqlCall(select(one), context)),
  ];
  return tables.map((one, at) => ({ table: one, rows: numberAt(tableOf(outcomes[at]), "row_count") }));
}

/** The largest table with a date and a number, else the largest. */
function* pickTelling(
  tables: readonly Table[],
  context: FlowContext,
  todo: TodoList,
): Steps<Table | undefined> {
  const described = yield* describeTables(tables.slice(0, 4), context, [
    thinking("The largest tables are the candidates; their types tell which has dates and numbers."),
    ...todo.at(2),
  ]);
  return (
    described.find((table) => rolesOf(table).time && rolesOf(table).amount && rolesOf(table).category) ??
    described.find((table) => table.columns.length > 0)
  );
}
