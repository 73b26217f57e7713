import { describeTables, discover, type Found } from "../catalog/discover.ts";
import { fullName, type Table } from "../catalog/table.ts";
import type { Flow, FlowContext, Steps, ToolOutcome } from "../plan/flow.ts";
import { buildAggregate, buildCount, buildRows, type Query } from "../question/build-query.ts";
import { rankTables, type TableChoice } from "../question/choose-table.ts";
import type { AggregateQuestion, Question } from "../question/question.ts";
import { formatTable, parseResultTable, type ResultTable } from "../sql/result-table.ts";
import { type ReplyBlock, text, thinking } from "../wire/reply.ts";
import { count, grouped, joinWords } from "../words/numbers.ts";
import { chartBlock } from "./chart.ts";
import { coarser } from "./coarser.ts";
import { listCatalogs, listSchemas, listTables } from "./list-catalog.ts";
import { explainError, sqlCall } from "./run-sql.ts";

/** Answers a question about data: looks the table up, reads its columns, builds SQL, and reports the rows. */
export function* answerQuestion(question: Question, context: FlowContext): Flow {
  if (question.kind === "catalogs") return yield* listCatalogs(context);
  const found = yield* findTables(context);
  if (question.kind === "schemas") return listSchemas(found);
  if (question.kind === "tables") return listTables(found);
  const ranked = rankTables(question, context.text, found.tables, context.selection);
  const [best] = ranked;
  if (!best) return [text(nothingFits(question, found))];
  const choice = yield* readColumns(best, question, context);
  if (question.kind === "describe") return [text(describe(choice.table))];
  if (question.kind === "aggregate") return yield* answerAggregate(question, choice, ranked, context);
  if (question.kind === "values") return yield* answerAggregate(asValues(question), choice, ranked, context);
  const { sql, notes } =
    question.kind === "count" ? buildCount(question, choice.table) : buildRows(question, choice.table);
  const [outcome] = yield [sqlCall(sql, context)];
  if (outcome!.isError) return [text(explainError(outcome!.text))];
  const table = parseResultTable(outcome!.text);
  if (question.kind === "count") {
    const rows = Number(table?.rows[0]?.[0] ?? 0);
    return [
      text(
        [
          `\`${fullName(choice.table)}\` has **${count(rows, "row")}**${question.filters.length > 0 ? " that fit" : ""}.`,
          ...notes,
        ].join(" "),
      ),
    ];
  }
  if (!table) return [text([`No row of \`${fullName(choice.table)}\` fits.`, ...notes].join(" "))];
  const shownRows = Math.min(table.rows.length, 10);
  const head = `Here ${table.totalRows === 1 ? "is the one row" : shownRows < table.totalRows ? `are ${shownRows} of ${count(table.totalRows, "row")}` : `are ${count(shownRows, "row")}`} from \`${fullName(choice.table)}\`.`;
  return [text([[head, ...notes].join(" "), narrow(table)].join("\n\n"))];
}

function* findTables(context: FlowContext): Steps<Found> {
  return yield* discover(context, [text("I'll look at what the catalog holds.")]);
}

/** DESCRIBE of the table to ask and of the one to join: types decide what can be summed. */
function* readColumns(best: TableChoice, question: Question, context: FlowContext): Steps<TableChoice> {
  const why =
    question.kind === "aggregate"
      ? `The words of the question fit ${best.table.name} best`
      : `${best.table.name} is the table meant`;
  const wanted = [best.table, ...(best.join ? [best.join.table] : [])];
  const opening: ReplyBlock[] = [thinking(`${why}. I need its columns and their types before I write SQL.`)];
  const [table, joined] = yield* describeTables(wanted, context, opening);
  return {
    ...best,
    table: table!,
    ...(best.join && joined ? { join: { ...best.join, table: joined } } : {}),
  };
}

function* answerAggregate(
  question: AggregateQuestion & Question,
  choice: TableChoice,
  ranked: readonly TableChoice[],
  context: FlowContext,
): Flow {
  let query = buildAggregate(question, choice);
  let used = choice;
  const second = ranked[1];
  if ("reason" in query && second && second.score > ranked[0]!.score - 0.6) {
    const next = yield* readColumns(second, question, context);
    const other = buildAggregate(question, next);
    if (!("reason" in other)) [query, used] = [other, next];
  }
  if ("reason" in query) return [text(`${query.reason} ${columnsOf(used.table)}`)];
  const [outcome] = yield [sqlCall(query.sql, context)];
  if (outcome!.isError) return [text(explainError(outcome!.text))];
  let result = parseResultTable(outcome!.text);
  // What a model is shown of a result is bounded; a chart of its first part only would mislead.
  if (question.chart && result && result.totalRows > result.rows.length && question.grain) {
    const coarse = yield* drawCoarser(question, used, result, context);
    if (coarse) return [text(report(coarse.question, used, coarse.query, coarse.result, ranked))];
  }
  if (!result && !outcome!.isError) result = { columns: [], rows: [], totalRows: 0 };
  return [text(report(question, used, query, result!, ranked))];
}

function* drawCoarser(
  question: AggregateQuestion & Question,
  choice: TableChoice,
  result: ResultTable,
  context: FlowContext,
): Steps<{ question: AggregateQuestion & Question; query: Query; result: ResultTable } | undefined> {
  let asked = question;
  let seen = result;
  for (let grain = coarser(question.grain!); grain; grain = coarser(grain)) {
    const from = asked.grain;
    asked = { ...asked, grain };
    const query = buildAggregate(asked, choice);
    if ("reason" in query) return undefined;
    const [outcome]: ToolOutcome[] = yield [
      text(
        `That is ${count(seen.totalRows, "row")} by ${from}, more than I can draw honestly, so I'll go by ${grain}.`,
      ),
      sqlCall(query.sql, context),
    ];
    const table = outcome!.isError ? undefined : parseResultTable(outcome!.text);
    if (!table) return undefined;
    seen = table;
    if (table.totalRows === table.rows.length) return { question: asked, query, result: table };
  }
  return undefined;
}

