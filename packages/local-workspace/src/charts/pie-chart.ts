import { html } from "../pages/html.ts";
import { at, type Drawing, drawing, type Size, tip } from "./drawing.ts";
import { formatNumber, type NumberFormat } from "./number-format.ts";
import { seriesColor } from "./palette.ts";

export interface PieChart extends Size {
  label: string;
  slices: { name: string; value: number; color?: string }[];
  format?: NumberFormat;
}

const MOST_SLICES = 10;

/** Parts of a whole as a ring, with the whole in its middle; the smallest of very many are drawn as one. */
export function pieChart(chart: PieChart): Drawing {
  const whole = chart.slices.filter(({ value }) => value > 0);
  const large = whole.slice(0, whole.length > MOST_SLICES ? MOST_SLICES - 1 : MOST_SLICES);
  const rest = whole.slice(large.length);
  const slices = [
    ...large.map((slice, index) => ({ ...slice, color: slice.color ?? seriesColor(index) })),
    ...(rest.length > 0
      ? [
          {
            name: `${rest.length} others`,
            value: rest.reduce((sum, { value }) => sum + value, 0),
            color: "var(--axis)",
          },
        ]
      : []),
  ];
  const total = slices.reduce((sum, { value }) => sum + value, 0);
  const share = (value: number) => formatNumber(value / total, { kind: "percent" });
  const [cx, cy] = [chart.width / 2, chart.height / 2];
  const outer = Math.max(20, Math.min(chart.width, chart.height) / 2 - 4);
  const inner = outer * 0.62;
  let angle = -Math.PI / 2;
  const arcs = slices.map(({ name, value, color }) => {
    const turn = (value / total) * 2 * Math.PI;
    const [from, to] = [angle, angle + turn];
    angle = to;
    const say = tip(`${name}: ${formatNumber(value, chart.format)} (${share(value)})`);
    if (turn > 2 * Math.PI - 1e-6)
      return html`<circle cx="${at(cx)}" cy="${at(cy)}" r="${at((outer + inner) / 2)}" fill="none" stroke="${color}" stroke-width="${at(outer - inner)}">${say}</circle>`;
    const on = (radius: number, a: number) =>
      `${at(cx + radius * Math.cos(a))} ${at(cy + radius * Math.sin(a))}`;
    const far = turn > Math.PI ? 1 : 0;
    return html`<path class="mark" d="M${on(outer, from)}A${at(outer)} ${at(outer)} 0 ${far} 1 ${on(outer, to)}L${on(inner, to)}A${at(inner)} ${at(inner)} 0 ${far} 0 ${on(inner, from)}Z" fill="${color}" stroke="var(--card)" stroke-width="1.5">${say}</path>`;
  });
  const compact = {
    ...(chart.format ?? { kind: "plain" as const }),
    compact: total >= 10_000,
    places: { exact: false, count: 1 },
  };
  const middle = html`<text class="value" x="${at(cx)}" y="${at(cy + 6)}" text-anchor="middle" style="font-size: ${at(Math.min(24, inner / 2.6))}px; font-weight: 600">${formatNumber(total, compact)}</text>`;
  return {
    svg: drawing(chart, chart.label, [...arcs, inner > 30 ? middle : ""]),
    legend: slices.map(({ name, value, color }) => ({ label: `${name}  ${share(value)}`, color })),
  };
}
