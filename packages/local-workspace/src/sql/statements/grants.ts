import { DialectError, unsupported } from "../dialect-error.ts";
import type { Cursor } from "../parser/cursor.ts";
import { finish } from "../plan.ts";
import { PRIVILEGES, privilegeName } from "../privileges.ts";
import type { Plan, SecurableKind } from "../types.ts";
import { changePlan, type Planner, rowsPlan } from "./planner.ts";
import { parseSecurable, type Securable } from "./securable.ts";

/** Privileges before ON, each of one or more words, in the form the API names them. `ALL` alone is ALL PRIVILEGES. */
function parsePrivileges(c: Cursor): { name: string; at: number }[] {
  return c.list(() => {
    const at = c.offset;
    const words: string[] = [];
    while (c.token.kind === "word" && !c.isWord("ON")) words.push(c.next().upper);
    if (words.length === 0) throw c.error("expected a privilege");
    return { name: privilegeName(words.join(" ") === "ALL" ? "ALL PRIVILEGES" : words.join(" ")), at };
  });
}

function checkPrivileges(privileges: readonly { name: string; at: number }[], on: Securable): string[] {
  const allowed = PRIVILEGES[on.kind];
  const odd = privileges.find(({ name }) => !allowed.includes(name));
  if (odd)
    throw new DialectError(
      "INVALID_PARAMETER_VALUE",
      "22023",
      `Privilege ${odd.name.replaceAll("_", " ")} is not applicable to this entity [${on.path.join(".")}:${on.shown}/${on.kind.toUpperCase()}]. One of these is: ${allowed.join(", ").replaceAll("_", " ")}.`,
      odd.at,
    );
  return privileges.map(({ name }) => name);
}

const principal = (c: Cursor): string => (c.token.kind === "string" ? c.string() : c.name());

/** GRANT and REVOKE: kept and shown, not enforced, as the workspace has one user. */
export async function grant(c: Cursor, planner: Planner): Promise<Plan> {
  const giving = c.next().upper === "GRANT";
  const written = parsePrivileges(c);
  c.expectWord("ON");
  const on = await parseSecurable(c, planner);
  const privileges = checkPrivileges(written, on);
  c.expectWord(giving ? "TO" : "FROM");
  const whom = principal(c);
  if (c.isWord("WITH", "GRANT"))
    throw unsupported("GRANT_OPTION", "WITH GRANT OPTION (grant MANAGE instead)", c.offset);
  finish(c);
  const spelt = privileges.flatMap((p) => [p, p.replaceAll("_", " ")]);
  const taken = privileges.includes("ALL_PRIVILEGES") ? [...PRIVILEGES[on.kind], ...spelt] : spelt;
  return changePlan(giving ? "GRANT" : "REVOKE", {
    changes: [
      {
        op: "change_grants",
        on: on.kind,
        path: on.path,
        changes: [{ principal: whom, add: giving ? privileges : [], remove: giving ? [] : taken }],
      },
    ],
  });
}

export async function deny(c: Cursor): Promise<Plan> {
  throw unsupported("DENY", "DENY (Unity Catalog has no DENY either: REVOKE the privilege)", c.offset);
}

/** The rest of SHOW GRANTS [principal] ON object, inherited privileges too. */
export async function showGrants(c: Cursor, planner: Planner): Promise<Plan> {
  if (c.isWord("TO", "RECIPIENT"))
    throw unsupported("SHOW_GRANTS_TO_RECIPIENT", "SHOW GRANTS TO RECIPIENT", c.offset);
  const whom = c.isWord("ON") ? undefined : principal(c);
  c.expectWord("ON");
  const on = await parseSecurable(c, planner);
  finish(c);
  const rows: string[][] = [];
  for (const { kind, path } of chain(on)) {
    const details = await planner.context.catalog.details?.(kind, path);
    for (const [who, held] of Object.entries(details?.grants ?? {}))
      if (whom === undefined || who.toLowerCase() === whom.toLowerCase())
        for (const each of held)
          rows.push([who, each.replaceAll("_", " "), kind.toUpperCase(), path.join(".")]);
  }
  const key = (row: string[]): string => `${row[0]}\0${row[1]}`;
  rows.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return rowsPlan("SHOW", ["Principal", "ActionType", "ObjectType", "ObjectKey"], rows);
}

function chain(on: Securable): { kind: SecurableKind; path: string[] }[] {
  const above: { kind: SecurableKind; path: string[] }[] = [];
  if (on.path.length > 2) above.push({ kind: "schema", path: on.path.slice(0, 2) });
  if (on.path.length > 1) above.push({ kind: "catalog", path: on.path.slice(0, 1) });
  return [on, ...above];
}
