import { DialectError } from "../dialect-error.ts";
import type { Cursor } from "../parser/cursor.ts";
import { finish } from "../plan.ts";
import type { CatalogChange, Plan } from "../types.ts";
import { parseName } from "./namespace.ts";
import { changePlan, type Planner } from "./planner.ts";
import { findColumn } from "./row-target.ts";
import { parseSecurable, type Securable } from "./securable.ts";

const word = (c: Cursor): string => (c.token.kind === "string" ? c.string() : c.name());

/** `SET TAGS ('a' = 'b', 'c')` or `UNSET TAGS ('a')`, after ALTER and the object's name; nothing when it is neither. */
export function parseTags(c: Cursor): Record<string, string | null> | undefined {
  const tags: Record<string, string | null> = {};
  if (c.acceptWord("SET", "TAGS")) {
    c.parenthesized(() => {
      const key = word(c);
      tags[key] = c.acceptOp("=") ? word(c) : "";
    });
  } else if (c.acceptWord("UNSET", "TAGS")) {
    c.parenthesized(() => {
      tags[word(c)] = null;
    });
  } else return undefined;
  for (const key of Object.keys(tags))
    if (key === "" || key.length > 255 || /[.,\-=/:]/.test(key))
      throw new DialectError(
        "INVALID_PARAMETER_VALUE",
        "22023",
        `Invalid tag key '${key}': 1 to 255 characters, none of . , - = / :.`,
        c.offset,
      );
  return tags;
}

/** `[SET] OWNER TO principal`, after ALTER and the object's name. */
export function parseOwner(c: Cursor): string | undefined {
  if (c.acceptWord("SET", "OWNER", "TO") || c.acceptWord("OWNER", "TO")) return word(c);
  return undefined;
}

export function tagChange(
  on: Securable,
  tags: Record<string, string | null>,
  column?: string,
): CatalogChange {
  return { op: "set_tags", on: on.kind, path: on.path, tags, ...(column === undefined ? {} : { column }) };
}

/** `SET TAG ON kind name key [= value]` and `UNSET TAG ON kind name key`. */
export async function tagStatement(c: Cursor, planner: Planner): Promise<Plan> {
  const setting = c.next().upper === "SET";
  c.expectWord("TAG", "ON");
  let column: string | undefined;
  let on: Securable;
  if (c.acceptWord("COLUMN")) {
    const at = c.offset;
    const parts = parseName(c, planner);
    const table = await planner.anyTable({ parts: parts.slice(0, -1), at });
    column = findColumn(table, parts.at(-1) as string, at).name;
    on = { kind: "table", shown: "TABLE", path: [table.catalog, table.schema, table.name] };
  } else on = await parseSecurable(c, planner);
  const key = word(c);
  const value = setting ? (c.acceptOp("=") ? word(c) : "") : null;
  finish(c);
  return changePlan(setting ? "SET_TAG" : "UNSET_TAG", {
    changes: [tagChange(on, { [key]: value }, column)],
  });
}
