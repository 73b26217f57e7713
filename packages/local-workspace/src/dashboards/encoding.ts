import { z } from "zod";
import type { NumberFormat } from "../charts/number-format.ts";
import { hexColor, seriesColor } from "../charts/palette.ts";
import { WidgetError } from "./dataset-sql.ts";

const formatSchema = z.looseObject({
  type: z.string().optional(),
  currencyCode: z.string().optional(),
  abbreviation: z.string().optional(),
  decimalPlaces: z.looseObject({ type: z.string().optional(), places: z.number().optional() }).optional(),
  hideGroupSeparator: z.boolean().optional(),
});
const colorSchema = z.union([
  z.string(),
  z.looseObject({
    hex: z.string().optional(),
    themeColorType: z.string().optional(),
    position: z.number().optional(),
  }),
]);
const scaleSchema = z.looseObject({
  type: z.string().optional(),
  sort: z
    .looseObject({ by: z.string().optional(), orderedValues: z.array(z.unknown()).optional() })
    .optional(),
  mappings: z.array(z.looseObject({ value: z.unknown(), color: z.unknown() })).optional(),
  domain: z.looseObject({ min: z.unknown().optional(), max: z.unknown().optional() }).optional(),
});
const axisSchema = z.looseObject({ title: z.string().optional(), hideTitle: z.boolean().optional() });
const encodingSchema = z.looseObject({
  fieldName: z.string(),
  displayName: z.string().optional(),
  title: z.string().optional(),
  format: formatSchema.optional().catch(undefined),
  scale: scaleSchema.optional(),
  axis: axisSchema.optional(),
});
export type Encoding = z.infer<typeof encodingSchema>;

/** The one field of an encoding; undefined when there is no such encoding. Throws WidgetError for one that is wrong. */
export function encoding(encodings: Record<string, unknown>, name: string): Encoding | undefined {
  return encodingList(encodings, name)[0];
}

export function requiredEncoding(encodings: Record<string, unknown>, name: string, type: string): Encoding {
  const found = encoding(encodings, name);
  if (!found) throw new WidgetError(`A ${type} needs the encoding '${name}', with the name of a field.`);
  return found;
}

/** All fields of an encoding: one, a list of them, or an object with a list, whose scale and axis hold for all. */
export function encodingList(encodings: Record<string, unknown>, name: string): Encoding[] {
  return readList(encodings[name], `encodings.${name}`);
}

export function readList(value: unknown, where: string): Encoding[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map((each, index) => readOne(each, `${where}.${index}`));
  const { fields, ...shared } = value as Record<string, unknown>;
  if (Array.isArray(fields))
    return fields.map((each, index) =>
      readOne({ ...shared, ...(each as object) }, `${where}.fields.${index}`),
    );
  if (typeof value === "object" && !("fieldName" in value)) return [];
  return [readOne(value, where)];
}

function readOne(value: unknown, where: string): Encoding {
  const parsed = encodingSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new WidgetError(`'${[where, ...issue.path].join(".")}': ${issue.message}`);
}

/** What a person calls the field. */
export const nameOfField = (field: Encoding): string => field.displayName || field.title || field.fieldName;

/** The axis' words; undefined when it shall have none. */
export const axisTitle = (field: Encoding): string | undefined =>
  field.axis?.hideTitle ? undefined : (field.axis?.title ?? nameOfField(field)) || undefined;

export function numberFormat(field: Pick<Encoding, "format">): NumberFormat | undefined {
  const { format } = field;
  if (!format) return undefined;
  const kind =
    format.type === "number-currency" ? "currency" : format.type === "number-percent" ? "percent" : "plain";
  const places = format.decimalPlaces;
  return {
    kind,
    ...(format.currencyCode ? { currency: format.currencyCode } : {}),
    ...(format.abbreviation === "compact" ? { compact: true } : {}),
    ...(places?.places === undefined || places.type === "all"
      ? {}
      : {
          places: {
            exact: places.type !== "max",
            count: Math.max(0, Math.min(10, Math.round(places.places))),
          },
        }),
    ...(format.hideGroupSeparator ? { grouping: false } : {}),
  };
}

/** A colour of the format: a hex value, or a place of the palette. */
export function readColor(value: unknown): string | undefined {
  const parsed = colorSchema.safeParse(value);
  if (!parsed.success) return undefined;
  if (typeof parsed.data === "string") return hexColor(parsed.data);
  const { hex, position } = parsed.data;
  return (
    hexColor(hex) ?? (position === undefined ? undefined : seriesColor(Math.max(0, Math.round(position) - 1)))
  );
}

/** Colours pinned to values. */
export function colorMappings(field: Encoding | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const { value, color } of field?.scale?.mappings ?? []) {
    const read = readColor(color);
    if (read) found.set(String(value), read);
  }
  return found;
}
