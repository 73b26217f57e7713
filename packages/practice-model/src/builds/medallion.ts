import { describeTables, discover } from "../catalog/discover.ts";
import { fullName, quoteName, type Table } from "../catalog/table.ts";
import { chartBlock } from "../flows/chart.ts";
import { explainError, sqlCall } from "../flows/run-sql.ts";
import type { Flow, FlowContext, Steps } from "../plan/flow.ts";
import { formatTable } from "../sql/result-table.ts";
import { text, thinking } from "../wire/reply.ts";
import { count, grouped, joinWords } from "../words/numbers.ts";
import { attempt, firstLine, numberAt, tableOf } from "./attempt.ts";
import {
  bronzeSql,
  type Check,
  checksOf,
  farDateCheck,
  goldSql,
  keepWithin,
  plausibleDaysSql,
  silverSql,
  trendSql,
} from "./medallion-sql.ts";
import { baseName, pickSource, type Roles, rolesOf } from "./roles.ts";
import { type Target, targetName, targets } from "./target-schema.ts";
import { TodoList } from "./todo-list.ts";

export const ITEMS = [
  { content: "Find the source table", activeForm: "Finding the source table" },
  { content: "Prepare the schema", activeForm: "Preparing the schema" },
  { content: "Build bronze, a raw copy", activeForm: "Building bronze" },
  { content: "Check bronze", activeForm: "Checking bronze" },
  { content: "Build silver, cleaned rows", activeForm: "Building silver" },
  { content: "Build gold, a summary", activeForm: "Building gold" },
  { content: "Query gold and report", activeForm: "Querying gold" },
];

/** Bronze → silver → gold from a table that is there, each layer checked before the next. */
export function* buildMedallion(context: FlowContext): Flow {
  const todo = new TodoList(context, ITEMS);
  yield* todo.open(
    "I'll build three tables on top of each other: bronze as a raw copy, silver with the bad rows taken out, gold as a summary to ask.",
  );
  const found = yield* discover(context, [text("First, what there is to start from.")]);
  const source = yield* findSource(context, found.tables);
  if (!source)
    return [
      text(
        "I found no table I can read to start from. Create one, or name one as `catalog.schema.table`, and ask me again.",
      ),
    ];
  const place = yield* prepareSchema(context, found.catalogs, todo);
  if ("error" in place)
    return [text(`I could not make a schema to build in.\n\n${explainError(place.error)}`)];

  const roles = rolesOf(source.table);
  const base = baseName(source.table);
  const layer = (name: string): string => `${targetName(place)}.${quoteName(`${name}_${base}`)}`;
  const [bronze, silver, gold] = [layer("bronze"), layer("silver"), layer("gold")];

  const made = yield* create(bronze, bronzeSql(source.table, source.rows), context, [
    text(
      `Bronze: a copy of \`${fullName(source.table)}\`${keepWithin(source.rows) ? `, its first ${grouped(keepWithin(source.rows)!)} rows` : ""}.`,
    ),
    ...todo.at(2),
  ]);
  if (!made.ok) return [text(`Bronze could not be built.\n\n${explainError(made.error)}`)];

  const checks = checksOf(roles);
  const problems = yield* checkBronze(bronze, checks, roles, context, todo);
  const silverMade = yield* buildSilver(
    { bronze, silver, table: source.table, roles, problems },
    context,
    todo,
  );
  if (!silverMade.ok)
    return [text(`Bronze is there, silver could not be built.\n\n${explainError(silverMade.error)}`)];

  const goldMade = yield* create(gold, goldSql(silver, roles), context, [
    text(goldSentence(roles)),
    ...todo.at(5),
  ]);
  if (!goldMade.ok)
    return [text(`Bronze and silver are there, gold could not be built.\n\n${explainError(goldMade.error)}`)];
  return yield* reportMedallion(
    { bronze, silver, gold, roles, problems, removed: silverMade.notes },
    context,
    todo,
  );
}

