import type { Expr, ExprOf, Select } from "../ast.ts";
import { SLIDING_WINDOWS } from "../functions/datetime.ts";
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
  if (isSliding(call)) return slidingWindow(select, tail, call);
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

const text = (e: Expr | undefined): string | undefined =>
  e?.k === "literal" ? String(e.value).trim().toLowerCase() : undefined;

const isSliding = (call: WindowCall): boolean =>
  call.args[2] !== undefined && text(call.args[2]) !== text(call.args[1]);

/** Windows that overlap: each row is there once for each window it falls in, as a generator gives them. */
function slidingWindow(select: Select, tail: Tail, call: WindowCall): { select: Select; tail: Tail } {
  const { at } = call;
  const column: Expr = { k: "name", parts: ["window"], at };
  const key = JSON.stringify({ ...call, at: 0 }, dropAt);
  const swap = <T>(node: T): T => swapped(node, key, column) as T;
  const [last, ...before] = [...select.from].reverse();
  if (!last) return { select, tail };
  const generator: Expr = { ...call, name: [SLIDING_WINDOWS] };
  const view = { outer: false, call: generator, alias: "", columns: ["window"], at };
  const { group } = select;
  return {
    select: {
      ...select,
      from: [...before.reverse(), { ...last, lateralViews: [...last.lateralViews, view] }],
      items: select.items.map((item) => ({ ...item, expr: swap(item.expr) })),
      ...(group?.kind === "list" ? { group: { ...group, items: group.items.map(swap) } } : {}),
      ...(select.having ? { having: swap(select.having) } : {}),
    },
    tail: Array.isArray(tail.orderBy)
      ? { ...tail, orderBy: tail.orderBy.map((o) => ({ ...o, expr: swap(o.expr) })) }
      : tail,
  };
}

const dropAt = (name: string, value: unknown): unknown =>
  name === "at" ? undefined : typeof value === "bigint" ? String(value) : value;

function swapped(node: unknown, key: string, column: Expr): unknown {
  if (Array.isArray(node)) return node.map((n) => swapped(n, key, column));
  if (typeof node !== "object" || node === null) return node;
  if ((node as Expr).k === "call" && JSON.stringify({ ...node, at: 0 }, dropAt) === key)
    return { ...column, at: (node as Expr).at };
  return Object.fromEntries(Object.entries(node).map(([k, v]) => [k, swapped(v, key, column)]));
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
