import { z } from "zod";

/* The part of the `.lvdash.json` format that this workspace reads. What it does not know is kept and let through. */

const text = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(""))]);

const fieldSchema = z.looseObject({ name: z.string(), expression: z.string() });
export type QueryField = z.infer<typeof fieldSchema>;

const querySchema = z.looseObject({
  datasetName: z.string().optional(),
  fields: z.array(fieldSchema).default([]),
  filters: z.array(z.looseObject({ expression: z.string() })).default([]),
  orders: z.array(z.looseObject({ expression: z.string(), direction: z.string().optional() })).default([]),
  parameters: z.array(z.looseObject({ name: z.string(), keyword: z.string().optional() })).default([]),
  disaggregated: z.boolean().default(false),
  limit: z.number().int().positive().optional(),
});
export type WidgetQuery = z.infer<typeof querySchema>;

const specSchema = z.looseObject({
  widgetType: z.string(),
  version: z.number().optional(),
  encodings: z.record(z.string(), z.unknown()).default({}),
  frame: z
    .looseObject({
      title: z
        .union([z.string(), z.looseObject({ value: z.string() }).transform(({ value }) => value)])
        .optional(),
      description: z
        .union([z.string(), z.looseObject({ value: z.string() }).transform(({ value }) => value)])
        .optional(),
      showTitle: z.boolean().optional(),
      showDescription: z.boolean().optional(),
    })
    .default({}),
});
export type WidgetSpec = z.infer<typeof specSchema>;

const widgetSchema = z.looseObject({
  name: z.string().min(1),
  queries: z.array(z.looseObject({ name: z.string().default("main_query"), query: querySchema })).default([]),
  spec: specSchema.optional(),
  textbox_spec: text.optional(),
  multilineTextboxSpec: z.looseObject({ lines: z.array(z.string()).default([]) }).optional(),
});
export type Widget = z.infer<typeof widgetSchema>;

const cell = z.number().int().min(0).max(10_000);
const positionSchema = z.looseObject({ x: cell, y: cell, width: cell.min(1), height: cell.min(1) });
export type Position = z.infer<typeof positionSchema>;

const selectionSchema = z.looseObject({
  values: z
    .looseObject({
      values: z
        .array(z.looseObject({ value: z.union([z.string(), z.number(), z.boolean()]).transform(String) }))
        .default([]),
    })
    .optional(),
  range: z
    .looseObject({
      min: z
        .looseObject({ value: z.union([z.string(), z.number()]).transform(String).optional() })
        .optional(),
      max: z
        .looseObject({ value: z.union([z.string(), z.number()]).transform(String).optional() })
        .optional(),
    })
    .optional(),
});
export type DefaultSelection = z.infer<typeof selectionSchema>;

const parameterSchema = z.looseObject({
  keyword: z.string().regex(/^[A-Za-z_]\w*$/, "must be a name that ':keyword' can stand for"),
  displayName: z.string().optional(),
  dataType: z.string().default("STRING"),
  complexType: z.string().optional(),
  defaultSelection: selectionSchema.optional(),
});
export type DatasetParameter = z.infer<typeof parameterSchema>;

const datasetSchema = z.looseObject({
  name: z.string().min(1),
  displayName: z.string().optional(),
  query: text.optional(),
  queryLines: z.array(z.string()).optional(),
  parameters: z.array(parameterSchema).default([]),
  catalog: z.string().optional(),
  schema: z.string().optional(),
  columns: z.array(z.looseObject({ displayName: z.string(), expression: z.string() })).default([]),
});
export type Dataset = z.infer<typeof datasetSchema>;

const layoutItem = z.looseObject({ widget: widgetSchema, position: positionSchema });
export type LayoutItem = z.infer<typeof layoutItem>;

const pageSchema = z.looseObject({
  name: z.string().min(1),
  displayName: z.string().optional(),
  pageType: z.string().optional(),
  layoutVersion: z.string().optional(),
  layout: z.array(layoutItem).default([]),
});
export type DashboardPage = z.infer<typeof pageSchema>;

export const definitionSchema = z.looseObject({
  datasets: z.array(datasetSchema).default([]),
  pages: z.array(pageSchema).default([]),
});
export type DashboardDefinition = z.infer<typeof definitionSchema>;

export const selectionOf = (value: unknown): DefaultSelection | undefined =>
  selectionSchema.safeParse(value).data;

/** The dataset's SQL text; undefined when it is built on something else, such as a metric view. */
export const queryText = (dataset: Dataset): string | undefined =>
  dataset.query ?? (dataset.queryLines ? dataset.queryLines.join("") : undefined);

/** The words of a text widget; undefined for every other. */
export const textOf = (widget: Widget): string | undefined =>
  widget.textbox_spec ?? widget.multilineTextboxSpec?.lines.join("");
