import { z } from "zod";
import { isWorkspaceError } from "../../client/http/workspace-error.ts";
import { defineTool } from "../../define-tool.ts";
import { mapLimited } from "../../map-limited.ts";
import { toToolFailure } from "../../tool-failure.ts";
import type { ToolContext } from "../../types.ts";
import { readsOnly } from "../annotations.ts";
import { judgeRead } from "../judge-read.ts";
import { dataNote } from "./result-text.ts";
import { badSqlInput, sqlPlaceShape } from "./sql-input.ts";
import { collectTable } from "./table-details/collect-table.ts";
import type { TableDetails } from "./table-details/types.ts";
import { warehouseInUse } from "./warehouse-in-use.ts";

const mostTables = 50;
const tablesAtOnce = 10;
const mostText = 24_000;

const isGlob = (name: string): boolean => /[*?]/.test(name);

function globPattern(glob: string): RegExp {
  const escaped = glob
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${escaped}$`, "i");
}

/** Table names to look at, without repeats. Exact names are taken as they are; the schema is listed for patterns only. */
async function tableNames(
  context: ToolContext,
  catalog: string,
  schema: string,
  asked: readonly string[],
): Promise<string[]> {
  const exact = asked.filter((name) => !isGlob(name));
  if (asked.length > 0 && exact.length === asked.length) return [...new Set(exact)];
  const { items } = await context.workspace.unityCatalog.tables(catalog, schema, { signal: context.signal });
  const patterns = asked.filter(isGlob).map(globPattern);
  const listed = items
    .map(({ name }) => name)
    .filter((name) => asked.length === 0 || patterns.some((pattern) => pattern.test(name)));
  return [...new Set([...exact, ...listed])];
}

/** One line for each table, as many as fit; the rest is named. */
function detailsText(tables: readonly TableDetails[]): string {
  const lines: string[] = [];
  let size = 0;
  for (const [i, table] of tables.entries()) {
    const line = JSON.stringify(table);
    if (size + line.length > mostText && i > 0) {
      const rest = tables.slice(i).map(({ name }) => name);
      lines.push(
        `Not shown for length: ${rest.join(", ")}. Ask for them by name, or with a lower table_stat_level.`,
      );
      break;
    }
    lines.push(line.length > mostText ? `${line.slice(0, mostText)}… (cut)` : line);
    size += line.length;
  }
  return [dataNote, ...lines].join("\n");
}

export const getTableDetails = defineTool({
  name: "get_table_details",
  area: "sql",
  title: "Describe tables",
  description:
    "Returns columns, DDL, row count and statistics of tables in one schema: value ranges, numbers of different values, " +
    "nulls, frequent values; DETAILED adds quartiles, histograms and 10 sample rows. Use it before writing SQL on a table " +
    "that you do not know.",
  input: {
    catalog: z.string().min(1).describe("Catalog name."),
    schema: z.string().min(1).describe("Schema name."),
    table_names: z
      .array(z.string().min(1))
      .optional()
      .describe("Table names or patterns (orders, raw_*). Default: all tables, 50 at most."),
    table_stat_level: z
      .enum(["NONE", "SIMPLE", "DETAILED"])
      .default("SIMPLE")
      .describe(
        "NONE: columns and DDL. SIMPLE: and statistics. DETAILED: and distributions and sample rows.",
      ),
    warehouse_id: sqlPlaceShape.warehouse_id,
  },
  searchHint: "table describe schema columns statistics profile sample ddl",
  alwaysLoad: true,
  annotations: readsOnly,
  judge: judgeRead,
  async handler(input, context) {
    const { catalog, schema } = input;
    // Models also give full names.
    const prefix = `${catalog}.${schema}.`;
    const asked = (input.table_names ?? []).map((name) =>
      name.startsWith(prefix) ? name.slice(prefix.length) : name,
    );
    const names = await tableNames(context, catalog, schema, asked);
    if (names.length === 0 && asked.length > 0)
      throw badSqlInput(
        `No table of ${catalog}.${schema} matches ${asked.join(", ")}.`,
        "List the tables first, or use a wider pattern.",
      );
    const shown = names.slice(0, mostTables);
    const warehouse = await warehouseInUse(context, input.warehouse_id);
    const call = { context, warehouseId: warehouse.id, level: input.table_stat_level };
    let done = 0;
    const tables = await mapLimited(shown, tablesAtOnce, async (name): Promise<TableDetails> => {
      const fullName = `${catalog}.${schema}.${name}`;
      try {
        const info = await context.workspace.unityCatalog.table(fullName, { signal: context.signal });
        return await collectTable(call, catalog, schema, info);
      } catch (error) {
        if (context.signal.aborted) throw error;
        const missing = isWorkspaceError(error) && error.code === "WORKSPACE_NOT_FOUND";
        return {
          name: fullName,
          error: missing ? `There is no table ${fullName}.` : toToolFailure(error).message,
        };
      } finally {
        done += 1;
        context.emit({
          kind: "progress",
          message: `Reading ${catalog}.${schema}`,
          done,
          total: shown.length,
        });
      }
    });
    const more =
      names.length > shown.length ? { truncated: `first ${shown.length} of ${names.length} tables` } : {};
    const text =
      shown.length === 0
        ? `${catalog}.${schema} has no tables.`
        : detailsText(tables) + (more.truncated ? `\n(${more.truncated})` : "");
    const failed =
      tables.length > 0 &&
      tables.every((table) => table.error !== undefined && table.column_details === undefined);
    return {
      text,
      structured: { catalog, schema_name: schema, tables, ...more },
      ...(failed ? { isError: true } : {}),
    };
  },
});
