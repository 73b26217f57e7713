import { describeTables, discover } from "../catalog/discover.ts";
import { fullName, quoteName, type Table } from "../catalog/table.ts";
import { chartBlock } from "../flows/chart.ts";
import { explainError, sqlCall } from "../flows/run-sql.ts";
import type { Flow, FlowContext, Steps } from "../plan/flow.ts";
import { formatTable, type ResultTable } from "../sql/result-table.ts";
import { call, text, thinking } from "../wire/reply.ts";
import { grouped, joinWords } from "../words/numbers.ts";
import { firstLine, tableOf } from "./attempt.ts";
import { type Course, courseSql, type Step, wholeCourse } from "./course.ts";
import { pickSource, type Roles, rolesOf } from "./roles.ts";
import { TodoList } from "./todo-list.ts";
import { writeFiles } from "./write-and-upload.ts";

export const ITEMS = [
  { content: "Choose the table", activeForm: "Choosing the table" },
  { content: "Query totals, course and groups", activeForm: "Querying" },
  { content: "Write report.md", activeForm: "Writing report.md" },
  { content: "Read it once more", activeForm: "Reading the report" },
];

const FILE = "report.md";

/** Queries a table from several sides and writes a report of the numbers that came back. */
export function* makeReport(context: FlowContext): Flow {
  const todo = new TodoList(context, ITEMS);
  yield* todo.open(`I'll query one table from several sides and write ${FILE} from what comes back.`);
  const { tables } = yield* discover(context, []);
  const picked = pickSource(context.text, tables);
  if (!picked) return [text("I found no table to report on. Name one as `catalog.schema.table`.")];
  const [table] = yield* describeTables([picked.table], context, [
    text(`${picked.named ? "The message fits" : "I take"} \`${fullName(picked.table)}\`.`),
  ]);
  const roles = rolesOf(table!);
  const queries = queriesFor(table!, roles);
  const outcomes = yield [
    thinking(
      "Totals first, then the course over time, then the largest groups and the largest single rows: each is one statement, and they do not depend on each other.",
    ),
    ...queries.map((query) => sqlCall(query.sql, context)),
    ...todo.at(1),
  ];
  const parts: Part[] = queries.map((query, at) => ({
    ...query,
    table: tableOf(outcomes[at]),
    error: outcomes[at]!.isError ? outcomes[at]!.text : undefined,
  }));
  if (parts.every((part) => !part.table))
    return [text(`None of the queries worked.\n\n${explainError(parts[0]?.error ?? "")}`)];
  const drawn = yield* lengthen(parts, table!, roles, context);
  const chart = drawn && drawCourse(drawn, roles);
  const summary = summarise(
    table!,
    parts.find((part) => part.id === "totals")?.table,
    parts.find((part) => part.id === "groups")?.table,
    roles,
  );
  const failed = parts.filter((part) => part.error);
  const opening =
    failed.length > 0
      ? `${failed.length} of ${parts.length} queries failed (${firstLine(failed[0]!.error!)}); the report says so.`
      : "All queries worked, so the report can be written from their rows.";
  const [written] = yield* writeFiles(
    [{ path: FILE, content: markdown(table!, summary, parts, chart) }],
    [text(opening), ...todo.at(2)],
  );
  if (written!.isError)
    return [
      text(
        `The numbers are there but ${FILE} could not be written: ${firstLine(written!.text)}\n\n${summary}`,
      ),
    ];
  yield [text("I'll read it once more as it stands."), call("Read", { file_path: FILE }), ...todo.at(3)];
  yield todo.done();
  return [
    text(
      [
        `\`${FILE}\` is in the project.`,
        summary,
        ...(chart ? [chart] : []),
        "Every number in it comes from the queries above; open it in the Files panel.",
      ].join("\n\n"),
    ),
  ];
}

interface ReportQuery {
  id: "totals" | "course" | "groups" | "rows";
  title: string;
  sql: string;
}

function queriesFor(table: Table, roles: Roles): ReportQuery[] {
  const { time, amount, category } = roles;
  const name = fullName(table);
  const value = amount ? quoteName(amount.name) : undefined;
  const sums = sumsOf(roles);
  const y = value ? "total_amount" : "row_count";
  const queries: ReportQuery[] = [
    {
      id: "totals",
      title: "Totals",
      sql: `SELECT count(*) AS row_count${sums}${time ? `, CAST(min(${quoteName(time.name)}) AS DATE) AS first_day, CAST(max(${quoteName(time.name)}) AS DATE) AS last_day` : ""}\nFROM ${name}`,
    },
  ];
  if (time)
    queries.push({
      id: "course",
      title: "By week",
      sql: courseSql(name, quoteName(time.name), `count(*) AS row_count${sums}`, "week"),
    });
  if (category)
    queries.push({
      id: "groups",
      title: `${category.name} with the highest ${y}`,
      sql: `SELECT ${quoteName(category.name)}, count(*) AS row_count${sums}\nFROM ${name}\nGROUP BY ${quoteName(category.name)}\nORDER BY ${y} DESC\nLIMIT 10`,
    });
  if (value)
    queries.push({
      id: "rows",
      title: `Highest ${amount!.name}`,
      sql: `SELECT *\nFROM ${name}\nORDER BY ${value} DESC NULLS LAST\nLIMIT 5`,
    });
  return queries;
}

