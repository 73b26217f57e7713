import { unsupported } from "../dialect-error.ts";
import type { Cursor } from "../parser/cursor.ts";
import { finish } from "../plan.ts";
import type { CatalogChange, NamespaceDetails, Plan, SecurableKind } from "../types.ts";
import { parseProperties } from "./create-table.ts";
import { parseName } from "./namespace.ts";
import { changePlan, type Planner } from "./planner.ts";
import { findSecurable, type Securable } from "./securable.ts";
import { parseOwner, parseTags, tagChange } from "./tags.ts";

export const ownerChange = (on: Securable, owner: string): CatalogChange => ({
  op: "set_owner",
  on: on.kind,
  path: on.path,
  owner,
});

/** ALTER CATALOG, SCHEMA, VOLUME and FUNCTION: owner, tags, properties, a volume's name. */
export async function alterNamespace(c: Cursor, planner: Planner, what: string): Promise<Plan> {
  const at = c.offset;
  const kind = (what === "DATABASE" ? "schema" : what.toLowerCase()) as SecurableKind;
  const on = await findSecurable(kind, what, parseName(c, planner), planner, at);
  const type = `ALTER_${what === "DATABASE" ? "SCHEMA" : what}`;
  const change = (each: CatalogChange): Plan => {
    finish(c);
    return changePlan(type, { changes: [each] });
  };
  const tags = parseTags(c);
  if (tags) return change(tagChange(on, tags));
  const owner = parseOwner(c);
  if (owner !== undefined) return change(ownerChange(on, owner));
  if (kind === "volume" && c.acceptWord("RENAME", "TO")) {
    const parts = parseName(c, planner);
    if (
      parts.length > 1 &&
      parts.slice(0, -1).join(".").toLowerCase() !==
        on.path
          .slice(0, 2)
          .slice(-(parts.length - 1))
          .join(".")
          .toLowerCase()
    )
      throw unsupported("RENAME_ACROSS_SCHEMAS", "renaming a volume into another schema", at);
    const [catalog = "", schema = "", name = ""] = on.path;
    return change({ op: "rename_volume", catalog, schema, name, to: parts.at(-1) as string });
  }
  if (kind === "schema" && c.acceptWord("SET", "DBPROPERTIES")) {
    const before = (await planner.context.catalog.details?.(kind, on.path))?.properties;
    return change(details(on, { properties: { ...before, ...parseProperties(c) } }));
  }
  const mode = ["ENABLE", "DISABLE", "INHERIT"].find((word) =>
    c.acceptWord(word, "PREDICTIVE", "OPTIMIZATION"),
  );
  if (mode && (kind === "schema" || kind === "catalog"))
    return change(details(on, { predictiveOptimization: mode as "ENABLE" | "DISABLE" | "INHERIT" }));
  throw unsupported(type, `this form of ALTER ${what}`, c.offset);
}

const details = (on: Securable, changed: NamespaceDetails): CatalogChange => ({
  op: "set_details",
  on: on.kind as "catalog" | "schema",
  path: on.path,
  details: changed,
});
