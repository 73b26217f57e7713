import { describeTables, discover } from "../catalog/discover.ts";
import {
  type Column,
  fullName,
  isNumeric,
  isSimple,
  isText,
  isTime,
  quoteName,
  type Table,
} from "../catalog/table.ts";
import { explainError, sqlCall } from "../flows/run-sql.ts";
import type { Flow, FlowContext, Steps } from "../plan/flow.ts";
import { formatTable, type ResultTable } from "../sql/result-table.ts";
import { text, thinking } from "../wire/reply.ts";
import { count, grouped } from "../words/numbers.ts";
import { attempt, numberAt, tableOf } from "./attempt.ts";
import { type Fence, fencedColumns, quartileSql, readFences } from "./fences.ts";
import { pickSource, rolesOf } from "./roles.ts";
import { TodoList } from "./todo-list.ts";

export const ITEMS = [
  { content: "Read the columns", activeForm: "Reading the columns" },
  { content: "Count nulls, distinct values and ranges", activeForm: "Profiling each column" },
  { content: "Look for duplicates and outliers", activeForm: "Looking for duplicates and outliers" },
  { content: "Show the worst rows", activeForm: "Fetching the worst rows" },
];

const MOST_COLUMNS = 20;

/** Profiles a table column by column and names what is wrong with it, in counted rows. */
export function* profileTable(context: FlowContext): Flow {
  const todo = new TodoList(context, ITEMS);
  yield* todo.open("I'll profile the table column by column, then look for duplicates and outliers.");
  const table = yield* findTable(context);
  if (!table) return [text("I found no table to profile. Name one as `catalog.schema.table`.")];
  const name = fullName(table);
  const columns = table.columns.filter((column) => isSimple(column.type)).slice(0, MOST_COLUMNS);
  const profile = yield* attempt(
    [
      { sql: profileSql(name, columns), because: "" },
      {
        sql: profileSql(
          name,
          columns.filter((column) => isNumeric(column.type) || isText(column.type)),
        ),
        because: "I'll leave out all but numbers and texts.",
      },
    ],
    context,
    [
      text(
        `\`${name}\` has ${count(table.columns.length, "column")}. One row of the next result is the profile of one column.`,
      ),
      ...todo.at(1),
    ],
  );
  if (!profile.ok) return [text(`The profile could not be made.\n\n${explainError(profile.error)}`)];
  const facts = readFacts(profile.table);
  const rows = facts[0]?.rows ?? 0;
  if (rows === 0) return [text(`\`${name}\` is empty, so there is nothing to profile.`)];

  const fenced = fencedColumns(columns);
  const [different, quartiles] = yield [
    thinking(
      "Duplicates need whole rows. For outliers I take the usual fences: one and a half times the middle half's spread beyond it, computed from this table's own quartiles.",
    ),
    sqlCall(`SELECT count(*) AS different_rows FROM (SELECT DISTINCT * FROM ${name})`, context),
    ...(fenced.length > 0 ? [sqlCall(quartileSql(name, fenced), context)] : []),
    ...todo.at(2),
  ];
  const fences = readFences(fenced, tableOf(fenced.length > 0 ? quartiles : undefined));
  const findings = nullFindings(facts);
  const differentRows = numberAt(tableOf(different), "different_rows");
  if (differentRows !== null && differentRows < rows)
    findings.push({
      words: `${count(rows - differentRows, "row")} repeat another row exactly`,
      rows: rows - differentRows,
    });

  const conditions = [...fences, ...sanity(table)];
  if (conditions.length > 0) {
    const [counted] = yield [
      text("With these quartiles I can count what lies far outside."),
      sqlCall(
        `SELECT ${conditions.map((c) => `count_if(${c.condition}) AS ${c.name}`).join(",\n  ")}\nFROM ${name}`,
        context,
      ),
    ];
    const result = tableOf(counted);
    for (const condition of conditions) {
      const bad = numberAt(result, condition.name) ?? 0;
      if (bad > 0)
        findings.push({
          words: `${count(bad, "row")} ${condition.words}`,
          rows: bad,
          sql: condition.condition,
        });
    }
  }
  const worst = findings.filter((finding) => finding.sql).toSorted((a, b) => a.rows - b.rows)[0];
  const [shown] = worst
    ? yield [
        text("Some of the rows behind the rarest finding:"),
        sqlCall(`SELECT * FROM ${name}\nWHERE ${worst.sql}\nLIMIT 5`, context),
        ...todo.at(3),
      ]
    : yield todo.at(3);
  yield todo.done();
  const example = worst ? tableOf(shown) : undefined;
  return [
    text(
      [
        `\`${name}\` has ${count(rows, "row")}. ${findings.length === 0 ? "None of the checks found a problem." : `I found ${count(findings.length, "problem")}:`}`,
        ...(findings.length > 0
          ? [findings.map((finding) => `- ${finding.words} (${percent(finding.rows, rows)})`).join("\n")]
          : []),
        "The profile:",
        formatTable(
          {
            columns: ["column", "nulls", "distinct", "lowest", "highest"],
            rows: facts.map((f) => [
              `\`${f.column}\``,
              grouped(f.nulls),
              grouped(f.distinct),
              short(f.lowest),
              short(f.highest),
            ]),
          },
          MOST_COLUMNS,
        ),
        ...(example && example.rows.length > 0
          ? [
              `For example (${worst!.words}):`,
              formatTable(
                { columns: example.columns.slice(0, 8), rows: example.rows.map((row) => row.slice(0, 8)) },
                3,
              ),
            ]
          : []),
        "An outlier is not an error by itself: the fences only say where to look.",
      ].join("\n\n"),
    ),
  ];
}

