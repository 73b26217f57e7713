import { randomUUID } from "node:crypto";
import { z } from "zod";
import { formatType, parseType, typeJson } from "../sql/spark-type.ts";
import type { CatalogColumn, SparkType } from "../sql/types.ts";

/*
 * The `schemaString` of a Delta table: Spark's JSON of a struct. What Delta has no place for is kept in the
 * fields' metadata: VARCHAR(n) and CHAR(n) as Spark does it, VARIANT as JSON text under a mark of ours.
 */

const CHAR_VARCHAR = "__CHAR_VARCHAR_TYPE_STRING";
const VARIANT_MARK = "lakehand.type";
const MAPPING_ID = "delta.columnMapping.id";
const PHYSICAL = "delta.columnMapping.physicalName";

const fieldSchema = z.object({
  name: z.string(),
  type: z.unknown(),
  nullable: z.boolean(),
  metadata: z.record(z.string(), z.unknown()),
});
type Field = z.infer<typeof fieldSchema>;
const structSchema = z.object({ fields: z.array(fieldSchema) });

/** A column of one version: how it was declared, and its name in that version's files. */
export interface StoredColumn extends CatalogColumn {
  physical: string;
}

const holds = (type: SparkType, kind: SparkType["kind"]): boolean =>
  type.kind === kind ||
  (type.kind === "array" && holds(type.element, kind)) ||
  (type.kind === "map" && (holds(type.key, kind) || holds(type.value, kind))) ||
  (type.kind === "struct" && type.fields.some((field) => holds(field.type, kind)));

export const holdsType = (columns: readonly CatalogColumn[], kind: SparkType["kind"]) =>
  columns.some((column) => holds(column.type, kind));

/** The type that a value has in the files. */
export function fileType(type: SparkType): SparkType {
  switch (type.kind) {
    case "variant":
    case "string":
      return { kind: "string" };
    case "array":
      return { kind: "array", element: fileType(type.element) };
    case "map":
      return { kind: "map", key: fileType(type.key), value: fileType(type.value) };
    case "struct":
      return {
        kind: "struct",
        fields: type.fields.map((field) => ({ ...field, type: fileType(field.type) })),
      };
    default:
      return type;
  }
}

export interface Mapping {
  /** Columns before this change; undefined when the table had no column mapping then. */
  before: Field[] | undefined;
  /** Whether the table has rows under its columns' own names already. */
  upgrade: boolean;
  maxId: number;
  renamed?: { from: string; to: string };
}

/** Gives `schemaString`; `mapping` is moved on when the table maps its columns. */
export function schemaString(columns: readonly CatalogColumn[], mapping?: Mapping): string {
  const fields = columns.map((column): Field => {
    const metadata: Record<string, unknown> = {};
    if (column.comment !== undefined) metadata.comment = column.comment;
    if (column.defaultSql !== undefined) metadata.CURRENT_DEFAULT = column.defaultSql;
    if (column.generatedSql !== undefined) metadata["delta.generationExpression"] = column.generatedSql;
    if (column.identity) {
      metadata["delta.identity.start"] = column.identity.start;
      metadata["delta.identity.step"] = column.identity.step;
      metadata["delta.identity.allowExplicitInsert"] = !column.identity.always;
    }
    if (column.type.kind === "string" && "maxLength" in column.type)
      metadata[CHAR_VARCHAR] = formatType(column.type);
    if (holds(column.type, "variant")) metadata[VARIANT_MARK] = formatType(column.type);
    let type = typeJson(fileType(column.type));
    if (mapping) {
      const was =
        mapping.renamed?.to.toLowerCase() === column.name.toLowerCase() ? mapping.renamed.from : column.name;
      const old = mapping.before?.find((field) => field.name.toLowerCase() === was.toLowerCase());
      metadata[MAPPING_ID] = old?.metadata[MAPPING_ID] ?? ++mapping.maxId;
      metadata[PHYSICAL] = old?.metadata[PHYSICAL] ?? (mapping.upgrade ? column.name : `col-${randomUUID()}`);
      type =
        old && JSON.stringify(stripped(old.type)) === JSON.stringify(type)
          ? old.type
          : mappedType(type, mapping);
    }
    return { name: column.name, type, nullable: column.nullable, metadata };
  });
  return JSON.stringify({ type: "struct", fields });
}

const nested = z.looseObject({
  fields: z.array(fieldSchema).optional(),
  elementType: z.unknown().optional(),
  keyType: z.unknown().optional(),
  valueType: z.unknown().optional(),
});

function eachField(type: unknown, change: (field: Field) => Field): unknown {
  const parsed = nested.safeParse(type);
  if (!parsed.success) return type;
  const next: Record<string, unknown> = { ...parsed.data };
  for (const part of ["elementType", "keyType", "valueType"] as const)
    if (part in next) next[part] = eachField(next[part], change);
  if (parsed.data.fields)
    next.fields = parsed.data.fields.map((field) =>
      change({ ...field, type: eachField(field.type, change) }),
    );
  return next;
}

/** Fields inside a column are mapped too; their names in the files are their own. */
const mappedType = (type: unknown, mapping: Mapping) =>
  eachField(type, (field) => ({
    ...field,
    metadata: { ...field.metadata, [MAPPING_ID]: ++mapping.maxId, [PHYSICAL]: field.name },
  }));

const stripped = (type: unknown) => eachField(type, (field) => ({ ...field, metadata: {} }));

export const schemaFields = (text: string): Field[] => structSchema.parse(JSON.parse(text)).fields;

/** The columns that a `schemaString` of ours declares. */
export function storedColumns(text: string): StoredColumn[] {
  return schemaFields(text).map(({ name, type, nullable, metadata }) => {
    const told = metadata[VARIANT_MARK] ?? metadata[CHAR_VARCHAR];
    const identity = metadata["delta.identity.step"];
    return {
      name,
      type: typeof told === "string" ? parseType(told) : typeOfJson(type),
      nullable,
      ...(typeof metadata.comment === "string" ? { comment: metadata.comment } : {}),
      ...(typeof metadata.CURRENT_DEFAULT === "string" ? { defaultSql: metadata.CURRENT_DEFAULT } : {}),
      ...(typeof metadata["delta.generationExpression"] === "string"
        ? { generatedSql: metadata["delta.generationExpression"] }
        : {}),
      ...(typeof identity === "number"
        ? {
            identity: {
              always: metadata["delta.identity.allowExplicitInsert"] !== true,
              start: Number(metadata["delta.identity.start"]),
              step: identity,
            },
          }
        : {}),
      physical: typeof metadata[PHYSICAL] === "string" ? metadata[PHYSICAL] : name,
    };
  });
}

const JSON_KINDS: Record<string, string> = {
  byte: "tinyint",
  short: "smallint",
  integer: "int",
  long: "bigint",
};

function typeOfJson(type: unknown): SparkType {
  if (typeof type === "string") return parseType(JSON_KINDS[type] ?? type);
  const parts = nested.parse(type);
  if (parts.fields)
    return {
      kind: "struct",
      fields: parts.fields.map((field) => ({ name: field.name, type: typeOfJson(field.type) })),
    };
  if (parts.elementType !== undefined) return { kind: "array", element: typeOfJson(parts.elementType) };
  return { kind: "map", key: typeOfJson(parts.keyType), value: typeOfJson(parts.valueType) };
}
