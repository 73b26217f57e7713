import { html } from "../pages/html.ts";
import { at, type Drawing, drawing, type Size, tip } from "./drawing.ts";
import { formatNumber, type NumberFormat } from "./number-format.ts";
import { fitText, textWidth } from "./text-width.ts";

export interface Funnel extends Size {
  label: string;
  stages: { name: string; value: number }[];
  format?: NumberFormat;
}

/** Stages from top to bottom, each as wide as what is left, with its part of the first one. */
export function funnel(chart: Funnel): Drawing {
  const { stages } = chart;
  const most = stages.reduce((top, { value }) => Math.max(top, value), 0) || 1;
  const first = stages[0]?.value || 1;
  const names = Math.min(Math.max(0, ...stages.map(({ name }) => textWidth(name, 12))), chart.width * 0.3);
  const left = names + 12;
  const right = chart.width - 56;
  const tall = chart.height / Math.max(stages.length, 1);
  const middle = (left + right) / 2;
  const half = (value: number) => (Math.max(value, 0) / most) * ((right - left) / 2);
  const body = stages.map(({ name, value }, index) => {
    const top = index * tall + 2;
    const bottom = (index + 1) * tall - 2;
    const [wide, next] = [half(value), half(stages[index + 1]?.value ?? value)];
    const share = formatNumber(value / first, { kind: "percent" });
    const text = formatNumber(value, chart.format);
    const fits = textWidth(text, 12) < wide * 2 - 8;
    return html`<path class="mark" d="M${at(middle - wide)} ${at(top)}H${at(middle + wide)}L${at(middle + next)} ${at(bottom)}H${at(middle - next)}Z" fill="var(--c0)" fill-opacity="${at(10 - (index / Math.max(stages.length, 1)) * 6) / 10}">${tip(`${name}: ${text} (${share} of the first stage)`)}</path>
<text class="value" x="${at(left - 10)}" y="${at((top + bottom) / 2 + 4)}" text-anchor="end">${fitText(name, names, 12)}</text>
<text x="${at(fits ? middle : middle + wide + 6)}" y="${at((top + bottom) / 2 + 4)}" text-anchor="${fits ? "middle" : "start"}" style="fill: ${fits && index / stages.length < 0.45 ? "var(--on)" : "var(--ink)"}; font-weight: 600">${text}</text>
<text x="${chart.width}" y="${at((top + bottom) / 2 + 4)}" text-anchor="end">${share}</text>`;
  });
  return { svg: drawing(chart, chart.label, body), legend: [] };
}