type Part = ReportQuery & { table: ResultTable | undefined; error: string | undefined };

/** Puts the course into steps that can be shown whole, in place of the weekly part. */
function* lengthen(
  parts: Part[],
  table: Table,
  roles: Roles,
  context: FlowContext,
): Steps<Course | undefined> {
  const at = parts.findIndex((part) => part.id === "course");
  const weekly = parts[at];
  if (!weekly || !roles.time) return undefined;
  const time = quoteName(roles.time.name);
  const measures = `count(*) AS row_count${sumsOf(roles)}`;
  const next = (step: Step): string => courseSql(fullName(table), time, measures, step);
  const course = yield* wholeCourse(weekly, next, context);
  if (course) parts[at] = { ...weekly, title: `By ${course.step}`, sql: course.sql, table: course.table };
  return course;
}

function sumsOf({ amount }: Roles): string {
  if (!amount) return "";
  const value = quoteName(amount.name);
  return `, round(sum(${value}), 2) AS total_amount, round(avg(${value}), 2) AS average_amount`;
}

function drawCourse(course: Course, { amount }: Roles): string | undefined {
  const y = amount ? "total_amount" : "row_count";
  return chartBlock(course.table, {
    kind: "auto",
    x: course.step,
    y,
    temporal: true,
    title: `${y.replaceAll("_", " ")} by ${course.step}`,
  });
}

function summarise(
  table: Table,
  totals: ResultTable | undefined,
  groups: ResultTable | undefined,
  { amount, category }: Roles,
): string {
  const cell = (column: string): string => totals?.rows[0]?.[totals.columns.indexOf(column)] ?? "";
  const parts = [
    `\`${fullName(table)}\` has ${grouped(cell("row_count") || "an unknown number of")} rows${cell("first_day") ? ` from ${cell("first_day")} to ${cell("last_day")}` : ""}.`,
  ];
  if (amount && cell("total_amount"))
    parts.push(
      `\`${amount.name}\` adds up to ${grouped(cell("total_amount"))}, ${grouped(cell("average_amount"))} on average.`,
    );
  const top = groups?.rows[0];
  if (top && category)
    parts.push(
      amount
        ? `The \`${category.name}\` with the highest total is ${top[0] || "(null)"}: ${grouped(top[2] ?? "")} in ${grouped(top[1] ?? "")} rows.`
        : `The largest group by \`${category.name}\` is ${top[0] || "(null)"} with ${grouped(top[1] ?? "")} rows.`,
    );
  return parts.join(" ");
}

function markdown(
  table: Table,
  summary: string,
  parts: readonly (ReportQuery & { table: ResultTable | undefined; error: string | undefined })[],
  chart: string | undefined,
): string {
  const sections = parts.flatMap((part) => [
    `## ${part.title}`,
    part.table
      ? shownPart(part.table)
      : part.error
        ? `This query failed: ${firstLine(part.error)}`
        : "No rows.",
    ...(part.id === "course" && chart ? [chart] : []),
    `\`\`\`sql\n${part.sql}\n\`\`\``,
  ]);
  return `${[`# Report on ${fullName(table)}`, summary, ...sections].join("\n\n")}\n`;
}

const MOST_ROWS = 15;
const MOST_COLUMNS = 8;

/** What is left out is said: a cut table that looks whole is a wrong one. */
function shownPart({ columns, rows, totalRows }: ResultTable): string {
  const shown = formatTable(
    { columns: columns.slice(0, MOST_COLUMNS), rows: rows.map((row) => row.slice(0, MOST_COLUMNS)) },
    MOST_ROWS,
  );
  const cut = [
    ...(totalRows > MOST_ROWS ? [`first ${MOST_ROWS} of ${grouped(totalRows)} rows`] : []),
    ...(columns.length > MOST_COLUMNS ? [`first ${MOST_COLUMNS} of ${columns.length} columns`] : []),
  ];
  return cut.length > 0 ? `${shown}\n\n(${joinWords(cut)})` : shown;
}
