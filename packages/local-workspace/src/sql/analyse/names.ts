import { DialectError, quoteName, unsupported } from "../dialect-error.ts";
import { quoteIdentifier } from "../functions/duck-type.ts";
import type { SparkType } from "../types.ts";
import { type AggregateState, groupedColumn } from "./aggregate.ts";
import type { Column, Env, Typed } from "./env.ts";
import { sessionVariable } from "./variables.ts";

const same = (a: string, b: string): boolean => a === b || a.toLowerCase() === b.toLowerCase();

function matchesQualifier(column: Column, parts: readonly string[]): boolean {
  const q = column.qualifier;
  if (parts.length > q.length) return false;
  return parts.every((p, i) => same(p, q[q.length - parts.length + i] as string));
}

export function levenshtein(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next[j] = Math.min(
        (row[j] as number) + 1,
        (next[j - 1] as number) + 1,
        (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    }
    row = next;
  }
  return row[b.length] as number;
}

/** Candidates by likeness to a wrong name, most alike first. */
export function closest(name: string, candidates: readonly string[], limit = 5): string[] {
  return [...new Set(candidates)]
    .map((c) => ({ c, d: levenshtein(name.toLowerCase(), c.toLowerCase()) }))
    .sort((x, y) => x.d - y.d)
    .slice(0, limit)
    .map((x) => x.c);
}

/** `base.field…` of a struct (or of each struct in an array), by name. */
export function fieldAccess(base: Typed, field: string, at: number): Typed {
  const type = base.type;
  const label = `${base.label}.${field}`;
  if (type.kind === "struct") {
    const index = type.fields.findIndex((f) => same(f.name, field));
    const found = type.fields[index];
    if (!found)
      throw fieldNotFound(
        field,
        type.fields.map((f) => f.name),
        at,
      );
    return {
      sql: `struct_extract_at(${base.sql}, ${index + 1})`,
      type: found.type,
      label,
      name: found.name,
      at,
    };
  }
  if (type.kind === "array" && type.element.kind === "struct") {
    const fields = type.element.fields;
    const index = fields.findIndex((f) => same(f.name, field));
    const found = fields[index];
    if (!found)
      throw fieldNotFound(
        field,
        fields.map((f) => f.name),
        at,
      );
    return {
      sql: `list_transform(${base.sql}, lambda x_: struct_extract_at(x_, ${index + 1}))`,
      type: { kind: "array", element: found.type },
      label,
      name: found.name,
      at,
    };
  }
  if (type.kind === "map") {
    const key: SparkType = type.key;
    if (key.kind === "string")
      return {
        sql: `${base.sql}['${field.replaceAll("'", "''")}']`,
        type: type.value,
        label: `${base.label}[${field}]`,
        name: field,
        at,
      };
  }
  if (type.kind === "array")
    throw new DialectError(
      "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
      "42K09",
      `Cannot resolve "${base.label}[${field}]" due to data type mismatch: The second parameter requires the "INTEGRAL" type, however "${field}" has the type "STRING".`,
      at,
    );
  throw new DialectError(
    "INVALID_EXTRACT_BASE_FIELD_TYPE",
    "42000",
    `Can't extract a value from "${base.label}". Need a complex type [STRUCT, ARRAY, MAP] but got "${type.kind.toUpperCase()}".`,
    at,
  );
}

function fieldNotFound(field: string, fields: string[], at: number): DialectError {
  return new DialectError(
    "FIELD_NOT_FOUND",
    "42704",
    `No such struct field ${quoteName([field])} in ${fields.map((f) => quoteName([f])).join(", ")}.`,
    at,
  );
}

interface Match {
  column: Column;
  rest: string[];
}

function candidates(columns: readonly Column[], parts: readonly string[]): Match[] {
  // The longest qualifier that fits wins; then a bare name with struct fields behind it.
  for (let used = Math.min(parts.length - 1, 3); used >= 0; used -= 1) {
    const name = parts[used] as string;
    const found = columns.filter(
      (c) => same(c.name, name) && (used === 0 ? !c.hidden : matchesQualifier(c, parts.slice(0, used))),
    );
    if (found.length) {
      const visible = used > 0 && found.length > 1 ? found.filter((c) => !c.hidden) : found;
      return (visible.length ? visible : found).map((column) => ({ column, rest: parts.slice(used + 1) }));
    }
  }
  return [];
}

function ambiguous(parts: readonly string[], options: string[], at: number): DialectError {
  return new DialectError(
    "AMBIGUOUS_REFERENCE",
    "42704",
    `Reference ${quoteName(parts)} is ambiguous, could be: [${options.join(", ")}].`,
    at,
  );
}

