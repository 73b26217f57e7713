import type { Expr } from "../ast.ts";
import { DialectError } from "../dialect-error.ts";
import type { PlanContext } from "../types.ts";
import { type StoredVariable, VARIABLE_PREFIX } from "./variables.ts";

/** The string that a constant expression stands for: literals, parameters and variables, joined with `||` or concat. */
export function constantString(
  e: Expr,
  context: Pick<PlanContext, "parameters" | "settings">,
): string | undefined {
  switch (e.k) {
    case "literal":
      return e.value === null ? undefined : String(e.value);
    case "parameter":
      return (
        context.parameters.find((p) => p.name.toLowerCase() === e.name.toLowerCase())?.value ?? undefined
      );
    case "name": {
      const stored = context.settings[VARIABLE_PREFIX + (e.parts.at(-1) as string).toLowerCase()];
      return stored === undefined ? undefined : ((JSON.parse(stored) as StoredVariable).value ?? undefined);
    }
    case "binary": {
      if (e.op !== "||") return undefined;
      const [left, right] = [constantString(e.left, context), constantString(e.right, context)];
      return left === undefined || right === undefined ? undefined : left + right;
    }
    case "cast":
      return e.type.kind === "string" ? constantString(e.expr, context) : undefined;
    case "call": {
      const name = e.name[0]?.toLowerCase();
      const parts = e.args.map((a) => constantString(a, context));
      if (parts.some((p) => p === undefined)) return undefined;
      if (name === "concat") return parts.join("");
      if (name === "lower") return (parts[0] as string).toLowerCase();
      return name === "upper" ? (parts[0] as string).toUpperCase() : undefined;
    }
    default:
      return undefined;
  }
}

export function identifierParts(e: Expr, context: Pick<PlanContext, "parameters" | "settings">): string[] {
  const text = constantString(e, context);
  if (text === undefined) {
    throw new DialectError(
      "NOT_A_CONSTANT_STRING.NOT_CONSTANT",
      "42601",
      "The expression used for the routine or clause IDENTIFIER must be a constant STRING which is NOT NULL. The expression is not a constant.",
      e.at,
    );
  }
  const parts: string[] = [];
  const pattern = /\s*(?:`((?:[^`]|``)+)`|([A-Za-z0-9_\u0080-\uffff]+))\s*(\.|$)/y;
  while (pattern.lastIndex < text.length) {
    const m = pattern.exec(text);
    if (!m)
      throw new DialectError(
        "IDENTIFIER_TOO_MANY_NAME_PARTS",
        "42601",
        `'${text}' is not a valid identifier.`,
        e.at,
      );
    parts.push(m[1] === undefined ? (m[2] as string) : m[1].replaceAll("``", "`"));
  }
  if (parts.length === 0)
    throw new DialectError("PARSE_EMPTY_STATEMENT", "42617", "The identifier is empty.", e.at);
  return parts;
}
