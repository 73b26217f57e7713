import type { Expr } from "./ast.ts";

/** The expressions directly inside one, not entering subqueries. */
export function children(e: Expr): Expr[] {
  switch (e.k) {
    case "call": {
      const over = e.over ? [...e.over.partitionBy, ...e.over.orderBy.map((o) => o.expr)] : [];
      return [...e.args, ...(e.filter ? [e.filter] : []), ...(e.within ?? []).map((w) => w.expr), ...over];
    }
    case "interval":
      return [e.value];
    case "intervals":
      return e.parts.map((p) => p.value);
    case "lambda":
      return [e.body];
    case "unary":
    case "is":
    case "cast":
    case "field":
    case "path":
    case "named":
      return [e.expr];
    case "binary":
      return [e.left, e.right];
    case "between":
      return [e.expr, e.low, e.high];
    case "in":
      return [e.expr, ...e.list];
    case "inQuery":
      return [e.expr];
    case "like":
      return [e.expr, ...e.patterns];
    case "case":
      return [
        ...(e.operand ? [e.operand] : []),
        ...e.branches.flatMap((b) => [b.when, b.result]),
        ...(e.otherwise ? [e.otherwise] : []),
      ];
    case "index":
      return [e.expr, e.index];
    case "tuple":
      return e.items;
    default:
      return [];
  }
}

export function some(e: Expr, test: (e: Expr) => boolean): boolean {
  return test(e) || children(e).some((child) => some(child, test));
}
