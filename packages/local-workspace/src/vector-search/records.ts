import { z } from "zod";

export const ENDPOINT_TYPES = ["STANDARD", "STORAGE_OPTIMIZED"] as const;

export const endpointSchema = z.object({
  id: z.string(),
  name: z.string(),
  type: z.enum(ENDPOINT_TYPES),
  creator: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  tags: z.array(z.object({ key: z.string(), value: z.string().optional() })),
  budgetPolicy: z.string().optional(),
});
export type SearchEndpoint = z.infer<typeof endpointSchema>;

export const SCALARS = ["integer", "number", "string", "boolean", "time"] as const;
export type Scalar = (typeof SCALARS)[number];
const column = z.object({ name: z.string(), kind: z.enum(SCALARS), array: z.boolean() });
export type IndexColumn = z.infer<typeof column>;

export const indexSchema = z.object({
  /** Names the file of its rows. */
  id: z.string(),
  /** `catalog.schema.name`. */
  name: z.string(),
  endpoint: z.string(),
  type: z.enum(["DIRECT_ACCESS", "DELTA_SYNC"]),
  primaryKey: z.string(),
  creator: z.string(),
  createdAt: z.number(),
  /** As the client gave it, for a direct-access index. */
  schemaJson: z.string().optional(),
  sourceTable: z.string().optional(),
  columnsToSync: z.array(z.string()).optional(),
  columns: z.array(column),
  /** Where vectors come from: a column that holds them, or a text that an endpoint turns into one. */
  vector: z.discriminatedUnion("from", [
    z.object({ from: z.literal("column"), column: z.string(), dimension: z.number() }),
    z.object({
      from: z.literal("text"),
      column: z.string(),
      endpoint: z.string(),
      queryEndpoint: z.string().optional(),
    }),
  ]),
  syncedAt: z.number().optional(),
});
export type SearchIndex = z.infer<typeof indexSchema>;

export type RowValue = string | number | boolean | null | (string | number | boolean | null)[];

/** Kept as base64 of 32-bit floats: a tenth of what their digits would take. */
export class Vector {
  readonly values: Float32Array;
  constructor(values: ArrayLike<number>) {
    this.values = Float32Array.from(values);
  }
  toJSON(): string {
    return Buffer.from(this.values.buffer).toString("base64");
  }
  static parse(text: string): Vector {
    const bytes = Buffer.from(text, "base64");
    return new Vector(
      new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~3))),
    );
  }
}

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const rowSchema = z.object({
  key: z.union([z.string(), z.number()]),
  values: z.record(z.string(), z.union([scalar, z.array(scalar)])),
  /** Absent where its source is null. */
  vector: z
    .string()
    .transform((text) => Vector.parse(text))
    .optional(),
});
export type IndexRow = z.output<typeof rowSchema>;
