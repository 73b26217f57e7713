import type { Point, Series, XyChart } from "./xy-types.ts";

export type StackedSeries = Series & { color: string; points: (Point & { share?: number })[] };

/** Puts bars and areas of one x on top of each other, where the layout asks for it. Negative values grow downwards. */
export function stack(
  series: (Series & { color: string })[],
  layout: NonNullable<XyChart["layout"]>,
): StackedSeries[] {
  if (layout === "group" || layout === "overlay") return series;
  const stacks = (each: Series) => (each.mark === "bar" || each.mark === "area") && !each.right;
  const totals = new Map<string, number>();
  const key = (each: Series, { x }: Point) => `${each.mark} ${x}`;
  for (const each of series)
    if (stacks(each))
      for (const point of each.points)
        totals.set(key(each, point), (totals.get(key(each, point)) ?? 0) + Math.abs(point.y ?? 0));
  const up = new Map<string, number>();
  const down = new Map<string, number>();
  return series.map((each) => {
    if (!stacks(each)) return each;
    const points = each.points.map((point) => {
      if (point.y === null || point.y0 !== undefined) return point;
      const place = key(each, point);
      const whole = totals.get(place) || 1;
      const size = layout === "stack-100" ? point.y / whole : point.y;
      const heap = size < 0 ? down : up;
      const y0 = heap.get(place) ?? 0;
      heap.set(place, y0 + size);
      return { ...point, y0, y: y0 + size, share: size };
    });
    return { ...each, points };
  });
}
