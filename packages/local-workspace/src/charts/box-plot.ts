import { html } from "../pages/html.ts";
import { layOutAxes } from "./axes.ts";
import { at, type Drawing, drawing, type Size, tip } from "./drawing.ts";
import { formatNumber, type NumberFormat } from "./number-format.ts";
import { seriesColor } from "./palette.ts";

export interface Box {
  name: string;
  /** Furthest values within one and a half box lengths of the box. */
  low: number;
  high: number;
  q1: number;
  median: number;
  q3: number;
  count: number;
  /** Values beyond low and high. */
  outliers: number;
  color?: string;
}

export interface BoxPlot extends Size {
  label: string;
  boxes: Box[];
  xTitle?: string;
  yTitle?: string;
  format?: NumberFormat;
}

/** The middle half of each group's values as a box, its median, and whiskers; outliers are counted, not drawn. */
export function boxPlot(chart: BoxPlot): Drawing {
  const names = chart.boxes.map(({ name }) => name);
  const points = chart.boxes.map(({ name, low, high }) => ({ x: name, y: high, y0: low }));
  const axes = layOutAxes({
    ...chart,
    x: { kind: "category", values: names, ...(chart.xTitle ? { title: chart.xTitle } : {}) },
    y: {
      ...(chart.yTitle ? { title: chart.yTitle } : {}),
      ...(chart.format ? { format: chart.format } : {}),
    },
    series: [
      { name: "", mark: "point", color: "", points },
      {
        name: "",
        mark: "point",
        color: "",
        points: chart.boxes.map(({ name, low }) => ({ x: name, y: low })),
      },
    ],
  });
  const wide = Math.min(axes.band, 56);
  const boxes = chart.boxes.map((box) => {
    const x = axes.x(box.name)!;
    const [low, q1, median, q3, high] = [box.low, box.q1, box.median, box.q3, box.high].map((value) =>
      at(axes.y(value)),
    ) as [number, number, number, number, number];
    const color = box.color ?? seriesColor(0);
    const number = (value: number) => formatNumber(value, chart.format);
    const say = `${box.name}: median ${number(box.median)}, half of ${formatNumber(box.count)} values between ${number(box.q1)} and ${number(box.q3)}, whiskers ${number(box.low)} to ${number(box.high)}, ${formatNumber(box.outliers)} beyond`;
    return html`<g class="mark">${tip(say)}<path d="M${at(x)} ${high}V${q3}M${at(x)} ${q1}V${low}M${at(x - wide / 4)} ${high}H${at(x + wide / 4)}M${at(x - wide / 4)} ${low}H${at(x + wide / 4)}" stroke="${color}" stroke-width="1.5" fill="none"/>
<rect x="${at(x - wide / 2)}" y="${q3}" width="${at(wide)}" height="${at(Math.max(q1 - q3, 1))}" rx="3" fill="${color}" fill-opacity=".22" stroke="${color}" stroke-width="1.5"/>
<path d="M${at(x - wide / 2)} ${median}H${at(x + wide / 2)}" stroke="${color}" stroke-width="2.5"/></g>`;
  });
  return { svg: drawing(chart, chart.label, [axes.html, ...boxes]), legend: [] };
}
