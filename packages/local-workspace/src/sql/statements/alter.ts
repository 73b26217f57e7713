import { castSql } from "../analyse/cast.ts";
import { implicitlyCasts } from "../analyse/coercion.ts";
import { renamed } from "../analyse/query.ts";
import { qualify } from "../analyse/table.ts";
import { DialectError, quoteName, unsupported } from "../dialect-error.ts";
import { engineTable } from "../engine-name.ts";
import { duckType, quoteIdentifier } from "../functions/duck-type.ts";
import { Cursor } from "../parser/cursor.ts";
import { parseExpression } from "../parser/expression.ts";
import { parseQuery } from "../parser/query.ts";
import { parseDataType } from "../parser/type.ts";
import { finish } from "../plan.ts";
import { displayType, formatType } from "../spark-type.ts";
import type { CatalogColumn, CatalogConstraint, CatalogTable, Plan, VersionNote } from "../types.ts";
import { some } from "../walk.ts";
import { alterNamespace, ownerChange } from "./alter-namespace.ts";
import {
  addConstraints,
  checkCondition,
  newCheckTest,
  parseConstraint,
  refuseDependent,
} from "./constraints.ts";
import {
  type ColumnDefinition,
  parseColumnDefinition,
  parseProperties,
  tableExists,
} from "./create-table.ts";
import { parseName } from "./namespace.ts";
import { changePlan, type Planner } from "./planner.ts";
import { findColumn } from "./row-target.ts";
import { storedTable } from "./stored-table.ts";
import { parseOwner, parseTags, tagChange } from "./tags.ts";
import { alterNote, shownColumn } from "./version-note.ts";

/** A view has no versions. */
const versioned = (table: CatalogTable, version: VersionNote) => (table.kind === "view" ? {} : { version });

const full = (table: CatalogTable): string => engineTable(table.catalog, table.schema, table.name);

export async function alter(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("ALTER");
  const at = c.offset;
  const what = c.next().upper;
  if (["SCHEMA", "DATABASE", "CATALOG", "VOLUME", "FUNCTION"].includes(what))
    return alterNamespace(c, planner, what);
  if (what !== "TABLE" && what !== "VIEW") throw unsupported(`ALTER_${what}`, `ALTER ${what}`, at);
  const name = { parts: parseName(c, planner), at };
  const table = await planner.anyTable(name);
  const shown = quoteName([table.catalog, table.schema, table.name]);
  if (what === "TABLE" && table.kind === "view")
    throw new DialectError(
      "EXPECT_TABLE_NOT_VIEW.USE_ALTER_VIEW",
      "42809",
      `'ALTER TABLE' expects a table but ${shown} is a view. Please use ALTER VIEW instead.`,
      at,
    );
  if (what === "VIEW" && table.kind === "table")
    throw new DialectError(
      "EXPECT_VIEW_NOT_TABLE.USE_ALTER_TABLE",
      "42809",
      `'ALTER VIEW' expects a view but ${shown} is a table. Please use ALTER TABLE instead.`,
      at,
    );
  const type = `ALTER_${what}`;
  const self = { kind: "table" as const, shown: what, path: [table.catalog, table.schema, table.name] };
  const tags = parseTags(c);
  const owner = tags ? undefined : parseOwner(c);
  if (tags || owner !== undefined) {
    finish(c);
    return changePlan(type, { changes: [tags ? tagChange(self, tags) : ownerChange(self, owner ?? "")] });
  }
  if (c.acceptWord("RENAME", "TO")) return renameTo(c, planner, table, type);
  if (c.acceptWord("SET", "TBLPROPERTIES")) {
    const properties = parseProperties(c);
    finish(c);
    return changePlan(type, {
      changes: [storedTable(table, { properties: { ...table.properties, ...properties } })],
      ...versioned(table, alterNote("SET TBLPROPERTIES", { properties: JSON.stringify(properties) })),
    });
  }
  if (c.acceptWord("UNSET", "TBLPROPERTIES")) {
    const quiet = c.acceptWord("IF", "EXISTS");
    const keys = c.parenthesized(() => (c.token.kind === "string" ? c.string() : c.dottedName().join(".")));
    finish(c);
    const properties = { ...table.properties };
    for (const key of keys) {
      if (!(key in properties) && !quiet)
        throw new DialectError(
          "UNSET_NONEXISTENT_PROPERTIES",
          "42K0J",
          `Attempted to unset non-existent properties [${quoteName([key])}] in table ${shown}.`,
          at,
        );
      delete properties[key];
    }
    return changePlan(type, {
      changes: [storedTable(table, { properties })],
      ...versioned(
        table,
        alterNote("UNSET TBLPROPERTIES", { properties: JSON.stringify(keys), ifExists: String(quiet) }),
      ),
    });
  }
  if (what === "VIEW" && c.acceptWord("AS")) {
    const from = c.offset;
    const query = parseQuery(c);
    const viewSql = c.sql.slice(from, c.lastEnd);
    finish(c);
    const relation = renamed(planner.relation(query, await planner.session(c)), [], table.name, at);
    const columns = relation.columns.map(
      (col): CatalogColumn => ({ name: col.name, type: col.type, nullable: true }),
    );
    return changePlan(type, {
      changes: [
        storedTable(table, {
          columns,
          viewSql,
          viewCatalog: planner.current.catalog,
          viewSchema: planner.current.schema,
        }),
      ],
    });
  }
  if (what === "VIEW") throw unsupported("ALTER_VIEW", "this form of ALTER VIEW", c.offset);
  return alterColumns(c, planner, table);
}

