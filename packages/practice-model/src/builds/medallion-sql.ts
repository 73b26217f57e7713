import { type Column, fullName, isTimestamp, quoteName, type Table } from "../catalog/table.ts";
import type { Roles } from "./roles.ts";

/** A condition that a good row does not meet. */
export interface Check {
  name: string;
  bad: string;
  /** After a number of rows: "without a date". */
  words: string;
}

const MOST_ROWS = 1_000_000;

/** Rows to copy when the source is too large to copy whole. */
export function keepWithin(rows: number | null): number | undefined {
  return rows !== null && rows > MOST_ROWS ? MOST_ROWS : undefined;
}

export function bronzeSql(table: Table, rows: number | null): string {
  const limit = keepWithin(rows);
  return `SELECT *, current_timestamp() AS ingested_at\nFROM ${fullName(table)}${limit ? `\nLIMIT ${limit}` : ""}`;
}

export function checksOf({ time, end, amount, category }: Roles): Check[] {
  const checks: Check[] = [];
  if (time)
    checks.push({
      name: "without_time",
      bad: `${quoteName(time.name)} IS NULL`,
      words: `without \`${time.name}\``,
    });
  if (amount) {
    checks.push({
      name: "without_amount",
      bad: `${quoteName(amount.name)} IS NULL`,
      words: `without \`${amount.name}\``,
    });
    checks.push({
      name: "amount_not_positive",
      bad: `${quoteName(amount.name)} <= 0`,
      words: `with \`${amount.name}\` of zero or less`,
    });
  }
  if (category)
    checks.push({
      name: "without_category",
      bad: `${quoteName(category.name)} IS NULL`,
      words: `without \`${category.name}\``,
    });
  if (time && end)
    checks.push({
      name: "ends_before_start",
      bad: `${quoteName(end.name)} < ${quoteName(time.name)}`,
      words: `where \`${end.name}\` is before \`${time.name}\``,
    });
  return checks;
}

/** Days that hold 98 of 100 rows, with a year before and after: one row of `earliest` and `latest`. */
export function plausibleDaysSql(table: string, time: Column): string {
  const day = (part: string, months: number): string =>
    `add_months(CAST(timestamp_seconds(percentile(unix_timestamp(${quoteName(time.name)}), ${part})) AS DATE), ${months})`;
  return `SELECT ${day("0.01", -12)} AS earliest,\n  ${day("0.99", 12)} AS latest\nFROM ${table}`;
}

/** Undefined unless both are dates: without them nothing can be said about far ones. */
export function farDateCheck(
  time: Column,
  earliest: string | undefined,
  latest: string | undefined,
): Check | undefined {
  const date = /^\d{4}-\d\d-\d\d$/;
  if (!earliest || !latest || !date.test(earliest) || !date.test(latest)) return undefined;
  const name = quoteName(time.name);
  return {
    name: "far_away_in_time",
    bad: `(${name} < DATE'${earliest}' OR ${name} > DATE'${latest}')`,
    words: `with \`${time.name}\` more than a year away from nearly all others`,
  };
}

export function silverSql(build: {
  bronze: string;
  table: Table;
  roles: Roles;
  keep: readonly Check[];
  distinct: boolean;
  derive: boolean;
}): string {
  const { bronze, table, roles, keep, distinct, derive } = build;
  const columns = table.columns.map((column) => quoteName(column.name));
  // Without the derived columns gold cannot group by day, so the day itself always stays.
  if (roles.time) columns.push(`CAST(${quoteName(roles.time.name)} AS DATE) AS event_date`);
  if (derive && roles.time && roles.end && [roles.time, roles.end].every(({ type }) => isTimestamp(type)))
    columns.push(
      `round((unix_timestamp(${quoteName(roles.end.name)}) - unix_timestamp(${quoteName(roles.time.name)})) / 60, 1) AS minutes`,
    );
  const where = keep.map((check) => `NOT coalesce(${check.bad}, false)`);
  return [
    `SELECT${distinct ? " DISTINCT" : ""}\n  ${columns.join(",\n  ")}`,
    `FROM ${bronze}`,
    ...(where.length > 0 ? [`WHERE ${where.join("\n  AND ")}`] : []),
  ].join("\n");
}

export function goldSql(silver: string, { time, category, amount, numbers }: Roles): string {
  const key = time ? "event_date" : category ? quoteName(category.name) : undefined;
  const second = numbers.find((column) => column !== amount);
  const measures = [
    "count(*) AS row_count",
    ...(amount
      ? [
          `round(sum(${quoteName(amount.name)}), 2) AS total_amount`,
          `round(avg(${quoteName(amount.name)}), 2) AS average_amount`,
        ]
      : []),
    ...(second ? [averageOf(second)] : []),
  ];
  return [
    `SELECT\n  ${[...(key ? [key] : []), ...measures].join(",\n  ")}`,
    `FROM ${silver}`,
    ...(key ? [`GROUP BY ${key}`] : []),
  ].join("\n");
}

function averageOf(column: Column): string {
  const name = column.name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/\W+/g, "_");
  return `round(avg(${quoteName(column.name)}), 2) AS average_${name}`;
}

/** Gold over time in steps long enough that all of them can be shown. */
export function trendSql(
  gold: string,
  { amount }: Roles,
  days: number,
): { sql: string; x: string; y: string } {
  const y = amount ? "total_amount" : "row_count";
  if (days <= 45)
    return { sql: `SELECT event_date, ${y}\nFROM ${gold}\nORDER BY event_date`, x: "event_date", y };
  const grain = days <= 320 ? "week" : days <= 1400 ? "month" : "year";
  const step = `CAST(date_trunc('${grain.toUpperCase()}', event_date) AS DATE)`;
  return {
    sql: `SELECT ${step} AS ${grain}, sum(${y}) AS ${y}\nFROM ${gold}\nGROUP BY ${step}\nORDER BY ${grain}`,
    x: grain,
    y,
  };
}
