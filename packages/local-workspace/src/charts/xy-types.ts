import type { Size } from "./drawing.ts";
import type { NumberFormat } from "./number-format.ts";

export interface Point {
  /** Epoch milliseconds, a number, or a category, as the x axis says. */
  x: number | string;
  y: number | null;
  /** Where the mark begins; 0, or the mark below it, when absent. */
  y0?: number;
  /** Of a bubble, between 0 and 1. */
  size?: number;
  color?: string;
  label?: string;
}

export interface Series {
  name: string;
  mark: "bar" | "line" | "area" | "point";
  points: Point[];
  color?: string;
  /** Measured on the right axis. */
  right?: boolean;
  dashed?: boolean;
}

export type XAxis =
  | { kind: "category"; values: string[]; title?: string }
  | { kind: "time"; title?: string }
  | { kind: "number"; title?: string; format?: NumberFormat; binWidth?: number };

export interface ValueAxis {
  title?: string;
  format?: NumberFormat;
  /** Ends that were asked for. */
  min?: number;
  max?: number;
}

export interface XyChart extends Size {
  /** What the chart shows, in words. */
  label: string;
  x: XAxis;
  y: ValueAxis;
  right?: ValueAxis;
  series: Series[];
  layout?: "stack" | "group" | "stack-100" | "overlay";
  /** Bars that grow to the right, categories from top to bottom. */
  horizontal?: boolean;
  /** Values written at the marks. */
  labels?: boolean;
  annotations?: { x: number | string; label: string; color?: string }[];
}
