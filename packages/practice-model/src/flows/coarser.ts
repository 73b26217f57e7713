import type { Grain } from "../question/question.ts";

const NEXT: Partial<Record<Grain, Grain>> = {
  hour: "day",
  day: "week",
  week: "month",
  month: "quarter",
  quarter: "year",
};

/** The next longer step of time. */
export function coarser(grain: Grain): Grain | undefined {
  return NEXT[grain];
}
