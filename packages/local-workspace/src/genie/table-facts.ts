import { displayType } from "../sql/spark-type.ts";
import { type QueryParts, runQuery } from "../statements/read-only-query.ts";
import { type SpaceDocument, textOfLines } from "./space-document.ts";

const SAMPLE_ROWS = 200;
const MOST_VALUES = 6;
const MOST_LENGTH = 40;
const PATIENCE_MS = 15_000;

/** What the model is told about a table. */
export interface TableFacts {
  identifier: string;
  text: string;
}

const quoted = (identifier: string) =>
  identifier
    .split(".")
    .map((part) => `\`${part.replaceAll("`", "``")}\``)
    .join(".");

/** Columns, comments and some values of the space's tables; tables that are gone are left out. */
export async function tableFacts(
  parts: QueryParts,
  warehouseId: string,
  document: SpaceDocument,
): Promise<TableFacts[]> {
  const found = await Promise.all(
    document.data_sources.tables.map(async (table) => {
      const [catalog = "", schema = "", name = ""] = table.identifier.split(".");
      const record = parts.catalog.tableRecord(catalog, schema, name);
      if (!record) return undefined;
      const hidden = new Set(
        table.column_configs
          .filter(({ exclude }) => exclude)
          .map(({ column_name }) => column_name.toLowerCase()),
      );
      const columns = record.columns.filter((column) => !hidden.has(column.name.toLowerCase()));
      const values = await sampleValues(
        parts,
        warehouseId,
        table.identifier,
        columns.map((column) => column.name),
      );
      const lines = columns.map((column) => {
        const config = table.column_configs.find(
          ({ column_name }) => column_name.toLowerCase() === column.name.toLowerCase(),
        );
        const about = textOfLines(config?.description) || column.comment;
        return [
          `- \`${column.name}\` ${displayType(column.type)}`,
          ...(about ? [`: ${oneLine(about)}`] : []),
          ...(config?.synonyms?.length ? [` (also called ${config.synonyms.map(oneLine).join(", ")})`] : []),
          ...(values.has(column.name) ? [`; for example ${JSON.stringify(values.get(column.name))}`] : []),
        ].join("");
      });
      const about = textOfLines(table.description) || record.comment;
      return {
        identifier: table.identifier,
        text: `Table ${quoted(table.identifier)}${about ? `: ${oneLine(about)}` : ""}\n${lines.join("\n")}`,
      };
    }),
  );
  return found.filter((facts) => facts !== undefined);
}

/** Some values of each column of the first rows; none when the table cannot be read. */
async function sampleValues(
  parts: QueryParts,
  warehouseId: string,
  identifier: string,
  names: string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  try {
    const columns = names.map((name) => `\`${name.replaceAll("`", "``")}\``).join(", ");
    const sql = `SELECT ${columns} FROM ${quoted(identifier)} LIMIT ${SAMPLE_ROWS}`;
    const { fields, rows } = await runQuery(parts, { sql, warehouseId, rowLimit: SAMPLE_ROWS }, PATIENCE_MS);
    for (const [index, field] of fields.entries()) {
      const values = new Set(
        rows
          .map((row) => row[index])
          .filter((value): value is string => value !== null && value !== undefined),
      );
      const few = [...values].slice(0, field.type.kind === "string" ? MOST_VALUES : 2);
      if (few.length > 0)
        found.set(
          field.name,
          few.map((value) => value.slice(0, MOST_LENGTH)),
        );
    }
  } catch {
    // Its columns alone must do.
  }
  return found;
}

const oneLine = (text: string) => text.replace(/\s+/g, " ").trim().slice(0, 400);

const MOST_CONTEXT = 60_000;

/** The tables that fit into a question's context: those whose names and columns share words with it come first. */
export function fitContext(facts: TableFacts[], question: string): TableFacts[] {
  const whole = facts.reduce((sum, { text }) => sum + text.length, 0);
  if (whole <= MOST_CONTEXT) return facts;
  const words = new Set(question.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []);
  const score = ({ text }: TableFacts) => {
    const own = new Set(text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []);
    return [...words].filter((word) => own.has(word) || own.has(word.replace(/s$/, ""))).length;
  };
  let room = MOST_CONTEXT;
  return [...facts]
    .sort((a, b) => score(b) - score(a))
    .filter(({ text }) => {
      room -= text.length;
      return room >= 0;
    });
}
