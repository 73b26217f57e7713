/** Maps a number of a range onto the drawing. */
export type Scale = (value: number) => number;

export const linear =
  ([from, to]: readonly [number, number], [start, end]: readonly [number, number]): Scale =>
  (value) =>
    to === from ? (start + end) / 2 : start + ((value - from) / (to - from)) * (end - start);

export interface Ticks {
  /** Widened to whole steps. */
  domain: [number, number];
  step: number;
  values: number[];
}

/** Round numbers around a range: steps of 1, 2 or 5 times a power of ten, about `count` of them. */
export function niceTicks(low: number, high: number, count: number): Ticks {
  let [from, to] = [low, high];
  if (!(Number.isFinite(from) && Number.isFinite(to))) [from, to] = [0, 1];
  if (from === to) [from, to] = from === 0 ? [0, 1] : from > 0 ? [0, to] : [from, 0];
  const rough = (to - from) / Math.max(count, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const first = Math.floor(from / step + 1e-9);
  const last = Math.ceil(to / step - 1e-9);
  const values = Array.from({ length: last - first + 1 }, (_, index) => round((first + index) * step, step));
  return { domain: [values[0]!, values.at(-1)!], step, values };
}

/** Without the dust of binary fractions. */
const round = (value: number, step: number) =>
  Number(value.toFixed(Math.max(0, Math.min(20, 2 - Math.floor(Math.log10(step))))));
