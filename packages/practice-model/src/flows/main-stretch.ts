/** Points of a chart over time, in order. */
export interface TimedPoint {
  /** Milliseconds. */
  at: number;
  amount: number;
}

const SMALL_SHARE = 0.01;
const FAR = 2;

/**
 * Range [from, to) of the points that stand together. Points before or after a gap of twice that range's length,
 * with under 1 % of the whole, are most often wrong dates: one of them would flatten the rest of a chart.
 */
export function mainStretch(points: readonly TimedPoint[]): { from: number; to: number } {
  let from = 0;
  let to = points.length;
  const total = sum(points, 0, points.length);
  for (let at = 1; at < points.length; at++) {
    const gap = points[at]!.at - points[at - 1]!.at;
    const after = points[to - 1]!.at - points[at]!.at;
    const before = points[at - 1]!.at - points[from]!.at;
    if (after > 0 && gap > FAR * after && sum(points, 0, at) <= SMALL_SHARE * total) from = at;
    else if (before > 0 && gap > FAR * before && sum(points, at, points.length) <= SMALL_SHARE * total) {
      to = at;
      break;
    }
  }
  return { from, to };
}

function sum(points: readonly TimedPoint[], from: number, to: number): number {
  return points.slice(from, to).reduce((all, { amount }) => all + Math.abs(amount), 0);
}
