import type { z } from "zod";
import { type DashboardDefinition, definitionSchema, textOf } from "./definition.ts";

/** Thrown for a `serialized_dashboard` that is none; says where. */
export class DefinitionError extends Error {}

const MOST_ISSUES = 3;

/** Reads a `serialized_dashboard`. Throws DefinitionError, which names the dataset, page or widget that is wrong. */
export function parseDefinition(serialized: string): DashboardDefinition {
  let value: unknown;
  try {
    value = JSON.parse(serialized);
  } catch (error) {
    throw new DefinitionError(`is not JSON: ${(error as Error).message}`);
  }
  const parsed = definitionSchema.safeParse(value);
  if (!parsed.success)
    throw new DefinitionError(
      parsed.error.issues
        .slice(0, MOST_ISSUES)
        .map((issue) => describe(issue, value))
        .join("; "),
    );
  checkNames(parsed.data);
  return parsed.data;
}

function checkNames({ datasets, pages }: DashboardDefinition): void {
  const twice = (names: string[]) => names.find((name, index) => names.indexOf(name) !== index);
  const dataset = twice(datasets.map(({ name }) => name));
  if (dataset !== undefined) throw new DefinitionError(`has two datasets named '${dataset}'`);
  const page = twice(pages.map(({ name }) => name));
  if (page !== undefined) throw new DefinitionError(`has two pages named '${page}'`);
  const widgets = pages.flatMap(({ layout }) => layout.map(({ widget }) => widget));
  const widget = twice(widgets.map(({ name }) => name));
  if (widget !== undefined) throw new DefinitionError(`has two widgets named '${widget}'`);
  for (const each of widgets)
    if (!each.spec && textOf(each) === undefined)
      throw new DefinitionError(
        `widget '${each.name}' has neither a 'spec' nor a 'multilineTextboxSpec': there is nothing to show`,
      );
}

/** An issue with the name of what it is in: "widget 'sales' on page 'main': …". */
function describe(issue: z.core.$ZodIssue, root: unknown): string {
  const names: string[] = [];
  let value = root;
  let rest: PropertyKey[] = [];
  for (const [index, key] of issue.path.entries()) {
    value = value && typeof value === "object" ? (value as Record<PropertyKey, unknown>)[key] : undefined;
    const parent = issue.path[index - 1];
    const kind =
      parent === "datasets" ? "dataset" : parent === "pages" ? "page" : parent === "layout" ? "widget" : "";
    if (!kind) {
      rest.push(key);
      continue;
    }
    rest = [];
    names.push(`${kind} ${nameOf(value) ?? `number ${Number(key) + 1}`}`);
  }
  const field = rest.filter((key) => key !== "widget").join(".");
  const where = names.reverse().join(" on ");
  return `${where}${where && field ? ": " : ""}${field ? `'${field}'` : ""}${where || field ? ": " : ""}${issue.message}`;
}

function nameOf(value: unknown): string | undefined {
  const own = value as { name?: unknown; widget?: { name?: unknown } } | undefined;
  const name = own?.widget?.name ?? own?.name;
  return typeof name === "string" && name !== "" ? `'${name}'` : undefined;
}
