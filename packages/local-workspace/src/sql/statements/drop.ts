import { qualify, VIEW_PREFIX } from "../analyse/table.ts";
import { DialectError, quoteName } from "../dialect-error.ts";
import { engineTable } from "../engine-name.ts";
import type { Cursor } from "../parser/cursor.ts";
import { parseTableName } from "../parser/from.ts";
import { finish } from "../plan.ts";
import type { Plan } from "../types.ts";
import { identitySequence } from "./create-table.ts";
import { dropOf } from "./own-pipeline.ts";
import { changePlan, type Planner } from "./planner.ts";

/** DROP TABLE and DROP VIEW. */
export async function dropTable(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("DROP");
  const what = c.next().upper as "TABLE" | "VIEW";
  const quiet = c.acceptWord("IF", "EXISTS");
  const written = parseTableName(c);
  c.tables.pop();
  planner.resolveName(written);
  c.acceptWord("PURGE");
  finish(c);
  const type = `DROP_${what}`;
  const last = (written.parts.at(-1) as string).toLowerCase();
  if (
    what === "VIEW" &&
    written.parts.length <= 2 &&
    planner.context.settings[VIEW_PREFIX + last] !== undefined
  ) {
    return changePlan(type, { changes: [{ op: "set", key: VIEW_PREFIX + last, value: null }] });
  }
  const name = qualify(written.parts, planner.current, written.at);
  const table = await planner.context.catalog.table(name.catalog, name.schema, name.name);
  if (!table) {
    if (quiet) return changePlan(type, {});
    throw await planner.notFound(written.parts, written.at);
  }
  const full = quoteName([name.catalog, name.schema, name.name]);
  if (what === "TABLE" && table.kind === "view")
    throw new DialectError(
      "EXPECT_TABLE_NOT_VIEW.USE_DROP_VIEW",
      "42809",
      `'DROP TABLE' expects a table but ${full} is a view. Please use DROP VIEW instead.`,
      written.at,
    );
  if (what === "VIEW" && table.kind === "table")
    throw new DialectError(
      "EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE",
      "42809",
      `'DROP VIEW' expects a view but ${full} is a table.`,
      written.at,
    );
  const engine =
    table.kind === "view"
      ? []
      : [
          `DROP TABLE IF EXISTS ${engineTable(table.catalog, table.schema, table.name)}`,
          ...table.columns
            .filter((col) => col.identity)
            .map((col) => `DROP SEQUENCE IF EXISTS ${identitySequence(table, col.name)}`),
        ];
  if (what === "TABLE" && table.pipeline?.type === "MATERIALIZED_VIEW")
    throw new DialectError(
      "EXPECT_TABLE_NOT_VIEW.USE_DROP_VIEW",
      "42809",
      `'DROP TABLE' expects a table but ${full} is a materialized view. Please use DROP MATERIALIZED VIEW instead.`,
      written.at,
    );
  return changePlan(type, {
    engine,
    ...(table.pipeline ? { pipeline: dropOf(table) } : {}),
    changes: [{ op: "drop_table", catalog: table.catalog, schema: table.schema, name: table.name }],
  });
}