interface Finding {
  words: string;
  rows: number;
  sql?: string;
}

function* findTable(context: FlowContext): Steps<Table | undefined> {
  const named = /`?(\w+)`?\.`?(\w+)`?\.`?(\w+)`?/.exec(context.text);
  const direct = named ? [{ catalog: named[1]!, schema: named[2]!, name: named[3]!, columns: [] }] : [];
  if (direct.length > 0) {
    const [table] = yield* describeTables(direct, context);
    if (table!.columns.length > 0) return table;
  }
  const opening =
    direct.length > 0
      ? [text(`\`${fullName(direct[0]!)}\` is not there, so I'll look for one that is.`)]
      : [];
  const { tables } = yield* discover(context, opening);
  const picked = pickSource(context.text, tables);
  if (!picked) return undefined;
  const [table] = yield* describeTables(
    [picked.table],
    context,
    picked.named ? [] : [text(`I take \`${fullName(picked.table)}\`.`)],
  );
  return table;
}

function profileSql(name: string, columns: readonly Column[]): string {
  return columns
    .map(({ name: column }) => {
      const q = quoteName(column);
      return `SELECT '${column.replaceAll("'", "\\'")}' AS column_name, count(*) AS row_count, count_if(${q} IS NULL) AS nulls, count(DISTINCT ${q}) AS distinct_values, CAST(min(${q}) AS STRING) AS lowest, CAST(max(${q}) AS STRING) AS highest FROM ${name}`;
    })
    .join("\nUNION ALL\n");
}

interface Fact {
  column: string;
  rows: number;
  nulls: number;
  distinct: number;
  lowest: string;
  highest: string;
}

function readFacts(table: ResultTable | undefined): Fact[] {
  return (table?.rows ?? []).map(([column = "", rows, nulls, distinct, lowest = "", highest = ""]) => ({
    column,
    rows: Number(rows),
    nulls: Number(nulls),
    distinct: Number(distinct),
    lowest,
    highest,
  }));
}

function nullFindings(facts: readonly Fact[]): Finding[] {
  return facts.flatMap((fact) => {
    const found: Finding[] = [];
    if (fact.nulls > 0)
      found.push({
        words: `\`${fact.column}\` is null in ${count(fact.nulls, "row")}`,
        rows: fact.nulls,
        sql: `${quoteName(fact.column)} IS NULL`,
      });
    if (fact.distinct === 1 && fact.rows > 1)
      found.push({
        words: `\`${fact.column}\` holds one value only, ${short(fact.lowest)}`,
        rows: fact.rows - fact.nulls,
      });
    return found;
  });
}

/** What no row should say: money below zero, an end before its beginning, a time to come, an empty text. */
function sanity(table: Table): Fence[] {
  const { time, end, amount } = rolesOf(table);
  const empty = table.columns.find((column) => isText(column.type));
  return [
    ...(amount
      ? [
          {
            name: "not_positive",
            condition: `${quoteName(amount.name)} <= 0`,
            words: `have \`${amount.name}\` of zero or less`,
          },
        ]
      : []),
    ...(time && end
      ? [
          {
            name: "ends_first",
            condition: `${quoteName(end.name)} < ${quoteName(time.name)}`,
            words: `end (\`${end.name}\`) before they begin`,
          },
        ]
      : []),
    ...(time && isTime(time.type)
      ? [
          {
            name: "in_future",
            condition: `CAST(${quoteName(time.name)} AS DATE) > current_date()`,
            words: `lie in the future by \`${time.name}\``,
          },
        ]
      : []),
    ...(empty
      ? [
          {
            name: "blank",
            condition: `trim(${quoteName(empty.name)}) = ''`,
            words: `have a blank \`${empty.name}\``,
          },
        ]
      : []),
  ];
}

function short(value: string): string {
  return value.length > 24 ? `${value.slice(0, 23)}…` : value;
}

function percent(part: number, whole: number): string {
  const share = (part / whole) * 100;
  return share > 0 && share < 0.1 ? "under 0.1 %" : `${Math.round(share * 10) / 10} %`;
}
