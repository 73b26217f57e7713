import type { Expr, ExprOf, Select } from "../ast.ts";
import type { Tail } from "./query.ts";

type WindowCall = ExprOf<"call">;

const isWindow = (e: Expr): e is WindowCall =>
  e.k === "call" && !e.over && e.name.length === 1 && e.name[0]?.toLowerCase() === "window";

/**
 * `GROUP BY window(ts, '5 minutes')` gives the query a column `window` and leaves out the rows whose time is NULL:
 * names that read that column become the grouping expression itself.
 */
export function expandTimeWindow(select: Select, tail: Tail): { select: Select; tail: Tail } {
  const items = select.group?.kind === "list" ? select.group.items : [];
  const call = items.find(isWindow);
  const time = call?.args[0];
  if (!call || !time) return { select, tail };
  const present: Expr = { k: "is", expr: time, what: "NULL", not: true, at: call.at };
  const replace = <T>(node: T): T => replaced(node, call) as T;
  return {
    select: {
      ...select,
      items: select.items.map((item) => {
        const { expr } = item;
        const own =
          expr.k === "name" && expr.parts.length <= 2 && expr.parts[0]?.toLowerCase() === "window"
            ? (expr.parts[1] ?? "window")
            : undefined;
        return {
          ...item,
          expr: replace(item.expr),
          ...(own !== undefined && item.aliases.length === 0 ? { aliases: [own] } : {}),
        };
      }),
      where: select.where
        ? { k: "binary", op: "AND", left: select.where, right: present, at: call.at }
        : present,
      ...(select.having ? { having: replace(select.having) } : {}),
    },
    tail: Array.isArray(tail.orderBy)
      ? { ...tail, orderBy: tail.orderBy.map((o) => ({ ...o, expr: replace(o.expr) })) }
      : tail,
  };
}

function replaced(node: unknown, call: WindowCall): unknown {
  if (Array.isArray(node)) return node.map((n) => replaced(n, call));
  if (typeof node !== "object" || node === null) return node;
  const e = node as Expr;
  if (e.k === "name" && e.parts[0]?.toLowerCase() === "window" && e.parts.length <= 2) {
    return e.parts[1] === undefined ? call : { k: "field", expr: call, field: e.parts[1], at: e.at };
  }
  if (e.k === "subquery" || e.k === "exists" || e.k === "inQuery") return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, replaced(value, call)]));
}
