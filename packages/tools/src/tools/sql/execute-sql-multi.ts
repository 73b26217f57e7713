import { z } from "zod";
import { defineTool } from "../../define-tool.ts";
import { mapLimited } from "../../map-limited.ts";
import { everything } from "../../sql/object-path.ts";
import { analyseScript, type PlannedStatement, planGroups, unknownNames } from "../../sql/plan-groups.ts";
import { splitStatements } from "../../sql/split-statements.ts";
import { toToolFailure } from "../../tool-failure.ts";
import type { ToolContext } from "../../types.ts";
import { findOpaqueNames } from "./find-opaque-names.ts";
import { judgeSqlCall } from "./judge-sql-call.ts";
import { type MultiRun, multiData, multiJson, multiText, type StatementEnd } from "./multi-report.ts";
import { callSql, type SqlCall } from "./sql-call.ts";
import { badSqlInput, parseQueryTags, placeOf, sqlPlaceShape, sqlRunShape } from "./sql-input.ts";
import { warehouseInUse } from "./warehouse-in-use.ts";

const mostStatements = 200;

async function plan(
  script: string,
  context: ToolContext,
  place: ReturnType<typeof placeOf>,
): Promise<PlannedStatement[][]> {
  const statements = splitStatements(script);
  if (statements.length === 0)
    throw badSqlInput("The SQL is empty: it has no statement.", "Give at least one SQL statement.");
  if (statements.length > mostStatements)
    throw badSqlInput(
      `The script has ${statements.length} statements; ${mostStatements} is the most.`,
      "Split it over several calls.",
    );
  const planned = analyseScript(statements, place);
  if (!Array.isArray(planned))
    throw badSqlInput(
      `Statement ${planned.unreadableUse + 1} changes the catalog or schema in a way that cannot be read before it runs.`,
      "Write USE with a plain name, or pass catalog and schema as parameters.",
    );
  // Views and functions matter only where something is written beside something else.
  const writes = planned.some(({ effects }) => effects.writes.length > 0);
  if (!writes || planned.length === 1) return planGroups(planned);
  const names = unknownNames(planned);
  const opaque = names ? await findOpaqueNames(context.workspace, names, context.signal) : [everything];
  return planGroups(planned, opaque);
}

type Shared = Pick<SqlCall, "warehouse" | "timeoutMs" | "queryTags">;

async function runOne(
  context: ToolContext,
  statement: PlannedStatement,
  shared: Shared,
): Promise<StatementEnd> {
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  try {
    const outcome = await callSql(context, {
      ...shared,
      ...statement.place,
      sql: statement.text,
      index: statement.index,
    });
    return { status: "success", outcome, seconds: seconds() };
  } catch (error) {
    if (context.signal.aborted) throw error;
    return { status: "error", failure: toToolFailure(error), seconds: seconds() };
  }
}

async function runGroups(
  context: ToolContext,
  groups: PlannedStatement[][],
  shared: Shared,
  workers: number,
): Promise<MultiRun> {
  const started = performance.now();
  const ends = new Map<number, StatementEnd>();
  let stoppedAfter: number | undefined;
  for (const [g, group] of groups.entries()) {
    if (stoppedAfter !== undefined) {
      for (const { index, text } of group) {
        ends.set(index, { status: "skipped" });
        context.emit({ kind: "sql_result", index, sql: text, status: "skipped" });
      }
      continue;
    }
    const results = await mapLimited(group, workers, async (statement) => {
      const end = await runOne(context, statement, shared);
      ends.set(statement.index, end);
      return end;
    });
    if (results.some((end) => end.status === "error")) stoppedAfter = g + 1;
  }
  return { groups, ends, seconds: (performance.now() - started) / 1000, stoppedAfter };
}

export const executeSqlMulti = defineTool({
  name: "execute_sql_multi",
  area: "sql",
  title: "Run several SQL statements",
  description:
    "Runs a script of Databricks SQL statements separated by `;`. Statements that do not touch what others write run at " +
    "once, all others in the script's order; after an error later groups are skipped. Returns the first 5 rows of each " +
    "statement; the person sees up to 100,000. USE applies to the statements after it; SET, variables and temporary views do " +
    "not outlive their own statement.",
  input: {
    sql_content: z
      .string()
      .min(1)
      .describe("SQL statements separated by `;`. Comments and BEGIN…END blocks are understood."),
    ...sqlPlaceShape,
    ...sqlRunShape,
    max_workers: z.number().int().min(1).max(16).default(4).describe("Most statements that run at once."),
  },
  searchHint: "sql script several statements parallel create tables pipeline",
  alwaysLoad: true,
  annotations: { readOnlyHint: false, destructiveHint: true, openWorldHint: true },
  judge: judgeSqlCall("sql_content"),
  async handler(input, context) {
    const [groups, warehouse] = await Promise.all([
      plan(input.sql_content, context, placeOf(input, context.defaults)),
      warehouseInUse(context, input.warehouse_id),
    ]);
    const shared = {
      warehouse,
      timeoutMs: input.timeout * 1000,
      queryTags: parseQueryTags(input.query_tags),
    };
    const run = await runGroups(context, groups, shared, input.max_workers);
    const structured = multiData(run);
    const text = input.output_format === "json" ? multiJson(structured) : multiText(run);
    return { text, structured, ...(run.stoppedAfter === undefined ? {} : { isError: true }) };
  },
});