function fromAliases(env: Env, parts: readonly string[], at: number): Typed | undefined {
  const found = env.aliases?.get((parts[0] as string).toLowerCase());
  if (!found?.length) return undefined;
  if (env.insideWindow && !env.aliasesFirst)
    throw unsupported(
      "LATERAL_COLUMN_ALIAS_IN_WINDOW",
      `the lateral column alias ${quoteName(parts)} inside a window function`,
      at,
    );
  if (found.length > 1 && new Set(found.map((f) => f.sql)).size > 1) {
    throw new DialectError(
      env.aliasesFirst ? "AMBIGUOUS_REFERENCE" : "AMBIGUOUS_LATERAL_COLUMN_ALIAS",
      "42702",
      `Reference ${quoteName(parts)} is ambiguous: ${found.length} output columns have that name.`,
      at,
    );
  }
  const alias = found[0] as Typed;
  const name = parts[0] as string;
  const lateral = env.clause === "SELECT" && !env.aliasesFirst;
  let typed: Typed = { ...alias, label: lateral ? `lateralAliasReference(${name})` : name, name, at };
  delete typed.literal;
  for (const field of parts.slice(1)) typed = fieldAccess(typed, field, at);
  return typed;
}

function fromColumns(env: Env, parts: readonly string[], at: number): Typed | undefined {
  const found = candidates(env.columns, parts);
  const first = found[0];
  if (!first) return undefined;
  if (found.length > 1)
    throw ambiguous(
      parts,
      found.map((m) => quoteName([...m.column.qualifier, m.column.name])),
      at,
    );
  const column = first.column;
  const base: Typed = {
    sql: column.sql,
    type: column.type,
    label: column.name,
    name: parts.at(-1) as string,
    at,
  };
  let typed = env.aggregate ? grouped(env, base, first.rest, parts, at) : undefined;
  if (typed) return typed;
  typed = base;
  for (const field of first.rest) typed = fieldAccess(typed, field, at);
  return typed;
}

/** Beyond the select list of a grouped query only its outputs and groups are there to be named. */
function grouped(env: Env, base: Typed, rest: string[], parts: readonly string[], at: number): Typed {
  try {
    return groupedColumn(env.aggregate as AggregateState, base, rest, parts, at);
  } catch (error) {
    const beyond = env.clause === "HAVING" || env.clause === "ORDER BY";
    if (!beyond || !(error instanceof DialectError) || !error.errorClass.startsWith("MISSING_")) throw error;
    const outputs = [...(env.aliases?.keys() ?? [])].map((name) => quoteName([name]));
    throw unresolved(quoteName(parts), closest(quoteName(parts), outputs), at);
  }
}

/** A name to what it stands for: lambda variable, output alias, column (also of enclosing queries), variable. */
export function resolveName(env: Env, parts: readonly string[], at: number): Typed | undefined {
  const crossed: string[][] = [];
  for (let e: Env | undefined = env; e; e = e.outer) {
    if (e !== env && e.outerRefs) crossed.push(e.outerRefs);
    const variable = e.lambda?.get((parts[0] as string).toLowerCase());
    if (variable) {
      let typed: Typed = {
        sql: variable.sql,
        type: variable.type,
        label: "namedlambdavariable()",
        name: parts[0] as string,
        at,
      };
      for (const field of parts.slice(1)) typed = fieldAccess(typed, field, at);
      return typed;
    }
    const first = e.aliasesFirst ? fromAliases(e, parts, at) : undefined;
    const typed =
      first ?? fromColumns(e, parts, at) ?? (e.aliasesFirst ? undefined : fromAliases(e, parts, at));
    if (typed) {
      for (const refs of crossed) if (!refs.includes(typed.label)) refs.push(typed.label);
      return typed;
    }
  }
  return sessionVariable(env.session, parts, at);
}

export function unresolvedColumn(env: Env, parts: readonly string[], at: number): DialectError {
  const many = new Set(env.columns.map((c) => c.qualifier.join("."))).size > 1;
  const names = env.columns
    .filter((c) => !c.hidden)
    .map((c) =>
      many && c.qualifier.length
        ? `${quoteName(c.qualifier.slice(-1))}.${quoteName([c.name])}`
        : quoteName([c.name]),
    );
  const wanted = quoteName(parts);
  return unresolved(wanted, closest(wanted, names), at);
}

function unresolved(wanted: string, close: readonly string[], at: number): DialectError {
  const sentence = `A column, variable, or function parameter with name ${wanted} cannot be resolved.`;
  if (!close.length) return new DialectError("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", "42703", sentence, at);
  return new DialectError(
    "UNRESOLVED_COLUMN.WITH_SUGGESTION",
    "42703",
    `${sentence} Did you mean one of the following? [${close.join(", ")}].`,
    at,
  );
}

export const aliasRef = (relation: string, column: string): string =>
  `${quoteIdentifier(relation)}.${quoteIdentifier(column)}`;