function report(
  question: AggregateQuestion & Question,
  choice: TableChoice,
  query: Query,
  result: ResultTable,
  ranked: readonly TableChoice[],
): string {
  const from = `\`${fullName(choice.table)}\``;
  const notes = [...query.notes];
  const rival = ranked.find(
    (other) => other.table !== ranked[0]!.table && other.score > ranked[0]!.score - 0.15,
  );
  if (rival && choice.score === ranked[0]!.score)
    notes.push(`\`${fullName(rival.table)}\` would fit nearly as well; name it if you meant that one.`);
  if (result.rows.length === 0) return [`The query ran on ${from} and no row fits.`, ...notes].join(" ");
  const measure = query.measures[0]!;
  const at = result.columns.indexOf(measure);
  const [first] = result.rows;
  if (query.dimensions.length === 0) {
    const rows =
      query.measures.includes("row_count") && measure !== "row_count"
        ? ` over ${count(Number(first![result.columns.indexOf("row_count")]), "row")}`
        : "";
    const cell = (column: string): string =>
      `**${grouped(first![result.columns.indexOf(column)] || "null")}**`;
    const also = query.also.map(({ as, words }) => `the ${words} ${cell(as)}`);
    return [
      `The ${query.measured} in ${from} is ${joinWords([cell(measure), ...also])}${rows}.`,
      ...notes,
    ].join(" ");
  }
  const name = (row: readonly string[]): string =>
    row.slice(0, query.dimensions.length).filter(Boolean).join(" · ") || "(null)";
  const last = result.rows.at(-1)!;
  const sentence = question.ranked
    ? `By ${query.measured}, **${name(first!)}** comes ${question.ranked === "asc" ? "lowest" : "first"} with ${grouped(first![at] ?? "null")}${result.rows[1] ? `, then ${name(result.rows[1])} with ${grouped(result.rows[1][at] ?? "null")}` : ""} (from ${from}).`
    : query.temporal
      ? `The ${query.measured} by ${query.dimensions[0]} in ${from} goes from ${grouped(first![at] ?? "null")} (${name(first!)}) to ${grouped(last[at] ?? "null")} (${name(last)})${extreme(result, at, name)}.`
      : `The ${query.measured} by ${joinWords(query.dimensions)} in ${from}: ${count(result.totalRows, "group")}, the highest is **${name(highest(result, at))}** with ${grouped(highest(result, at)[at] ?? "null")}.`;
  const more =
    result.totalRows > 10
      ? [`There are ${count(result.totalRows, "row")}; the grid shows more of them.`]
      : [];
  const chart = question.chart
    ? chartBlock(result, {
        kind: question.chart,
        x:
          query.dimensions.at(-1) === query.dimensions[0]
            ? query.dimensions[0]!
            : (query.dimensions[1] ?? query.dimensions[0]!),
        y: measure,
        temporal: query.temporal,
        title: `${query.measured} by ${query.dimensions[0]}`,
      })
    : undefined;
  return [
    [sentence, ...notes].join(" "),
    formatTable(result, 10),
    ...more,
    ...(chart ? [chart] : question.chart ? ["There is too little to draw."] : []),
  ].join("\n\n");
}

function extreme(result: ResultTable, at: number, name: (row: readonly string[]) => string): string {
  if (result.rows.length < 3) return "";
  const top = highest(result, at);
  return `, with its highest ${grouped(top[at] ?? "null")} at ${name(top)}`;
}

function highest(result: ResultTable, at: number): string[] {
  return result.rows.reduce((best, row) => (Number(row[at]) > Number(best[at]) ? row : best));
}

function asValues(question: Question & { kind: "values" }): AggregateQuestion & Question {
  const { filters, chart } = question;
  return {
    kind: "aggregate",
    measure: "",
    fn: "count",
    dimensions: [question.subject],
    filters,
    ...(chart ? { chart } : {}),
  };
}

export function describe(table: Table): string {
  const rows = table.columns.map((column) => [`\`${column.name}\``, column.type || "unknown"]);
  return [
    `\`${fullName(table)}\` has ${count(rows.length, "column")}.`,
    formatTable({ columns: ["column", "type"], rows }, 60),
  ].join("\n\n");
}

function columnsOf(table: Table): string {
  return `Its columns are ${joinWords(table.columns.slice(0, 20).map((column) => `\`${column.name}\``))}.`;
}

/** Wide rows make an unreadable answer; the grid has every column. */
function narrow(table: ResultTable): string {
  if (table.columns.length <= 8) return formatTable(table, 10);
  const cut = { columns: table.columns.slice(0, 8), rows: table.rows.map((row) => row.slice(0, 8)) };
  return `${formatTable(cut, 10)}\n\n(first 8 of ${table.columns.length} columns; the grid has all)`;
}

function nothingFits(question: Question, found: Found): string {
  const words =
    question.kind === "aggregate"
      ? [question.measure, ...question.dimensions].filter(Boolean).join(" by ")
      : "subject" in question
        ? question.subject
        : "that";
  const names = found.tables.slice(0, 12).map((table) => `\`${fullName(table)}\``);
  const list = names.length > 0 ? `I looked in ${joinWords(names)}.` : "I found no tables at all.";
  return `No table I can see answers to “${words}”. ${list} I only match words with the names of tables and columns, so another word may do, or name the table; a real model would understand more (\`ANTHROPIC_API_KEY=…\` in \`.env.local\`).`;
}
