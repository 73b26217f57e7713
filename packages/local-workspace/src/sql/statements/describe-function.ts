import { FUNCTION_PREFIX } from "../analyse/routine.ts";
import { formatType } from "../spark-type.ts";
import type { CatalogFunction } from "../types.ts";
import { volumePath } from "./namespace.ts";
import type { Planner } from "./planner.ts";

/** A temporary function of that name, else one of the catalog. */
export async function ownFunction(
  parts: string[],
  planner: Planner,
  at: number,
): Promise<(CatalogFunction & { owner?: string; createdAt?: string; temporary?: boolean }) | undefined> {
  const temporary =
    parts.length === 1
      ? planner.context.settings[FUNCTION_PREFIX + (parts[0] as string).toLowerCase()]
      : undefined;
  if (temporary !== undefined) return { ...(JSON.parse(temporary) as CatalogFunction), temporary: true };
  const path = volumePath(parts, planner, at);
  return planner.context.catalog.function(path.catalog, path.schema, path.name);
}

type Described = NonNullable<Awaited<ReturnType<typeof ownFunction>>>;
const line = (label: string, text: string): string => `${`${label}:`.padEnd(15)}${text}`;
const column = (c: { name: string; type: CatalogFunction["parameters"][number]["type"]; comment?: string }) =>
  `${c.name} ${formatType(c.type).toUpperCase()}${c.comment === undefined ? "" : ` '${c.comment}'`}`;

/** One row per line, as DESCRIBE FUNCTION shows a function of the user's own. */
export function describeOwn(f: Described, extended: boolean): string[][] {
  const listed = (label: string, items: string[]): string[] =>
    items.length === 0
      ? [line(label, "()")]
      : items.map((item, i) => (i ? `${" ".repeat(15)}${item}` : line(label, item)));
  const lines = [
    line("Function", f.temporary ? f.name : `${f.catalog}.${f.schema}.${f.name}`),
    line("Type", "columns" in f.returns ? "TABLE" : "SCALAR"),
    ...listed(
      "Input",
      f.parameters.map((p) => `${column(p)}${p.defaultSql === undefined ? "" : ` DEFAULT ${p.defaultSql}`}`),
    ),
    ...("columns" in f.returns
      ? listed("Returns", f.returns.columns.map(column))
      : [line("Returns", formatType(f.returns.type).toUpperCase())]),
  ];
  if (extended) {
    if (f.comment !== undefined) lines.push(line("Comment", f.comment));
    lines.push(line("Language", f.language), line("Deterministic", String(f.deterministic)));
    if (f.owner !== undefined) lines.push(line("Owner", f.owner));
    if (f.createdAt !== undefined) lines.push(line("Create Time", f.createdAt));
    lines.push(line("Body", f.body));
  }
  return lines.map((text) => [text]);
}
