import type { Expr, From, Query, QueryBody, Select } from "../sql/ast.ts";
import { unsupported } from "../sql/dialect-error.ts";
import { aggregates } from "../sql/functions/aggregate.ts";
import { Cursor } from "../sql/parser/cursor.ts";
import { parseQuery } from "../sql/parser/query.ts";
import { finish } from "../sql/plan.ts";
import { some } from "../sql/walk.ts";

/** Parses one whole query. Throws DialectError. */
export function queryOf(sql: string): Query {
  const cursor = new Cursor(sql);
  const query = parseQuery(cursor);
  finish(cursor);
  return query;
}

/** Names of the tables a query reads, as written; names of its own WITH clauses are none. */
export function tablesOf(query: Query): string[][] {
  const found: string[][] = [];
  const visit = (node: unknown, scope: ReadonlySet<string>): void => {
    if (Array.isArray(node)) {
      for (const each of node) visit(each, scope);
      return;
    }
    if (typeof node !== "object" || node === null) return;
    const fields = node as Record<string, unknown>;
    if (fields.k === "table") {
      const parts = (fields.name as { parts: string[] }).parts;
      if (parts.length > 0 && !(parts.length === 1 && scope.has((parts[0] as string).toLowerCase())))
        found.push(parts);
    }
    if (!Array.isArray(fields.ctes)) {
      for (const value of Object.values(fields)) visit(value, scope);
      return;
    }
    const inner = new Set(scope);
    for (const cte of fields.ctes as { name: string; query: Query }[]) {
      if (fields.recursive) inner.add(cte.name.toLowerCase());
      visit(cte.query, inner);
      inner.add(cte.name.toLowerCase());
    }
    for (const [key, value] of Object.entries(fields)) if (key !== "ctes") visit(value, inner);
  };
  visit(query, new Set());
  return found;
}

const AGGREGATES = new Set(
  aggregates.flatMap((each) => [each.name, ...(each.aliases ?? [])]).map((name) => name.toLowerCase()),
);

/** Whether rows of a streaming query depend on each other, so that old rows count when new ones come. */
export function isStateful(query: Query, streams: (parts: string[]) => boolean): boolean {
  const scopes: Map<string, boolean>[] = [new Map()];
  let stateful = false;
  const known = (parts: string[]) => {
    const name = parts.length === 1 ? (parts[0] as string).toLowerCase() : undefined;
    for (const scope of [...scopes].reverse())
      if (name !== undefined && scope.has(name)) return scope.get(name) === true;
    return streams(parts);
  };
  const expressions = (node: unknown): boolean => {
    if (Array.isArray(node)) return node.map(expressions).some(Boolean);
    if (typeof node !== "object" || node === null) return false;
    if ("body" in node && "ctes" in node) return visitQuery(node as Query);
    return Object.values(node).map(expressions).some(Boolean);
  };
  const visitFrom = (from: From): boolean => {
    if (from.k === "table") return known(from.name.parts);
    if (from.k === "query") return visitQuery(from.query);
    if (from.k === "join") {
      const [left, right] = [visitFrom(from.left), visitFrom(from.right)];
      // A new row on one side meets old ones of the other, or ends the NULLs that an outer join gave.
      const plain = from.type === "inner" || from.type === "cross";
      const goodLeft = plain || from.type === "left" || from.type === "semi" || from.type === "anti";
      const goodRight = plain || from.type === "right";
      if ((left && right) || (left && !goodLeft) || (right && !goodRight)) stateful = true;
      return left || right;
    }
    if (from.k === "pivot" || from.k === "unpivot") {
      const input = visitFrom(from.input);
      if (input && from.k === "pivot") stateful = true;
      return input;
    }
    return false;
  };
  const visitSelect = (select: Select): boolean => {
    const inputs = select.from.map(visitFrom);
    const stream = inputs.some(Boolean);
    if (inputs.filter(Boolean).length > 1) stateful = true;
    const { from: _from, ...rest } = select;
    // A stream inside an expression (IN, EXISTS) decides over rows that are there already.
    if (expressions(rest)) stateful = true;
    if (stream && (select.distinct || select.group || select.having || select.qualify || combines(select)))
      stateful = true;
    return stream;
  };
  const visitBody = (body: QueryBody): boolean => {
    switch (body.k) {
      case "select":
        return visitSelect(body);
      case "table":
        return known(body.name.parts);
      case "nested":
        return visitQuery(body.query);
      case "setop": {
        const stream = [visitBody(body.left), visitBody(body.right)].some(Boolean);
        if (stream && !(body.op === "UNION" && body.all)) stateful = true;
        return stream;
      }
      case "pipe":
        return visitQuery(body.input);
      default:
        return false;
    }
  };
  const visitQuery = (each: Query): boolean => {
    const scope = new Map<string, boolean>();
    scopes.push(scope);
    for (const cte of each.ctes) scope.set(cte.name.toLowerCase(), visitQuery(cte.query));
    const stream = visitBody(each.body);
    scopes.pop();
    if (stream && each.orderBy) throw unsupported("STREAMING_SORT", "sorting a stream", each.at);
    if (stream && (each.limit || each.offset))
      throw unsupported("STREAMING_LIMIT", "LIMIT and OFFSET of a stream", each.at);
    return stream;
  };
  visitQuery(query);
  return stateful;
}

const combines = (select: Select): boolean =>
  select.items.some((item) =>
    some(
      item.expr,
      (e: Expr) =>
        e.k === "call" && (e.over !== undefined || AGGREGATES.has((e.name.at(-1) as string).toLowerCase())),
    ),
  );
