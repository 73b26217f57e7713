import { identifierParts } from "../analyse/constant.ts";
import { type Relation, rootEnv, Session } from "../analyse/env.ts";
import { eventLog, isEventLog } from "../analyse/event-log.ts";
import { analyse } from "../analyse/expression.ts";
import { loadFiles } from "../analyse/files.ts";
import { informationSchema } from "../analyse/information-schema.ts";
import { closest } from "../analyse/names.ts";
import { analyseQuery, columnsOf } from "../analyse/query.ts";
import { calledNames, FUNCTION_PREFIX, routineKey } from "../analyse/routine.ts";
import { noTravel, qualify, type ResolvedName, tableKey, travelKey } from "../analyse/table.ts";
import type { FileSource, Query, TableName, Travel } from "../ast.ts";
import { DialectError, quoteName, unsupported } from "../dialect-error.ts";
import { quoteIdentifier } from "../functions/duck-type.ts";
import { Cursor } from "../parser/cursor.ts";
import { parseExpression } from "../parser/expression.ts";
import { parseQuery, startsQuery } from "../parser/query.ts";
import type {
  CatalogColumn,
  CatalogFunction,
  CatalogTable,
  Plan,
  PlanContext,
  ResultField,
} from "../types.ts";
import { toWireSql } from "../wire.ts";
import { storeCast } from "./assign.ts";
import { checkDefault } from "./column-default.ts";
import type { ColumnDefinition } from "./create-table.ts";
import { snapshotRelation, travelTo } from "./time-travel.ts";

const WRITES = new Set(["INSERT", "UPDATE", "DELETE", "MERGE INTO", "COPY INTO", "TRUNCATE TABLE"]);

/** What planning one statement needs: the request's context and what was loaded of the catalog. */
export class Planner {
  readonly context: PlanContext;
  readonly tables = new Map<string, CatalogTable | undefined>();
  readonly virtual = new Map<string, Relation>();
  readonly files = new Map<FileSource, Relation>();
  readonly functions = new Map<string, CatalogFunction | undefined>();
  depth = 0;

  constructor(context: PlanContext) {
    this.context = context;
  }

  /** A planner for the same session with other parameters. */
  with(changes: Partial<PlanContext>): Planner {
    return new Planner({ ...this.context, ...changes });
  }

  get current(): { catalog: string; schema: string } {
    return { catalog: this.context.currentCatalog, schema: this.context.currentSchema };
  }

  /** Loads every table that was named so far, views' own tables too, and opens an analysis session on them. */
  async session(cursor: Cursor): Promise<Session> {
    const session = new Session(this.context, this);
    session.resolveIdentifiers(cursor.tables);
    await this.load(cursor.tables, this.current, session, 0);
    await this.loadFunctions(cursor, this.current, session, 0);
    for (const source of cursor.files) this.files.set(source, await loadFiles(source, this.context));
    return session;
  }

  private async load(
    names: readonly TableName[],
    current: { catalog: string; schema: string },
    session: Session,
    depth: number,
  ): Promise<void> {
    for (const n of names) {
      if (n.parts.length > 3 || n.parts.length === 0) continue;
      const temporary =
        n.parts.length <= 2
          ? this.context.settings[`lakehand.view.${(n.parts.at(-1) as string).toLowerCase()}`]
          : undefined;
      if (temporary !== undefined && depth < 60) {
        const view = JSON.parse(temporary) as { sql: string; catalog: string; schema: string };
        await this.loadText(view.sql, view, session, depth);
      }
      const name = qualify(n.parts, current, n.at);
      if (n.travel) {
        await this.loadVersion(name, n, n.travel, session);
        continue;
      }
      const key = tableKey(name);
      if (this.tables.has(key) || this.virtual.has(key)) continue;
      if (isEventLog(name)) {
        this.virtual.set(key, await eventLog(name, this.context));
        continue;
      }
      if (name.schema.toLowerCase() === "information_schema") {
        const relation = await informationSchema(name, this.context);
        if (relation) {
          this.virtual.set(key, relation);
          continue;
        }
      }
      const table = await this.context.catalog.table(name.catalog, name.schema, name.name);
      this.tables.set(key, table);
      if (table?.kind === "view" && table.viewSql !== undefined && depth < 60) {
        await this.loadText(
          table.viewSql,
          { catalog: table.viewCatalog ?? table.catalog, schema: table.viewSchema ?? table.schema },
          session,
          depth,
        );
      }
    }
  }

