import type { Filter } from "./filters.ts";

export type Aggregate = "count" | "sum" | "avg" | "min" | "max" | "median" | "distinct";
export type Grain = "hour" | "day" | "week" | "month" | "quarter" | "year" | "hour_of_day" | "weekday";
export type ChartKind = "auto" | "bar" | "line" | "arc" | "point" | "area";

export interface AggregateQuestion {
  kind: "aggregate";
  /** What is measured, in the person's words; empty when rows are counted. */
  measure: string;
  fn?: Aggregate;
  /** Asked for beside it: "minimum and maximum". */
  also?: Aggregate[];
  /** What it is broken down by, in the person's words. */
  dimensions: string[];
  grain?: Grain;
  /** Set when a ranking was asked for ("top 5", "which … most"). */
  ranked?: "asc" | "desc";
  limit?: number;
}

export type Question = { filters: Filter[]; chart?: ChartKind } & (
  | { kind: "catalogs" }
  | { kind: "schemas" }
  | { kind: "tables" }
  | { kind: "describe"; subject: string }
  | { kind: "count"; subject: string }
  | { kind: "rows"; subject: string; limit: number; orderBy?: string; direction?: "asc" | "desc" }
  | { kind: "values"; subject: string }
  | AggregateQuestion
);