async function renameTo(c: Cursor, planner: Planner, table: CatalogTable, type: string): Promise<Plan> {
  const at = c.offset;
  const to = qualify(parseName(c, planner), { catalog: table.catalog, schema: table.schema }, at);
  finish(c);
  await planner.requireSchema(to.catalog, to.schema, at);
  if (await planner.context.catalog.table(to.catalog, to.schema, to.name)) throw tableExists(to);
  if (to.catalog.toLowerCase() !== table.catalog.toLowerCase())
    throw unsupported("RENAME_ACROSS_CATALOGS", "renaming a table into another catalog", at);
  const moved = to.schema.toLowerCase() !== table.schema.toLowerCase();
  const target = engineTable(to.catalog, to.schema, to.name);
  const engine =
    table.kind === "view"
      ? []
      : moved
        ? [`CREATE TABLE ${target} AS SELECT * FROM ${full(table)}`, `DROP TABLE ${full(table)}`]
        : [`ALTER TABLE ${full(table)} RENAME TO ${quoteIdentifier(to.name.toLowerCase())}`];
  if (moved && table.columns.some((col) => !col.nullable))
    throw unsupported(
      "RENAME_ACROSS_SCHEMAS",
      "renaming a table with NOT NULL columns into another schema",
      at,
    );
  if (table.columns.some((col) => col.identity))
    throw unsupported("RENAME_IDENTITY_TABLE", "renaming a table with an IDENTITY column", at);
  return changePlan(type, {
    engine,
    changes: [{ op: "rename_table", catalog: table.catalog, schema: table.schema, name: table.name, to }],
  });
}

