import { type Html, html } from "../pages/html.ts";

export interface LegendEntry {
  label: string;
  color: string;
}

/** A chart as it stands in a page: the drawing, and what its colours stand for when there are several. */
export interface Drawing {
  svg: Html;
  legend: LegendEntry[];
}

export interface Size {
  width: number;
  height: number;
}

export type Parts = Html | string | Parts[];

/** The frame of every drawing: scales with its place, and says what it shows to those who cannot see it. */
export const drawing = ({ width, height }: Size, label: string, body: Parts): Html =>
  html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}"><desc>${label}</desc>${body}</svg>`;

/** A coordinate with one decimal place. */
export const at = (value: number): number => Math.round(value * 10) / 10;

/** What a mark says when it is pointed at. */
export const tip = (text: string): Html => html`<title>${text}</title>`;
