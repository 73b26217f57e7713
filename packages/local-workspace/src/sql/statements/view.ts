import { renamed } from "../analyse/query.ts";
import { qualify, type StoredView, VIEW_PREFIX } from "../analyse/table.ts";
import { DialectError, quoteName, unsupported } from "../dialect-error.ts";
import type { Cursor } from "../parser/cursor.ts";
import { parseTableName } from "../parser/from.ts";
import { parseQuery } from "../parser/query.ts";
import { finish } from "../plan.ts";
import type { CatalogColumn, Plan } from "../types.ts";
import { checkDuplicates, ifNotExists, parseProperties, tableExists } from "./create-table.ts";
import { temporaryReference } from "./function.ts";
import { changePlan, type Planner } from "./planner.ts";

export async function createView(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("CREATE");
  const replace = c.acceptWord("OR", "REPLACE");
  if (c.acceptWord("GLOBAL")) throw unsupported("GLOBAL_TEMPORARY_VIEW", "global temporary views", c.offset);
  const temporary = c.acceptWord("TEMP") || c.acceptWord("TEMPORARY");
  if (c.isWord("MATERIALIZED") || c.isWord("STREAMING"))
    throw unsupported("MATERIALIZED_VIEW", "materialized views and streaming tables", c.offset);
  c.expectWord("VIEW");
  const quiet = ifNotExists(c);
  const written = parseTableName(c);
  c.tables.pop();
  planner.resolveName(written);
  const named: { name: string; comment?: string }[] = [];
  if (c.isOp("(")) {
    c.parenthesized(() => {
      const name = c.name();
      named.push({ name, ...(c.acceptWord("COMMENT") ? { comment: c.string() } : {}) });
    });
  }
  let comment: string | undefined;
  let properties: Record<string, string> | undefined;
  for (;;) {
    if (c.acceptWord("COMMENT")) comment = c.string();
    else if (c.acceptWord("TBLPROPERTIES")) properties = parseProperties(c);
    else if (c.acceptWord("WITH", "SCHEMA")) {
      if (!c.acceptWord("TYPE", "EVOLUTION")) c.next();
    } else if (c.isWord("WITH", "METRICS")) throw unsupported("METRIC_VIEW", "metric views", c.offset);
    else break;
  }
  if (c.isWord("USING")) throw unsupported("TEMPORARY_VIEW_USING", "CREATE TEMPORARY VIEW … USING", c.offset);
  c.expectWord("AS");
  const from = c.offset;
  const query = parseQuery(c);
  const text = c.sql.slice(from, c.lastEnd);
  finish(c);
  const session = await planner.session(c);
  const given = planner.relation(query, session);
  if (named.length && named.length !== given.columns.length) {
    const many = given.columns.length > named.length;
    throw new DialectError(
      `CREATE_VIEW_COLUMN_ARITY_MISMATCH.${many ? "TOO_MANY" : "NOT_ENOUGH"}_DATA_COLUMNS`,
      "21S01",
      `Cannot create view ${quoteName(written.parts)}, the reason is ${many ? "too many" : "not enough"} data columns: View columns: ${named.map((n) => quoteName([n.name])).join(", ")}. Data columns: ${given.columns.map((col) => quoteName([col.name])).join(", ")}.`,
      written.at,
    );
  }
  const relation = renamed(
    given,
    named.map((n) => n.name),
    written.parts.join("."),
    written.at,
  );
  checkDuplicates(
    relation.columns.map((col) => col.name),
    written.at,
  );
  const last = written.parts.at(-1) as string;
  if (temporary) {
    if (written.parts.length > 1)
      throw new DialectError(
        "TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS",
        "428EK",
        `CREATE TEMPORARY VIEW or the corresponding Dataset APIs only accept single-part view names, but got: ${quoteName(written.parts)}.`,
        written.at,
      );
    const key = VIEW_PREFIX + last.toLowerCase();
    if (planner.context.settings[key] !== undefined && !replace) {
      if (quiet) return changePlan("CREATE_VIEW", {});
      throw new DialectError(
        "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS",
        "42P07",
        `Cannot create the temporary view ${quoteName([last])} because it already exists. Choose a different name, drop or replace the existing view, or add the IF NOT EXISTS clause to tolerate pre-existing views.`,
        written.at,
      );
    }
    const stored: StoredView = {
      sql: text,
      columns: relation.columns.map((col) => col.name),
      catalog: planner.current.catalog,
      schema: planner.current.schema,
    };
    return changePlan("CREATE_VIEW", { changes: [{ op: "set", key, value: JSON.stringify(stored) }] });
  }
  const name = qualify(written.parts, planner.current, written.at);
  await planner.requireSchema(name.catalog, name.schema, written.at);
  const existing = await planner.context.catalog.table(name.catalog, name.schema, name.name);
  if (existing && quiet) return changePlan("CREATE_VIEW", {});
  if (existing && !replace) throw tableExists(name);
  if (existing?.kind === "table")
    throw new DialectError(
      "EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE",
      "42809",
      `'CREATE OR REPLACE VIEW' expects a view but ${quoteName([name.catalog, name.schema, name.name])} is a table.`,
      written.at,
    );
  if (session.reads.has(`${name.catalog}.${name.schema}.${name.name}`.toLowerCase()))
    throw new DialectError(
      "RECURSIVE_VIEW",
      "42K0H",
      `Recursive view ${quoteName([name.catalog, name.schema, name.name])} detected.`,
      written.at,
    );
  const [used] = session.temporaryRoutines;
  if (used !== undefined)
    throw temporaryReference("VIEW", [name.catalog, name.schema, name.name], "FUNCTION", used, written.at);
  for (const key of Object.keys(planner.context.settings)) {
    if (
      key.startsWith(VIEW_PREFIX) &&
      c.tables.some((t) => t.parts.length === 1 && VIEW_PREFIX + (t.parts[0] as string).toLowerCase() === key)
    ) {
      throw new DialectError(
        "INVALID_TEMP_OBJ_REFERENCE",
        "42K0F",
        `Cannot create the persistent object ${quoteName([name.catalog, name.schema, name.name])} of the type VIEW because it references to the temporary object of the type VIEW.`,
        written.at,
      );
    }
  }
  const columns = relation.columns.map(
    (col, i): CatalogColumn => ({
      name: col.name,
      type: col.type,
      nullable: true,
      ...(named[i]?.comment === undefined ? {} : { comment: named[i].comment }),
    }),
  );
  return changePlan("CREATE_VIEW", {
    changes: [
      {
        op: "put_table",
        table: {
          ...name,
          kind: "view",
          columns,
          viewSql: text,
          viewCatalog: planner.current.catalog,
          viewSchema: planner.current.schema,
          ...(comment === undefined ? {} : { comment }),
          ...(properties ? { properties } : {}),
        },
      },
    ],
  });
}
