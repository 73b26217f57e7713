import { Cron } from "croner";
import { invalidParameter } from "../rest/api-error.ts";
import type { JobSettings } from "./job-settings.ts";

type Schedule = NonNullable<JobSettings["schedule"]>;

/**
 * The first time after `after` (both epoch milliseconds) that a Quartz expression stands for, undefined when there is
 * none. Throws ApiError 400 for an expression or a time zone that is none.
 */
export function nextFire(schedule: Schedule, after: number): number | undefined {
  return quartz(schedule).nextRun(new Date(after))?.getTime();
}

function quartz({ quartz_cron_expression: text, timezone_id: zone }: Schedule): Cron {
  const fields = text.trim().split(/\s+/);
  const bad = (why: string) => invalidParameter(`'quartz_cron_expression': '${text}' ${why}`);
  if (fields.length < 6 || fields.length > 7)
    throw bad("must have six or seven fields: seconds minutes hours day-of-month month day-of-week [year]");
  const [day, weekday] = [fields[3]!, fields[5]!];
  if ((day === "?") === (weekday === "?"))
    throw bad("must have '?' for the day of the month or the day of the week, and not for both");
  if (
    fields.some(
      (field, index) =>
        field.includes("?") && (index !== 3 || field !== "?") && (index !== 5 || field !== "?"),
    )
  )
    throw bad("has '?' in a field that must have a value");
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
  } catch {
    throw invalidParameter(`'timezone_id': '${zone}' is not a time zone`);
  }
  fields[3] = day === "?" ? "*" : day;
  // A lone L is the week's last day, Saturday.
  fields[5] = weekday === "?" ? "*" : weekday === "L" ? "7" : weekday;
  try {
    return new Cron(fields.join(" "), {
      paused: true,
      timezone: zone,
      mode: "6-or-7-parts",
      // Quartz counts the week from Sunday as 1 and writes "0/15" for "from 0 on, every 15".
      alternativeWeekdays: true,
      sloppyRanges: true,
    });
  } catch (error) {
    throw bad(`cannot be read: ${(error as Error).message.replace(/^CronPattern: /, "")}`);
  }
}
