import { resolveDate } from "./date-math.ts";
import type { DefaultSelection } from "./definition.ts";

/** What is chosen in a filter, or a parameter's value. */
export type Selection = { kind: "values"; values: string[] } | { kind: "range"; min?: string; max?: string };

/** A default selection of a definition; undefined when it selects nothing. */
export function readSelection(given: DefaultSelection | undefined, now: number): Selection | undefined {
  if (!given) return undefined;
  if (given.range) {
    const min = boundary(given.range.min?.value, now, false);
    const max = boundary(given.range.max?.value, now, true);
    if (min === undefined && max === undefined) return undefined;
    return { kind: "range", ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  }
  const values = (given.values?.values ?? []).map(({ value }) =>
    /^(?:now|today)\b/.test(value) ? (boundary(value, now, false) ?? value) : value,
  );
  return values.length > 0 ? { kind: "values", values } : undefined;
}

function boundary(text: string | undefined, now: number, ends: boolean): string | undefined {
  if (text === undefined || text === "") return undefined;
  if (/^[+-]?\d+(?:\.\d+)?$/.test(text)) return text;
  const time = resolveDate(text, now, ends);
  if (time === undefined) return undefined;
  const iso = new Date(time).toISOString();
  return /^(?:now|today)/.test(text) && !/[hms]$/.test(text)
    ? iso.slice(0, 10)
    : text.length <= 10
      ? text
      : iso;
}