async function alterColumns(c: Cursor, planner: Planner, table: CatalogTable): Promise<Plan> {
  const at = c.offset;
  if (c.acceptWord("ADD")) {
    if (c.acceptWord("COLUMN") || c.acceptWord("COLUMNS")) return addColumns(c, table);
    if (c.isWord("CONSTRAINT") || c.isWord("PRIMARY") || c.isWord("FOREIGN") || c.isWord("CHECK"))
      return addConstraint(c, planner, table);
    if (c.isWord("PARTITION") || c.isWord("IF"))
      throw unsupported("ALTER_TABLE_ADD_PARTITION", "ALTER TABLE … ADD PARTITION", at);
    return addColumns(c, table);
  }
  if (c.acceptWord("DROP")) {
    if (c.acceptWord("COLUMN") || c.acceptWord("COLUMNS")) return dropColumns(c, table);
    if (c.isWord("CONSTRAINT") || c.isWord("PRIMARY") || c.isWord("FOREIGN")) return dropConstraint(c, table);
    throw unsupported(`ALTER_TABLE_DROP_${c.token.upper}`, `ALTER TABLE … DROP ${c.token.upper}`, at);
  }
  if (c.acceptWord("RENAME", "COLUMN")) return renameColumn(c, table);
  if (c.isWord("ALTER") || c.isWord("CHANGE")) {
    const hive = c.next().upper === "CHANGE";
    c.acceptWord("COLUMN");
    return alterColumn(c, planner, table, hive);
  }
  if (c.acceptWord("CLUSTER", "BY")) {
    const none = c.acceptWord("AUTO") || c.acceptWord("NONE");
    const clusterColumns = none
      ? []
      : c.parenthesized(() => c.name()).map((name) => findColumn(table, name, at).name);
    finish(c);
    if (table.partitionColumns && clusterColumns.length)
      throw new DialectError(
        "DELTA_ALTER_TABLE_CLUSTER_BY_ON_PARTITIONED_TABLE_NOT_ALLOWED",
        "42000",
        "ALTER TABLE CLUSTER BY cannot be applied to a partitioned table.",
        at,
      );
    return changePlan("ALTER_TABLE", {
      changes: [storedTable(table, { clusterColumns })],
      version: alterNote("CLUSTER BY", {
        oldClusteringColumns: (table.clusterColumns ?? []).join(","),
        newClusteringColumns: clusterColumns.join(","),
      }),
    });
  }
  throw unsupported("ALTER_TABLE", `ALTER TABLE … ${c.token.text.toUpperCase()}`, at);
}

async function addConstraint(c: Cursor, planner: Planner, table: CatalogTable): Promise<Plan> {
  const written = parseConstraint(c);
  finish(c);
  if (written.kind === "check" && written.name === undefined)
    throw unsupported("UNNAMED_CHECK", "a CHECK constraint without a name", written.at);
  const constraints = await addConstraints(table, [written], planner);
  const engine: string[] = [];
  if (written.expression !== undefined) {
    const check = { name: written.name ?? "", expression: written.expression };
    if (
      some(parseExpression(new Cursor(check.expression)), (e) =>
        ["subquery", "exists", "inQuery"].includes(e.k),
      )
    )
      throw unsupported("CHECK_WITH_SUBQUERY", "a subquery in a CHECK constraint", written.at);
    const condition = checkCondition(check, table, "k", await planner.session(c), written.at);
    engine.push(newCheckTest(table, check.expression, condition));
  }
  return changePlan("ALTER_TABLE", {
    engine,
    changes: [storedTable(table, { constraints })],
    // Keys are the catalog's own; a CHECK is part of the table.
    ...(written.expression === undefined
      ? {}
      : { version: alterNote("ADD CONSTRAINT", { name: written.name ?? "", expr: written.expression }) }),
  });
}

/** DROP CONSTRAINT name, DROP PRIMARY KEY, DROP FOREIGN KEY (columns). */
function dropConstraint(c: Cursor, table: CatalogTable): Plan {
  const at = c.offset;
  const all = table.constraints ?? [];
  let found: CatalogConstraint | undefined;
  let named: string;
  let quiet = false;
  if (c.acceptWord("CONSTRAINT")) {
    quiet = c.acceptWord("IF", "EXISTS");
    named = c.name();
    found = all.find((each) => each.name.toLowerCase() === named.toLowerCase());
  } else if (c.acceptWord("PRIMARY", "KEY")) {
    quiet = c.acceptWord("IF", "EXISTS");
    named = "PRIMARY KEY";
    found = all.find((each) => each.kind === "primary_key");
  } else {
    c.expectWord("FOREIGN", "KEY");
    quiet = c.acceptWord("IF", "EXISTS");
    const columns = c.parenthesized(() => c.name().toLowerCase()).join(",");
    named = `FOREIGN KEY (${columns})`;
    found = all.find(
      (each) => each.kind === "foreign_key" && each.columns.map((n) => n.toLowerCase()).join(",") === columns,
    );
  }
  if (!c.acceptWord("CASCADE")) c.acceptWord("RESTRICT");
  finish(c);
  if (!found && !quiet)
    throw new DialectError(
      "DELTA_CONSTRAINT_DOES_NOT_EXIST",
      "42704",
      `Cannot drop nonexistent constraint ${named} from table ${quoteName([table.catalog, table.schema, table.name])}. To avoid throwing an error, provide the parameter IF EXISTS.`,
      at,
    );
  return changePlan("ALTER_TABLE", {
    changes: found ? [storedTable(table, { constraints: all.filter((each) => each !== found) })] : [],
    ...(found?.kind === "check"
      ? { version: alterNote("DROP CONSTRAINT", { name: found.name, expr: found.expression }) }
      : {}),
  });
}

