const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS: { unit: "ms" | "day" | "month"; size: number }[] = [
  ...[1, 5, 15, 30].map((n) => ({ unit: "ms" as const, size: n * SECOND })),
  ...[1, 5, 15, 30].map((n) => ({ unit: "ms" as const, size: n * MINUTE })),
  ...[1, 3, 6, 12].map((n) => ({ unit: "ms" as const, size: n * HOUR })),
  ...[1, 2, 7, 14].map((n) => ({ unit: "day" as const, size: n })),
  ...[1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200].map((n) => ({ unit: "month" as const, size: n })),
];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Ticks at whole hours, days, months … between two times (epoch milliseconds, UTC), at most `most` of them. */
export function timeTicks(from: number, to: number, most: number): { value: number; label: string }[] {
  const length = (step: (typeof STEPS)[number]) =>
    step.unit === "ms" ? step.size : step.unit === "day" ? step.size * DAY : step.size * 30.4375 * DAY;
  const step = STEPS.find((each) => (to - from) / length(each) <= Math.max(most, 1)) ?? STEPS.at(-1)!;
  const values: number[] = [];
  if (step.unit === "month") {
    const start = new Date(from);
    const first = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth()) / step.size) * step.size;
    for (let month = first; values.length <= most + 1; month += step.size) {
      const value = Date.UTC(Math.floor(month / 12), month % 12, 1);
      if (value > to) break;
      if (value >= from) values.push(value);
    }
  } else {
    const size = length(step);
    // Weeks begin on Monday; the epoch was a Thursday.
    const shift = step.unit === "day" && step.size >= 7 ? 4 * DAY : 0;
    for (let value = Math.ceil((from - shift) / size) * size + shift; value <= to; value += size)
      values.push(value);
  }
  return values.map((value, index) => ({ value, label: label(value, step, values[index - 1]) }));
}

/** What a tick says; the year or the day only where it changes. */
function label(value: number, step: (typeof STEPS)[number], before: number | undefined): string {
  const date = new Date(value);
  const last = before === undefined ? undefined : new Date(before);
  const year = date.getUTCFullYear();
  const month = MONTHS[date.getUTCMonth()];
  if (step.unit === "month") {
    if (step.size >= 12) return String(year);
    return last?.getUTCFullYear() === year ? month! : `${month} ${year}`;
  }
  const day = `${month} ${date.getUTCDate()}`;
  if (step.unit === "day") return last?.getUTCFullYear() === year ? day : `${day}, ${year}`;
  const newDay = last === undefined || last.getUTCDate() !== date.getUTCDate();
  const clock = date.toISOString().slice(11, step.size < MINUTE ? 19 : 16);
  return newDay ? `${day} ${clock}` : clock;
}

/** A time in words, as exact as it is: a day, or a minute. */
export function timeText(value: number): string {
  const text = new Date(value).toISOString();
  return value % DAY === 0 ? text.slice(0, 10) : text.slice(0, 16).replace("T", " ");
}