function* findSource(
  context: FlowContext,
  tables: readonly Table[],
): Steps<{ table: Table; rows: number | null } | undefined> {
  let left = [...tables];
  let before = "";
  for (let tries = 0; tries < 3; tries++) {
    const picked = pickSource(context.text, left);
    if (!picked) return undefined;
    const { table, named } = picked;
    const why = named
      ? `The words of the message fit \`${fullName(table)}\`.`
      : `I take \`${fullName(table)}\`.`;
    const [described] = yield* describeTables([table], context, [
      thinking("I need the source's columns to know what to check and what to sum."),
      text(`${before}${why}`),
    ]);
    const [counted] = yield [sqlCall(`SELECT count(*) AS row_count FROM ${fullName(table)}`, context)];
    const rows = numberAt(tableOf(counted), "row_count");
    if (!counted!.isError && described!.columns.length > 0 && rows !== 0) return { table: described!, rows };
    before = `\`${fullName(table)}\` ${counted!.isError ? `cannot be read: ${firstLine(counted!.text)}` : "is empty."} `;
    left = left.filter((other) => other !== table);
  }
  return undefined;
}

function* prepareSchema(
  context: FlowContext,
  catalogs: readonly string[],
  todo: TodoList,
): Steps<Target | { error: string }> {
  let error = "There is no catalog to write to.";
  for (const [at, target] of targets(context, catalogs).entries()) {
    const say =
      at === 0
        ? `The tables go to \`${targetName(target)}\`.`
        : `That failed: ${firstLine(error)} I'll try \`${targetName(target)}\`.`;
    const [outcome] = yield [
      text(say),
      sqlCall(`CREATE SCHEMA IF NOT EXISTS ${targetName(target)}`, context),
      ...(at === 0 ? todo.at(1) : []),
    ];
    if (!outcome!.isError) return target;
    error = outcome!.text;
  }
  return { error };
}

/** CREATE OR REPLACE first; where a view or another kind of object is in the way, it is said and nothing is dropped. */
function* create(
  name: string,
  select: string,
  context: FlowContext,
  opening: Parameters<typeof attempt>[2],
): Steps<{ ok: true } | { ok: false; error: string }> {
  return yield* attempt(
    [
      { sql: `CREATE OR REPLACE TABLE ${name} AS\n${select}`, because: "" },
      {
        sql: `CREATE TABLE IF NOT EXISTS ${name} AS\n${select}`,
        because: "I'll create it only if it is not there yet.",
      },
    ],
    context,
    opening,
  );
}

function* checkBronze(
  bronze: string,
  known: readonly Check[],
  { time }: Roles,
  context: FlowContext,
  todo: TodoList,
): Steps<Found> {
  const [span] = time
    ? yield [
        text("Now I count what could be wrong with these rows, first which dates are plausible."),
        sqlCall(plausibleDaysSql(bronze, time), context),
      ]
    : [];
  const [earliest, latest] = tableOf(span)?.rows[0] ?? [];
  const far = time && farDateCheck(time, earliest, latest);
  const checks = far ? [...known, far] : known;
  const counts = [
    `count(*) AS row_count`,
    ...checks.map((check) => `count_if(${check.bad}) AS ${check.name}`),
  ];
  const [main, distinct] = yield [
    ...(time ? [] : [text("Now I count what could be wrong with these rows.")]),
    sqlCall(`SELECT ${counts.join(",\n  ")}\nFROM ${bronze}`, context),
    sqlCall(`SELECT count(*) AS different_rows FROM (SELECT DISTINCT * FROM ${bronze})`, context),
    ...todo.at(3),
  ];
  const table = tableOf(main);
  const rows = numberAt(table, "row_count") ?? 0;
  const different = numberAt(tableOf(distinct), "different_rows");
  return {
    rows,
    bad: checks
      .map((check) => ({ ...check, rows: numberAt(table, check.name) ?? 0 }))
      .filter((check) => check.rows > 0),
    duplicates: different === null ? 0 : Math.max(0, rows - different),
  };
}

interface Found {
  rows: number;
  bad: (Check & { rows: number })[];
  duplicates: number;
}

