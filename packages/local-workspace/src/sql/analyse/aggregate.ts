import type { Expr } from "../ast.ts";
import { DialectError } from "../dialect-error.ts";
import { quoteIdentifier } from "../functions/duck-type.ts";
import { lookupFunction } from "../functions/registry.ts";
import { children } from "../walk.ts";
import type { Typed } from "./env.ts";
import { fieldAccess } from "./names.ts";

/**
 * A grouped select is two SELECTs: the inner one groups and computes the aggregates, the outer one is everything
 * built on them. `groups` and `aggregates` are the inner's outputs, which the outer refers to by alias.
 */
export interface AggregateState {
  alias: string;
  groups: { typed: Typed; key: string; ref: string }[];
  aggregates: Map<string, { ref: string }>;
  /** More than one grouping set: a group column may be NULL where the input's is not. */
  sets?: number[][];
}

/** Text of an expression with every column as its engine name, so that equal expressions have equal keys. */
export function expressionKey(e: Expr, resolve: (parts: string[], at: number) => string | undefined): string {
  return JSON.stringify(e, (key, value: unknown) => {
    if (key === "at" || key === "text") return undefined;
    if (typeof value === "bigint") return `${value}n`;
    if (value && typeof value === "object" && (value as { k?: string }).k === "name") {
      const { parts, at } = value as { parts: string[]; at: number };
      return { column: resolve(parts, at) ?? parts.map((p) => p.toLowerCase()).join(".") };
    }
    if (value && typeof value === "object" && (value as { k?: string }).k === "call") {
      const call = value as { name: string[] };
      return { ...call, k: "fn", name: call.name.map((n) => n.toLowerCase()) };
    }
    return value;
  });
}

export const groupRef = (state: AggregateState, name: string): string =>
  `${quoteIdentifier(state.alias)}.${quoteIdentifier(name)}`;

/** A column of the input as the outer SELECT sees it: through the group it belongs to. */
export function groupedColumn(
  state: AggregateState,
  base: Typed,
  fields: readonly string[],
  parts: readonly string[],
  at: number,
): Typed {
  let typed = base;
  let used = 0;
  for (;;) {
    const group = state.groups.find((g) => g.typed.sql === typed.sql);
    if (group) {
      let result: Typed = { ...typed, sql: group.ref };
      for (const field of fields.slice(used)) result = fieldAccess(result, field, at);
      return result;
    }
    if (used >= fields.length) break;
    typed = fieldAccess(typed, fields[used] as string, at);
    used += 1;
  }
  throw missingAggregation(parts.at(-1) as string, state.groups.length === 0, at);
}

export function missingAggregation(name: string, noGroups: boolean, at: number): DialectError {
  if (noGroups) {
    return new DialectError(
      "MISSING_GROUP_BY",
      "42803",
      "The query does not include a GROUP BY clause. Add GROUP BY or turn it into the window functions using OVER clauses.",
      at,
    );
  }
  return new DialectError(
    "MISSING_AGGREGATION",
    "42803",
    `The non-aggregating expression "${name}" is based on columns which are not participating in the GROUP BY clause. Add the columns or the expression to the GROUP BY, aggregate the expression, or use "any_value(${name})" if you do not care which of the values within a group is returned.`,
    at,
  );
}

const GROUPING = new Set(["grouping", "grouping_id"]);

/** True when the select's own level aggregates: calls inside subqueries do not count, windowed ones do not either. */
export function containsAggregate(e: Expr): boolean {
  if (e.k === "call" && e.name.length === 1) {
    const name = (e.name[0] as string).toLowerCase();
    if (!e.over && (GROUPING.has(name) || lookupFunction(name)?.kind === "aggregate")) return true;
  }
  return children(e).some(containsAggregate);
}

export function containsWindow(e: Expr): boolean {
  return (e.k === "call" && e.over !== undefined) || children(e).some(containsWindow);
}

/** The outer SELECT's reference to an aggregate, computed once however often it is written. */
export function registerAggregate(state: AggregateState, sql: string): string {
  const known = state.aggregates.get(sql);
  if (known) return known.ref;
  const ref = groupRef(state, `a${state.aggregates.size + 1}`);
  state.aggregates.set(sql, { ref });
  return ref;
}
