import { nameParts } from "../../sql/full-name.ts";
import type { PathLevel } from "../../sql/object-path.ts";
import { quoteFullName } from "../../sql/quote.ts";
import { badSqlInput } from "../sql/sql-input.ts";

/** Where the conversation works. */
export interface Place {
  catalog?: string | undefined;
  schema?: string | undefined;
}

const depth: Record<PathLevel, number> = { catalog: 1, schema: 2, object: 3 };
const form: Record<PathLevel, string> = {
  catalog: "catalog",
  schema: "catalog.schema",
  object: "catalog.schema.name",
};

/** A name with all its parts; what it does not say is where the conversation works. Throws when it is none. */
export function completeName(name: unknown, level: PathLevel, place: Place, what = "full_name"): string[] {
  const parts = nameParts(name);
  if (!parts)
    throw badSqlInput(
      `${what} is missing, or is no name.`,
      `Give it as ${form[level]}; put a part with dots in backticks.`,
    );
  const missing = depth[level] - parts.length;
  const before =
    level === "object" ? [place.catalog, place.schema] : level === "schema" ? [place.catalog] : [];
  const full = [...before.slice(0, Math.max(0, missing)), ...parts];
  if (missing < 0 || full.length !== depth[level] || full.some((part) => !part))
    throw badSqlInput(
      `${what} ${JSON.stringify(String(name).slice(0, 200))} is not complete.`,
      `Give it as ${form[level]}.`,
    );
  return full as string[];
}

/** The same as SQL text. */
export const quotedName = (name: unknown, level: PathLevel, place: Place, what?: string): string =>
  quoteFullName(...completeName(name, level, place, what));

/** As addresses of the REST API want it. */
export const dottedName = (name: unknown, level: PathLevel, place: Place, what?: string): string =>
  completeName(name, level, place, what).join(".");

/** The value, or an error that names what an action needs. */
export function needed<T>(value: T | undefined, what: string, action: string): T {
  if (value === undefined || value === "" || (Array.isArray(value) && value.length === 0))
    throw badSqlInput(`${action} needs ${what}.`, `Give ${what}.`);
  return value;
}
