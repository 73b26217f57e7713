import { qualify } from "../analyse/table.ts";
import { DialectError, quoteName, unsupported } from "../dialect-error.ts";
import { engineTable } from "../engine-name.ts";
import type { Cursor } from "../parser/cursor.ts";
import { finish } from "../plan.ts";
import type { CatalogTable, PipelinePlan, Plan } from "../types.ts";
import { tableExists } from "./create-table.ts";
import { parseName } from "./namespace.ts";
import { changePlan, type Planner } from "./planner.ts";

type Kind = "MATERIALIZED_VIEW" | "STREAMING_TABLE";
const WORDS = { MATERIALIZED_VIEW: "MATERIALIZED VIEW", STREAMING_TABLE: "STREAMING TABLE" };

const pipelinePlan = (statementType: string, pipeline: PipelinePlan): Plan => ({
  ...changePlan(statementType, {}),
  pipeline,
});

function kindOf(c: Cursor): Kind {
  if (c.acceptWord("MATERIALIZED")) {
    c.expectWord("VIEW");
    return "MATERIALIZED_VIEW";
  }
  c.expectWord("STREAMING");
  c.expectWord("TABLE");
  return "STREAMING_TABLE";
}

/** CREATE [OR REPLACE | OR REFRESH] MATERIALIZED VIEW or STREAMING TABLE. */
export async function createOwnPipeline(c: Cursor, planner: Planner): Promise<Plan> {
  const at = c.offset;
  c.expectWord("CREATE");
  let replace = false;
  if (c.acceptWord("OR")) {
    replace = true;
    if (!c.acceptWord("REFRESH")) c.expectWord("REPLACE");
  }
  if (c.isWord("PRIVATE") || c.isWord("TEMPORARY"))
    throw unsupported("PRIVATE_DATASET", "a private or temporary dataset outside of a pipeline", c.offset);
  const type = kindOf(c);
  const quiet = c.acceptWord("IF", "NOT", "EXISTS");
  const place = qualify(parseName(c, planner), planner.current, at);
  const rest = c.sql.slice(c.lastEnd).replace(/;\s*$/, "");
  await planner.requireSchema(place.catalog, place.schema, at);
  const existing = await planner.context.catalog.table(place.catalog, place.schema, place.name);
  if (existing && quiet) return changePlan(`CREATE_${type}`, {});
  if (existing && !replace) throw tableExists(place);
  if (existing && existing.pipeline?.type !== type)
    throw notOfKind(existing, type, `CREATE OR REFRESH ${WORDS[type]}`, at);
  return pipelinePlan(`CREATE_${type}`, {
    action: "create",
    ...place,
    type,
    sql: `CREATE OR REFRESH ${WORDS[type]} ${quoteName([place.catalog, place.schema, place.name])}${rest}`,
    currentCatalog: planner.current.catalog,
    currentSchema: planner.current.schema,
    ...(existing?.pipeline ? { existing: existing.pipeline.id } : {}),
  });
}

function notOfKind(table: CatalogTable, type: Kind, what: string, at: number): DialectError {
  const shown = quoteName([table.catalog, table.schema, table.name]);
  return new DialectError(
    type === "MATERIALIZED_VIEW"
      ? "EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE"
      : "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE",
    "42809",
    `'${what}' expects a ${WORDS[type].toLowerCase()} but ${shown} is ${table.pipeline ? `a ${WORDS[table.pipeline.type].toLowerCase()}` : `a ${table.kind}`}.`,
    at,
  );
}

/** REFRESH MATERIALIZED VIEW | STREAMING TABLE name [FULL] [SYNC | ASYNC]; nothing when it refreshes something else. */
export async function refreshOwnPipeline(c: Cursor, planner: Planner): Promise<Plan | undefined> {
  const at = c.offset;
  const start = c.at;
  c.expectWord("REFRESH");
  if (!c.isWord("MATERIALIZED", "VIEW") && !c.isWord("STREAMING", "TABLE")) {
    c.at = start;
    return undefined;
  }
  const type = kindOf(c);
  const parts = parseName(c, planner);
  const full = c.acceptWord("FULL");
  const asynchronous = c.acceptWord("ASYNC");
  if (!asynchronous) c.acceptWord("SYNC");
  finish(c);
  const table = await planner.anyTable({ parts, at });
  if (table.pipeline?.type !== type) throw notOfKind(table, type, `REFRESH ${WORDS[type]}`, at);
  const { catalog, schema, name } = table;
  return pipelinePlan(`REFRESH_${type}`, {
    action: "refresh",
    catalog,
    schema,
    name,
    pipeline: table.pipeline.id,
    full,
    wait: !asynchronous,
  });
}

/** DROP MATERIALIZED VIEW [IF EXISTS] name. */
export async function dropMaterializedView(c: Cursor, planner: Planner): Promise<Plan> {
  const at = c.offset;
  c.expectWord("DROP", "MATERIALIZED", "VIEW");
  const quiet = c.acceptWord("IF", "EXISTS");
  const parts = parseName(c, planner);
  finish(c);
  const place = qualify(parts, planner.current, at);
  const table = await planner.context.catalog.table(place.catalog, place.schema, place.name);
  if (!table && quiet) return changePlan("DROP_VIEW", {});
  if (!table) throw await planner.notFound(parts, at);
  if (table.pipeline?.type !== "MATERIALIZED_VIEW")
    throw notOfKind(table, "MATERIALIZED_VIEW", "DROP MATERIALIZED VIEW", at);
  return {
    ...pipelinePlan("DROP_VIEW", dropOf(table)),
    engine: [`DROP TABLE IF EXISTS ${engineTable(table.catalog, table.schema, table.name)}`],
    changes: [{ op: "drop_table", catalog: table.catalog, schema: table.schema, name: table.name }],
  };
}

export const dropOf = (table: CatalogTable): PipelinePlan => ({
  action: "drop",
  catalog: table.catalog,
  schema: table.schema,
  name: table.name,
  pipeline: table.pipeline?.id ?? "",
});