function place(
  columns: CatalogColumn[],
  column: CatalogColumn,
  c: Cursor,
  table: CatalogTable,
): CatalogColumn[] {
  const rest = columns.filter((col) => col !== column);
  if (c.acceptWord("FIRST")) return [column, ...rest];
  if (c.acceptWord("AFTER")) {
    const after = findColumn({ ...table, columns }, c.name(), c.offset);
    return rest.flatMap((col) => (col === after ? [col, column] : [col]));
  }
  return columns.includes(column) ? columns : [...columns, column];
}

async function addColumns(c: Cursor, table: CatalogTable): Promise<Plan> {
  const at = c.offset;
  const quiet = c.acceptWord("IF", "NOT", "EXISTS");
  let columns = [...table.columns];
  const added: ColumnDefinition[] = [];
  const one = (): void => {
    const definition = parseColumnDefinition(c);
    const column = definition.column;
    if (table.columns.some((col) => col.name.toLowerCase() === column.name.toLowerCase())) {
      if (quiet) return;
      throw new DialectError(
        "FIELD_ALREADY_EXISTS",
        "42710",
        `Cannot add column, because ${quoteName([column.name])} already exists in "${displayType({ kind: "struct", fields: table.columns })}".`,
        at,
      );
    }
    if (!column.nullable)
      throw new DialectError(
        "DELTA_ADD_COLUMN_NOT_NULL",
        "42703",
        `NOT NULL is not allowed for the added column ${quoteName([column.name])}.`,
        at,
      );
    if (column.generatedSql || column.identity)
      throw unsupported("ADD_GENERATED_COLUMN", "adding a generated or identity column", at);
    if (column.defaultSql !== undefined)
      throw new DialectError(
        "WRONG_COLUMN_DEFAULTS_FOR_DELTA_ALTER_TABLE_ADD_COLUMN_NOT_SUPPORTED",
        "0AKDC",
        "Failed to execute the command because DEFAULT values are not supported when adding new columns to previously existing Delta tables; please add the column without a default value first, then run a second ALTER TABLE ALTER COLUMN SET DEFAULT command to apply for future inserted rows instead.",
        at,
      );
    columns = place(columns, column, c, table);
    added.push(definition);
  };
  if (c.isOp("(")) c.parenthesized(one);
  else c.list(one);
  finish(c);
  const engine = added.map(
    ({ column }) =>
      `ALTER TABLE ${full(table)} ADD COLUMN ${quoteIdentifier(column.name)} ${duckType(column.type)}`,
  );
  return changePlan("ALTER_TABLE", {
    engine,
    changes: [storedTable(table, { columns })],
    version: alterNote("ADD COLUMNS", {
      columns: JSON.stringify(added.map(({ column }) => ({ column: shownColumn(column) }))),
    }),
  });
}

const isLayout = (table: CatalogTable, name: string): boolean =>
  [...(table.partitionColumns ?? []), ...(table.clusterColumns ?? [])].includes(name);

/** Delta drops and renames columns only in tables with column mapping. */
function requireMapping(table: CatalogTable, what: "DROP" | "RENAME", at: number): void {
  const mode = table.properties?.["delta.columnMapping.mode"];
  if (mode === "name" || mode === "id") return;
  throw new DialectError(
    `DELTA_UNSUPPORTED_${what}_COLUMN`,
    "0AKDC",
    `${what} COLUMN is not supported for your Delta table ${quoteName([table.catalog, table.schema, table.name])}. Enable column mapping first: ALTER TABLE ${table.name} SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name').`,
    at,
  );
}

