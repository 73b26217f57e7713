import { quoteString } from "../functions/duck-type.ts";
import { parseType } from "../parser/type.ts";
import { castSql } from "./cast.ts";
import type { Session, Typed } from "./env.ts";

export const VARIABLE_PREFIX = "lakehand.variable.";

/** A session variable is kept among the session's settings as JSON: its type and its value as text. */
export interface StoredVariable {
  type: string;
  value: string | null;
}

export function sessionVariable(session: Session, parts: readonly string[], at: number): Typed | undefined {
  const lower = parts.map((p) => p.toLowerCase());
  const name =
    lower.length === 1
      ? lower[0]
      : lower.length === 2 && lower[0] === "session"
        ? lower[1]
        : lower.length === 3 && lower[0] === "system" && lower[1] === "session"
          ? lower[2]
          : undefined;
  const stored = name === undefined ? undefined : session.context.settings[VARIABLE_PREFIX + name];
  if (stored === undefined) return undefined;
  const { type: text, value } = JSON.parse(stored) as StoredVariable;
  const type = parseType(text);
  const sql =
    value === null
      ? castSql("NULL", { kind: "void" }, type, { try: false, timeZone: session.timeZone })
      : castSql(quoteString(value), { kind: "string" }, type, { try: false, timeZone: session.timeZone });
  const label = `variablereference(system.session.${name}=${value ?? "NULL"})`;
  return sql === undefined ? undefined : { sql: `(${sql})`, type, label, name: parts.at(-1) as string, at };
}
