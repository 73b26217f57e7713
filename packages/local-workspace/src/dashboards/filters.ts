import type { DashboardDefinition, DashboardPage, Widget } from "./definition.ts";
import { selectionOf } from "./definition.ts";
import { readSelection, type Selection } from "./selection.ts";
import type { Condition } from "./widget-query.ts";

/** What a filter widget acts on: a field of a dataset, or a parameter of one. */
export interface Target {
  dataset: string;
  field?: string;
  parameter?: string;
}

export interface Filter {
  widget: Widget;
  kind: "single" | "multi" | "dates" | "date" | "number" | "text";
  title: string;
  targets: Target[];
  selection: Selection | undefined;
}

const KINDS: Record<string, Filter["kind"]> = {
  "filter-single-select": "single",
  "filter-multi-select": "multi",
  "filter-date-range-picker": "dates",
  "filter-date-picker": "date",
  "filter-text-entry": "text",
  "range-slider": "number",
};

export const GLOBAL = "PAGE_TYPE_GLOBAL_FILTERS";
/** In the query string once somebody has applied filters: from then on defaults hold no more. */
export const APPLIED = "applied";

export const isFilter = (widget: Widget) => widget.spec !== undefined && widget.spec.widgetType in KINDS;

/** Filters that act on a page: its own and those of the page of global filters. */
export function filtersOf(
  { pages }: DashboardDefinition,
  page: DashboardPage,
  chosen: URLSearchParams,
  now: number,
): Filter[] {
  return pages
    .filter((each) => each === page || each.pageType === GLOBAL)
    .flatMap(({ layout }) => layout.map(({ widget }) => widget).filter(isFilter))
    .map((widget) => readFilter(widget, chosen, now));
}

function readFilter(widget: Widget, chosen: URLSearchParams, now: number): Filter {
  const { encodings, frame, widgetType, ...spec } = widget.spec!;
  const kind = KINDS[widgetType]!;
  const given = encodings.fields;
  const fields = (Array.isArray(given) ? given : given ? [given] : []) as Record<string, unknown>[];
  const targets = fields.flatMap(({ fieldName, parameterName, queryName }): Target[] => {
    const named =
      widget.queries.find(({ name }) => name === queryName) ??
      (queryName === undefined ? widget.queries[0] : undefined);
    const dataset = named?.query.datasetName;
    if (dataset === undefined) return [];
    if (typeof parameterName === "string") {
      const parameter = named?.query.parameters.find(({ name }) => name === parameterName);
      return [{ dataset, parameter: parameter?.keyword ?? parameterName }];
    }
    const field = named?.query.fields.find(({ name }) => name === fieldName);
    return [{ dataset, field: field && kind !== "number" ? field.expression : `\`${String(fieldName)}\`` }];
  });
  const own = (spec as { selection?: { defaultSelection?: unknown } }).selection;
  const selection = chosen.has(APPLIED)
    ? chosenIn(chosen, widget.name, kind)
    : readSelection(selectionOf(own?.defaultSelection), now);
  const label = fields.find(({ displayName }) => typeof displayName === "string")?.displayName;
  return {
    widget,
    kind,
    title: frame.title ?? (label as string | undefined) ?? widget.name,
    targets,
    selection,
  };
}

function chosenIn(chosen: URLSearchParams, name: string, kind: Filter["kind"]): Selection | undefined {
  const read = (key: string) => chosen.get(key)?.trim() || undefined;
  if (kind === "dates" || kind === "number") {
    const valid = (text: string | undefined) =>
      text !== undefined && (kind === "dates" ? /^\d{4}-\d\d-\d\d$/ : /^-?\d+(?:\.\d+)?$/).test(text)
        ? text
        : undefined;
    const [min, max] = [valid(read(`f.${name}.min`)), valid(read(`f.${name}.max`))];
    if (min === undefined && max === undefined) return undefined;
    return { kind: "range", ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  }
  const values = chosen.getAll(`f.${name}`).filter((value) => value !== "");
  return values.length > 0 ? { kind: "values", values } : undefined;
}

/** What filters say about a dataset: conditions on its rows, and values of its parameters. */
export function actOn(
  filters: Filter[],
  dataset: string,
): { conditions: Condition[]; chosen: Map<string, Selection> } {
  const conditions: Condition[] = [];
  const chosen = new Map<string, Selection>();
  for (const { kind, targets, selection } of filters) {
    if (!selection) continue;
    for (const target of targets) {
      if (target.dataset !== dataset) continue;
      if (target.parameter !== undefined) chosen.set(target.parameter, selection);
      else if (kind === "date" && selection.kind === "values")
        conditions.push({
          expression: target.field!,
          dates: true,
          selection: { kind: "range", min: selection.values[0]!, max: selection.values[0]! },
        });
      else conditions.push({ expression: target.field!, selection, dates: kind === "dates" });
    }
  }
  return { conditions, chosen };
}