function dropColumns(c: Cursor, table: CatalogTable): Plan {
  const at = c.offset;
  const quiet = c.acceptWord("IF", "EXISTS");
  const names = c.isOp("(") ? c.parenthesized(() => c.dottedName()) : c.list(() => c.dottedName());
  finish(c);
  requireMapping(table, "DROP", at);
  const dropped: CatalogColumn[] = [];
  for (const path of names) {
    if (path.length > 1) throw unsupported("DROP_NESTED_COLUMN", "dropping a field inside a column", at);
    const found = table.columns.find((col) => col.name.toLowerCase() === (path[0] as string).toLowerCase());
    if (found) {
      refuseDependent(table, found.name, at);
      if (isLayout(table, found.name))
        throw unsupported(
          "DROP_LAYOUT_COLUMN",
          "dropping a column that the table is partitioned or clustered by",
          at,
        );
      dropped.push(found);
    } else if (!quiet) findColumn(table, path[0] as string, at);
  }
  const columns = table.columns.filter((col) => !dropped.includes(col));
  if (columns.length === 0)
    throw new DialectError(
      "DELTA_DROP_COLUMN_ON_SINGLE_FIELD_SCHEMA",
      "0AKDC",
      "Cannot drop column from a schema with a single column.",
      at,
    );
  const used = columns.find((col) => col.generatedSql !== undefined);
  if (used && dropped.length)
    throw unsupported("DROP_COLUMN_OF_GENERATED", "dropping a column of a table with generated columns", at);
  return changePlan("ALTER_TABLE", {
    engine: dropped.map((col) => `ALTER TABLE ${full(table)} DROP COLUMN ${quoteIdentifier(col.name)}`),
    changes: [storedTable(table, { columns })],
    version: alterNote("DROP COLUMNS", { columns: JSON.stringify(dropped.map(({ name }) => name)) }),
  });
}

function renameColumn(c: Cursor, table: CatalogTable): Plan {
  const at = c.offset;
  const from = c.dottedName();
  c.expectWord("TO");
  const to = c.name();
  finish(c);
  requireMapping(table, "RENAME", at);
  if (from.length > 1) throw unsupported("RENAME_NESTED_COLUMN", "renaming a field inside a column", at);
  const column = findColumn(table, from[0] as string, at);
  refuseDependent(table, column.name, at);
  const layout = (names: string[] | undefined) => names?.map((n) => (n === column.name ? to : n));
  if (column.identity || table.columns.some((col) => col.generatedSql))
    throw unsupported(
      "RENAME_GENERATED_COLUMN",
      "renaming columns of a table with generated or identity columns",
      at,
    );
  if (table.columns.some((col) => col.name.toLowerCase() === to.toLowerCase()))
    throw new DialectError(
      "FIELD_ALREADY_EXISTS",
      "42710",
      `Cannot rename column, because ${quoteName([to])} already exists.`,
      at,
    );
  const columns = table.columns.map((col) => (col === column ? { ...col, name: to } : col));
  return changePlan("ALTER_TABLE", {
    engine: [
      `ALTER TABLE ${full(table)} RENAME COLUMN ${quoteIdentifier(column.name)} TO ${quoteIdentifier(to)}`,
    ],
    changes: [
      storedTable(table, {
        columns,
        ...(table.partitionColumns ? { partitionColumns: layout(table.partitionColumns) ?? [] } : {}),
        ...(table.clusterColumns ? { clusterColumns: layout(table.clusterColumns) ?? [] } : {}),
      }),
    ],
    version: alterNote(
      "RENAME COLUMN",
      { oldColumnPath: column.name, newColumnPath: to },
      { renamed: { from: column.name, to } },
    ),
  });
}

function typeChange(
  column: CatalogColumn,
  type: CatalogColumn["type"],
  hint: string,
  at: number,
): DialectError {
  return new DialectError(
    "DELTA_UNSUPPORTED_ALTER_TABLE_CHANGE_COL_OP",
    "0AKDC",
    `ALTER TABLE CHANGE COLUMN is not supported for changing column ${quoteName([column.name])} from ${displayType(column.type)} to ${displayType(type)}.${hint}`,
    at,
  );
}

