import { fullName, quoteName, type Table } from "../catalog/table.ts";
import { chartBlock } from "../flows/chart.ts";
import { sqlCall } from "../flows/run-sql.ts";
import type { FlowContext, Steps } from "../plan/flow.ts";
import { formatTable } from "../sql/result-table.ts";
import { type ReplyBlock, text, withCalls } from "../wire/reply.ts";
import { grouped } from "../words/numbers.ts";
import { numberAt, tableOf } from "./attempt.ts";
import { courseSql, wholeCourse } from "./course.ts";
import { rolesOf } from "./roles.ts";

/** Range, largest groups and course over time of one table, as paragraphs. `also` is called beside the queries. */
export function* lookInto(table: Table, context: FlowContext, also: ReplyBlock[]): Steps<string[]> {
  const { time, amount, category } = rolesOf(table);
  const name = fullName(table);
  const when = time && quoteName(time.name);
  const measured = amount && quoteName(amount.name);
  const facts = [
    "count(*) AS row_count",
    ...(when ? [`min(${when}) AS first_time`, `max(${when}) AS last_time`] : []),
    ...(measured
      ? [`round(avg(${measured}), 2) AS average_amount`, `max(${measured}) AS highest_amount`]
      : []),
  ];
  const group = category && quoteName(category.name);
  const groupSql = group
    ? `SELECT ${group}, count(*) AS row_count\nFROM ${name}\nGROUP BY ${group}\nORDER BY row_count DESC\nLIMIT 5`
    : `SELECT * FROM ${name}\nLIMIT 5`;
  const by = (step: Parameters<typeof courseSql>[3]): string =>
    courseSql(name, when ?? "", "count(*) AS row_count", step);
  const asked = [
    "its range",
    ...(category ? [`its largest groups by \`${category.name}\``] : ["some rows"]),
    ...(time ? ["its course over time"] : []),
  ];
  const queries = [`SELECT ${facts.join(", ")}\nFROM ${name}`, groupSql, ...(when ? [by("week")] : [])];
  const [range, groups, weeks] = yield withCalls(
    [text(`\`${name}\` says most, so I'll ask it for ${asked.join(", ")}.`), ...also],
    queries.map((sql) => sqlCall(sql, context)),
  );
  const course = when
    ? yield* wholeCourse({ sql: by("week"), table: tableOf(weeks) }, by, context)
    : undefined;
  const chart =
    course &&
    chartBlock(course.table, {
      kind: "auto",
      x: course.step,
      y: "row_count",
      temporal: true,
      title: `rows of ${table.name} by ${course.step}`,
    });
  const fact = tableOf(range);
  const cell = (column: string): string => fact?.rows[0]?.[fact.columns.indexOf(column)] ?? "";
  const span = cell("first_time")
    ? ` from ${cell("first_time").slice(0, 10)} to ${cell("last_time").slice(0, 10)}`
    : "";
  const size =
    amount && cell("average_amount")
      ? `; \`${amount.name}\` is ${grouped(cell("average_amount"))} on average and ${grouped(cell("highest_amount"))} at most`
      : "";
  const largest = tableOf(groups);
  return [
    `**\`${name}\`** has ${grouped(numberAt(fact, "row_count") ?? "an unknown number of")} rows${span}${size}.`,
    ...(largest
      ? [
          category ? `Its largest groups by \`${category.name}\`:` : "Some of its rows:",
          formatTable(largest, 5),
        ]
      : []),
    ...(chart ? [chart] : []),
    `Ask me for more of it, such as “${category ? `number of rows by ${category.name} in ${table.name}` : `describe ${table.name}`}”.`,
  ];
}