  private async loadVersion(
    name: ResolvedName,
    written: TableName,
    travel: Travel,
    session: Session,
  ): Promise<void> {
    const key = travelKey(name, travel);
    if (this.virtual.has(key)) return;
    const table = await this.context.catalog.table(name.catalog, name.schema, name.name);
    // A name that is no table may be a CTE; that is told where its rows are asked for.
    if (!table) return;
    if (table.kind === "view") throw noTravel(written.parts, travel.at);
    this.virtual.set(key, snapshotRelation(await travelTo(table, travel, session, this.context)));
  }

  private async loadText(
    sql: string,
    current: { catalog: string; schema: string },
    session: Session,
    depth: number,
  ): Promise<void> {
    const cursor = new Cursor(sql);
    parseQuery(cursor);
    session.resolveIdentifiers(cursor.tables);
    if (cursor.files.length) throw unsupported("VIEW_OF_FILES", "a view over files", cursor.files[0]?.at);
    await this.load(cursor.tables, current, session, depth + 1);
    await this.loadFunctions(cursor, current, session, depth + 1);
  }

  /** Loads the user's own functions that a text calls, and what their bodies read and call. */
  private async loadFunctions(
    cursor: Cursor,
    current: { catalog: string; schema: string },
    session: Session,
    depth: number,
  ): Promise<void> {
    if (depth > 60) return;
    for (const parts of calledNames(cursor.tokens)) {
      const own = (parts.at(-1) as string).toLowerCase();
      const temporary = this.context.settings[FUNCTION_PREFIX + own];
      if (temporary !== undefined)
        await this.loadBody(JSON.parse(temporary) as CatalogFunction, session, depth);
      const name = qualify(parts, current);
      const key = routineKey(name);
      if (this.functions.has(key)) continue;
      const found = await this.context.catalog.function(name.catalog, name.schema, name.name);
      this.functions.set(key, found);
      if (found) await this.loadBody(found, session, depth);
    }
  }

  private async loadBody(f: CatalogFunction, session: Session, depth: number): Promise<void> {
    if (f.language !== "SQL" || depth > 60) return;
    const cursor = new Cursor(f.body);
    if (startsQuery(cursor)) parseQuery(cursor);
    else parseExpression(cursor);
    session.resolveIdentifiers(cursor.tables);
    const home = { catalog: f.bodyCatalog ?? f.catalog, schema: f.bodySchema ?? f.schema };
    await this.load(cursor.tables, home, session, depth + 1);
    await this.loadFunctions(cursor, home, session, depth + 1);
  }

  resolveName(name: TableName): void {
    if (name.identifier && name.parts.length === 0)
      name.parts = identifierParts(name.identifier, this.context);
  }

  /** Defaults and generated columns must make sense when they are declared, not at the first INSERT. */
  async checkDefinitions(
    c: Cursor,
    definitions: readonly ColumnDefinition[],
    columns: readonly CatalogColumn[],
  ): Promise<void> {
    if (!definitions.some((d) => d.defaultExpr || d.generatedExpr)) return;
    const session = await this.session(c);
    const table = { catalog: "", schema: "", name: "" };
    const plain = columns.filter((col) => !col.generatedSql);
    const scope = columnsOf(
      { columns: plain.map((col) => ({ name: col.name, type: col.type, alias: col.name })) },
      "n",
      [],
    );
    for (const d of definitions) {
      if (d.defaultExpr) checkDefault(d.defaultExpr, d.column, session);
      if (d.generatedExpr)
        storeCast(
          analyse(d.generatedExpr, { ...rootEnv(session), columns: scope, clause: "GENERATED" }),
          d.column,
          table,
          session,
        );
    }
  }

  relation(query: Query, session: Session): Relation {
    return analyseQuery(query, rootEnv(session));
  }

  /** A table that a statement changes; fails when it does not exist or is a view. */
  async target(name: TableName, what: string): Promise<CatalogTable> {
    const resolved = qualify(name.parts, this.current, name.at);
    const table = await this.context.catalog.table(resolved.catalog, resolved.schema, resolved.name);
    if (!table) throw await this.notFound(name.parts, name.at);
    if (table.pipeline?.type === "MATERIALIZED_VIEW" && WRITES.has(what))
      throw new DialectError(
        "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE",
        "42809",
        `'${what}' expects a table but ${quoteName([resolved.catalog, resolved.schema, resolved.name])} is a materialized view.`,
        name.at,
      );
    if (table.kind === "view") {
      throw new DialectError(
        "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE",
        "42809",
        `'${what}' expects a table but ${quoteName([resolved.catalog, resolved.schema, resolved.name])} is a view.`,
        name.at,
      );
    }
    return table;
  }