function* buildSilver(
  {
    bronze,
    silver,
    table,
    roles,
    problems,
  }: { bronze: string; silver: string; table: Table; roles: Roles; problems: Found },
  context: FlowContext,
  todo: TodoList,
): Steps<{ ok: true; notes: string[] } | { ok: false; error: string }> {
  const notes = problems.bad.map((check) => `${count(check.rows, "row")} ${check.words}`);
  if (problems.duplicates > 0) notes.push(`${count(problems.duplicates, "duplicate row")}`);
  const found =
    notes.length > 0
      ? `The checks found ${joinWords(notes)}; silver leaves them out.`
      : "The checks found nothing wrong, so silver keeps every row.";
  const build = (keep: readonly Check[], derive: boolean): string =>
    silverSql({ bronze, table, roles, keep, distinct: problems.duplicates > 0, derive });
  const made = yield* attempt(
    [
      { sql: `CREATE OR REPLACE TABLE ${silver} AS\n${build(problems.bad, true)}`, because: "" },
      {
        sql: `CREATE OR REPLACE TABLE ${silver} AS\n${build(problems.bad, false)}`,
        because: "I'll leave the derived columns out.",
      },
    ],
    context,
    [text(found), ...todo.at(4)],
  );
  if (!made.ok) return made;
  const [counted] = yield [sqlCall(`SELECT count(*) AS row_count FROM ${silver}`, context)];
  const rows = numberAt(tableOf(counted), "row_count");
  if (rows !== 0 || problems.rows === 0) return { ok: true, notes };
  const [again] = yield [
    text("Silver came out empty: those conditions fit every row, so they say nothing. I'll keep all rows."),
    sqlCall(`CREATE OR REPLACE TABLE ${silver} AS\n${build([], true)}`, context),
  ];
  return again!.isError ? { ok: false, error: again!.text } : { ok: true, notes: [] };
}

function goldSentence({ time, category, amount }: Roles): string {
  const by = time ? "day" : (category?.name ?? "nothing");
  return `Gold: one row per ${time ? by : `\`${by}\``} with counts${amount ? ` and sums of \`${amount.name}\`` : ""}.`;
}

function* reportMedallion(
  {
    bronze,
    silver,
    gold,
    roles,
    problems,
    removed,
  }: { bronze: string; silver: string; gold: string; roles: Roles; problems: Found; removed: string[] },
  context: FlowContext,
  todo: TodoList,
): Flow {
  const layers = [bronze, silver, gold].map(
    (name, at) =>
      `SELECT ${at + 1} AS step, '${name.replaceAll("`", "")}' AS table_name, count(*) AS row_count FROM ${name}`,
  );
  const [sizes, top] = yield [
    text("All three are there. I'll count them and ask gold."),
    sqlCall(`${layers.join("\nUNION ALL\n")}\nORDER BY step`, context),
    sqlCall(
      `SELECT * FROM ${gold}\nORDER BY ${roles.amount ? "total_amount" : "row_count"} DESC\nLIMIT 5`,
      context,
    ),
    ...todo.at(6),
  ];
  const sizeTable = tableOf(sizes);
  const days = numberAt(sizeTable, "row_count", 2) ?? 0;
  const trend = roles.time && days > 1 ? trendSql(gold, roles, days) : undefined;
  const [drawn] = trend ? yield [sqlCall(trend.sql, context), ...todo.done()] : yield todo.done();
  const table = trend ? tableOf(drawn) : undefined;
  const chart =
    trend && table
      ? chartBlock(table, {
          kind: "auto",
          x: trend.x,
          y: trend.y,
          temporal: true,
          title: `${trend.y.replaceAll("_", " ")} by ${trend.x}`,
        })
      : undefined;
  const best = tableOf(top);
  const [bronzeRows, silverRows] = [
    numberAt(sizeTable, "row_count", 0) ?? problems.rows,
    numberAt(sizeTable, "row_count", 1) ?? 0,
  ];
  return [
    text(
      [
        `Done. Silver keeps ${grouped(silverRows)} of ${grouped(bronzeRows)} rows${removed.length > 0 ? ` (left out: ${joinWords(removed)}; a row can be wrong in more than one way)` : ""}, and gold has ${count(days, "row")}.`,
        ...(sizeTable
          ? [
              formatTable({
                columns: ["table", "rows"],
                rows: sizeTable.rows.map((row) => [`\`${row[1]}\``, grouped(row[2] ?? "")]),
              }),
            ]
          : []),
        ...(best && best.rows.length > 0 ? [`The highest in gold:`, formatTable(best, 5)] : []),
        ...(chart ? [chart] : []),
        `Ask me about \`${gold}\` next, or run SQL on it.`,
      ].join("\n\n"),
    ),
  ];
}
