const UNITS: Record<string, string> = {
  y: "year",
  M: "month",
  w: "week",
  d: "day",
  h: "hour",
  m: "minute",
  s: "second",
};
const MS: Record<string, number> = {
  week: 604_800_000,
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
};

/**
 * What a date of a selection stands for: a date as it is written, or an expression such as `now-12M/M` (twelve months
 * ago, at that month's begin). Rounded to the period's end when it ends a range. Undefined when it cannot be read.
 */
export function resolveDate(text: string, now: number, ends = false): number | undefined {
  const match = /^\s*(?:now|today)\s*((?:[+-]\s*\d+\s*[yMwdhms]\s*)*)(?:\/([yMwdhms]))?\s*$/.exec(text);
  if (!match) {
    const time = Date.parse(
      /(?:Z|[+-]\d\d:?\d\d)$/.test(text) || text.length <= 10 ? text : `${text.replace(" ", "T")}Z`,
    );
    return Number.isNaN(time) ? undefined : time;
  }
  let time = text.trim().startsWith("today") ? startOf(now, "day") : now;
  for (const [, sign, count, unit] of match[1]!.matchAll(/([+-])\s*(\d+)\s*([yMwdhms])/g))
    time = move(time, UNITS[unit!]!, Number(`${sign}${count}`));
  if (!match[2]) return time;
  const unit = UNITS[match[2]]!;
  const start = startOf(time, unit);
  return ends ? move(start, unit, 1) - 1 : start;
}

function move(time: number, unit: string, count: number): number {
  const size = MS[unit];
  if (size !== undefined) return time + count * size;
  const date = new Date(time);
  const months = count * (unit === "year" ? 12 : 1);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate();
  const day = Math.min(date.getUTCDate(), last);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, day) + (time % MS.day!);
}

function startOf(time: number, unit: string): number {
  const date = new Date(time);
  if (unit === "year") return Date.UTC(date.getUTCFullYear(), 0, 1);
  if (unit === "month") return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  // Weeks begin on Monday; the epoch was a Thursday.
  if (unit === "week") return Math.floor((time + 3 * MS.day!) / MS.week!) * MS.week! - 3 * MS.day!;
  return Math.floor(time / MS[unit]!) * MS[unit]!;
}
