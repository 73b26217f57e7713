import { randomBytes } from "node:crypto";
import { z } from "zod";

/* The exported form of a Genie space (`serialized_space`). What this workspace does not read is kept as it came. */

const lines = z.union([z.string().transform((line) => [line]), z.array(z.string())]);
const id = z.string().default(() => newId());

const columnSchema = z.looseObject({
  column_name: z.string(),
  description: lines.optional(),
  synonyms: z.array(z.string()).optional(),
  exclude: z.boolean().optional(),
});
const tableSchema = z.looseObject({
  identifier: z
    .string()
    .refine((name) => name.split(".").length === 3, "must be a table's full name: catalog.schema.table"),
  description: lines.optional(),
  column_configs: z.array(columnSchema).default([]),
});
const questionSchema = z.looseObject({ id, question: lines });

export const documentSchema = z.looseObject({
  version: z.number().default(2),
  config: z
    .looseObject({ sample_questions: z.array(questionSchema).default([]) })
    .default({ sample_questions: [] }),
  data_sources: z
    .looseObject({ tables: z.array(tableSchema).default([]), metric_views: z.array(z.unknown()).optional() })
    .default({ tables: [] }),
  instructions: z
    .looseObject({
      text_instructions: z
        .array(z.looseObject({ id, content: lines, title: z.string().optional() }))
        .default([]),
      example_question_sqls: z.array(z.looseObject({ id, question: lines, sql: lines })).default([]),
      join_specs: z.array(z.unknown()).optional(),
      sql_snippets: z.unknown().optional(),
      sql_functions: z.array(z.looseObject({ identifier: z.string() })).optional(),
    })
    .default({ text_instructions: [], example_question_sqls: [] }),
  benchmarks: z
    .looseObject({
      questions: z.array(z.looseObject({ id, question: lines, answer: z.unknown().optional() })).default([]),
    })
    .optional(),
});
export type SpaceDocument = z.infer<typeof documentSchema>;

export const newId = () => randomBytes(16).toString("hex");

/** The text of a list of lines, whose line ends are part of them. */
export const textOfLines = (value: readonly string[] | undefined): string => (value ?? []).join("");

/** The document with these tables; what is said about a table that stays is kept. */
export function withTables(document: SpaceDocument, identifiers: readonly string[]): SpaceDocument {
  const known = new Map(document.data_sources.tables.map((table) => [table.identifier, table]));
  const tables = [...new Set(identifiers)]
    .sort()
    .map((identifier) => known.get(identifier) ?? { identifier, column_configs: [] });
  return { ...document, data_sources: { ...document.data_sources, tables } };
}

export const tablesOf = (document: SpaceDocument): string[] =>
  document.data_sources.tables.map(({ identifier }) => identifier);