async function alterColumn(c: Cursor, planner: Planner, table: CatalogTable, hive = false): Promise<Plan> {
  const at = c.offset;
  const path = c.dottedName();
  if (path.length > 1) throw unsupported("ALTER_NESTED_COLUMN", "altering a field inside a column", at);
  const column = findColumn(table, path[0] as string, at);
  const tags = parseTags(c);
  if (tags) {
    finish(c);
    const self = { kind: "table" as const, shown: "TABLE", path: [table.catalog, table.schema, table.name] };
    return changePlan("ALTER_TABLE", { changes: [tagChange(self, tags, column.name)] });
  }
  if (c.isWord("SET", "MASK") || c.isWord("DROP", "MASK"))
    throw unsupported("COLUMN_MASK", "column masks", c.offset);
  if (c.isWord("SYNC", "IDENTITY")) throw unsupported("SYNC_IDENTITY", "SYNC IDENTITY", c.offset);
  const changed: CatalogColumn = { ...column };
  const engine: string[] = [];
  const target = `ALTER TABLE ${full(table)} ALTER COLUMN ${quoteIdentifier(column.name)}`;
  let columns = table.columns.map((col) => (col === column ? changed : col));
  if (hive && !c.isWord("TYPE") && !c.isWord("COMMENT")) {
    // CHANGE name newName TYPE: the old form, which says everything of the column again.
    const to = c.name();
    if (to.toLowerCase() !== column.name.toLowerCase())
      throw unsupported("CHANGE_COLUMN_NAME", "renaming with CHANGE (use RENAME COLUMN)", at);
    const type = parseDataType(c);
    if (formatType(type) !== formatType(column.type)) throw typeChange(column, type, "", at);
    if (c.acceptWord("COMMENT")) changed.comment = c.string();
    columns = place(columns, changed, c, table);
  } else if (c.acceptWord("COMMENT")) changed.comment = c.string();
  else if (c.acceptWord("SET", "NOT", "NULL")) {
    changed.nullable = false;
    engine.push(`${target} SET NOT NULL`);
  } else if (c.acceptWord("DROP", "NOT", "NULL")) {
    changed.nullable = true;
    engine.push(`${target} DROP NOT NULL`);
  } else if (c.acceptWord("SET", "DEFAULT")) {
    const from = c.offset;
    const defaultExpr = parseExpression(c);
    changed.defaultSql = c.sql.slice(from, c.lastEnd);
    await planner.checkDefinitions(c, [{ column: changed, defaultExpr, at }], columns);
  } else if (c.acceptWord("DROP", "DEFAULT")) delete changed.defaultSql;
  else if (c.isWord("FIRST") || c.isWord("AFTER")) columns = place(columns, changed, c, table);
  else if (c.acceptWord("TYPE")) {
    const type = parseDataType(c);
    if (formatType(type) !== formatType(column.type)) {
      refuseDependent(table, column.name, at);
      const widens =
        implicitlyCasts(column.type, type) && type.kind !== "string" && column.type.kind !== "string";
      if (!widens || table.properties?.["delta.enableTypeWidening"] !== "true") {
        throw typeChange(
          column,
          type,
          widens
            ? " Enable type widening first: SET TBLPROPERTIES ('delta.enableTypeWidening' = 'true')."
            : "",
          at,
        );
      }
      engine.push(
        `${target} SET DATA TYPE ${duckType(type)} USING ${castSql(quoteIdentifier(column.name), column.type, type, { try: false, timeZone: "UTC" })}`,
      );
      changed.type = type;
    }
  } else throw unsupported("ALTER_COLUMN", `ALTER COLUMN … ${c.token.text.toUpperCase()}`, c.offset);
  finish(c);
  return changePlan("ALTER_TABLE", {
    engine,
    changes: [storedTable(table, { columns })],
    version: alterNote("CHANGE COLUMN", { column: JSON.stringify(shownColumn(changed)) }),
  });
}