  /** A table or view by name. */
  async anyTable(name: TableName): Promise<CatalogTable> {
    const resolved = qualify(name.parts, this.current, name.at);
    const table = await this.context.catalog.table(resolved.catalog, resolved.schema, resolved.name);
    if (!table) throw await this.notFound(name.parts, name.at);
    return table;
  }

  /** TABLE_OR_VIEW_NOT_FOUND with the names most like the wrong one. */
  async notFound(parts: readonly string[], at: number | undefined): Promise<DialectError> {
    const name = qualify(parts, this.current, at);
    const hint = await this.suggestion(name, parts);
    return new DialectError(
      "TABLE_OR_VIEW_NOT_FOUND",
      "42P01",
      `The table or view ${quoteName(parts)} cannot be found. Verify the spelling and correctness of the schema and catalog.${hint} If you did not qualify the name with a schema, verify the current_schema() output, or qualify the name with the correct schema and catalog. To tolerate the error on drop use DROP VIEW IF EXISTS or DROP TABLE IF EXISTS.`,
      at,
    );
  }

  private async suggestion(name: ResolvedName, parts: readonly string[]): Promise<string> {
    const say = (names: string[]): string =>
      names.length ? ` Did you mean one of the following? [${names.join(", ")}].` : "";
    const tables = await this.context.catalog.tables(name.catalog, name.schema);
    if (tables) {
      const near = closest(
        name.name,
        tables.map((t) => t.name),
        3,
      );
      return say(near.map((n) => quoteName([...parts.slice(0, -1), n])));
    }
    const schemas = await this.context.catalog.schemas(name.catalog);
    if (schemas)
      return ` The schema ${quoteName([name.catalog, name.schema])} does not exist.${say(closest(name.schema, schemas, 3).map((s) => quoteName([name.catalog, s])))}`;
    return ` The catalog ${quoteName([name.catalog])} does not exist.${say(closest(name.catalog, await this.context.catalog.catalogs(), 3).map((c) => quoteName([c])))}`;
  }

  async requireSchema(catalog: string, schema: string, at?: number): Promise<void> {
    const schemas = await this.context.catalog.schemas(catalog);
    if (!schemas) throw catalogNotFound(catalog, at);
    if (!schemas.some((s) => s.toLowerCase() === schema.toLowerCase()))
      throw schemaNotFound(catalog, schema, at);
  }
}

export function catalogNotFound(catalog: string, at?: number): DialectError {
  return new DialectError(
    "NO_SUCH_CATALOG_EXCEPTION",
    "42704",
    `Catalog '${catalog}' was not found. Please verify the catalog name and then retry the query or command again.`,
    at,
  );
}

export function schemaNotFound(catalog: string, schema: string, at?: number): DialectError {
  return new DialectError(
    "SCHEMA_NOT_FOUND",
    "42704",
    `The schema ${quoteName([catalog, schema])} cannot be found. Verify the spelling and correctness of the schema and catalog. If you did not qualify the name with a catalog, verify the current_schema() output, or qualify the name with the correct catalog. To tolerate the error on drop use DROP SCHEMA IF EXISTS.`,
    at,
  );
}

/** A plan whose answer is a query's rows. */
export function queryPlan(statementType: string, relation: Relation): Plan {
  const fields: ResultField[] = relation.columns.map((c) => ({ name: c.name, type: c.type }));
  const wire = relation.columns.map(
    (c, i) => `${toWireSql(`r.${quoteIdentifier(c.alias)}`, c.type)} AS c${i}`,
  );
  return {
    statementType,
    engine: [],
    changes: [],
    answer: {
      from: "query",
      sql: `SELECT ${wire.join(", ")} FROM (${relation.sql}) AS r`,
      typedSql: relation.sql,
      fields,
    },
  };
}

export const STRING_FIELD = (name: string): ResultField => ({ name, type: { kind: "string" } });

export function rowsPlan(statementType: string, names: readonly string[], rows: (string | null)[][]): Plan {
  return {
    statementType,
    engine: [],
    changes: [],
    answer: { from: "rows", fields: names.map(STRING_FIELD), rows },
  };
}

export function changePlan(statementType: string, plan: Partial<Plan>): Plan {
  return { statementType, engine: [], changes: [], answer: { from: "none" }, ...plan };
}
