import { type Column, type Env, rootEnv, type Session, type Typed } from "../analyse/env.ts";
import { analyse } from "../analyse/expression.ts";
import { uniqueAliases } from "../analyse/query.ts";
import { analyseFrom } from "../analyse/relation.ts";
import { requireBoolean } from "../analyse/select.ts";
import type { Expr, From } from "../ast.ts";
import { DialectError, quoteName, unsupported } from "../dialect-error.ts";
import { engineTable } from "../engine-name.ts";
import { duckType, quoteIdentifier } from "../functions/duck-type.ts";
import type { Cursor } from "../parser/cursor.ts";
import { parseExpression } from "../parser/expression.ts";
import { parseFromList, parseTableName } from "../parser/from.ts";
import { finish } from "../plan.ts";
import type { CatalogColumn, CatalogTable, Plan, VersionNote } from "../types.ts";
import { storeCast } from "./assign.ts";
import { constraintChecks } from "./constraints.ts";
import { checkDuplicates, checkTypes } from "./create-table.ts";
import { fillIn } from "./insert.ts";
import { changePlan, type Planner } from "./planner.ts";
import {
  type Assignment,
  assignedValues,
  defaultValue,
  findColumn,
  parseAssignments,
  targetColumns,
  withGeneratedValues,
} from "./row-target.ts";
import { storedTable } from "./stored-table.ts";
import { counted, parseAlias } from "./update.ts";
import { predicate } from "./version-note.ts";

interface Clause {
  when: "matched" | "not matched" | "not matched by source";
  condition?: Expr;
  conditionText?: string;
  action: "update" | "delete" | "insert";
  /** Absent for `UPDATE SET *` and `INSERT *`. */
  assignments?: Assignment[];
  insert?: { columns: string[]; values: (Expr | "default")[] };
  at: number;
}

/** The name of the temporary table that holds what a MERGE decided, for its writes and its counts. */
const DECISIONS = "temp.main.lakehand_merge";

export async function merge(c: Cursor, planner: Planner): Promise<Plan> {
  c.expectWord("MERGE");
  const evolves = c.acceptWord("WITH", "SCHEMA", "EVOLUTION");
  c.expectWord("INTO");
  const written = parseTableName(c);
  c.tables.pop();
  planner.resolveName(written);
  const alias = parseAlias(c);
  c.expectWord("USING");
  const from = parseFromList(noWhen(c));
  const onStart = c.offset;
  const on = parseOn(c, from);
  const onText = c.sql.slice(onStart, c.lastEnd).replace(/^ON\s+/i, "");
  const clauses: Clause[] = [];
  while (c.isWord("WHEN")) clauses.push(parseClause(c));
  if (clauses.length === 0)
    throw new DialectError(
      "MERGE_WITHOUT_WHEN",
      "42601",
      "There must be at least one WHEN clause in a MERGE statement.",
      written.at,
    );
  finish(c);
  refuseUnreachable(clauses);
  const table = await planner.target(written, "MERGE INTO");
  const session = await planner.session(c);
  return {
    ...mergePlan(table, alias, from[0] as From, on, clauses, session, evolves),
    version: note(clauses, onText),
  };
}

/** How the history tells of it: its clauses by kind, and the rows that each action met. */
function note(clauses: Clause[], onText: string): VersionNote {
  const told = (when: Clause["when"]) =>
    JSON.stringify(
      clauses
        .filter((clause) => clause.when === when)
        .map(({ action, conditionText }) => ({
          actionType: action,
          ...(conditionText === undefined ? {} : { predicate: conditionText }),
        })),
    );
  const { updated, deleted, inserted } = countsOf(clauses);
  return {
    operation: "MERGE",
    parameters: {
      predicate: predicate(onText),
      matchedPredicates: told("matched"),
      notMatchedPredicates: told("not matched"),
      notMatchedBySourcePredicates: told("not matched by source"),
    },
    rows: clauses.every(({ action }) => action === "insert") ? "append" : "rewrite",
    metrics: "merge",
    counted: {
      from: DECISIONS,
      values: {
        numTargetRowsInserted: inserted,
        numTargetRowsUpdated: updated,
        numTargetRowsDeleted: deleted,
      },
    },
    unlessUnchanged: true,
  };
}

const noWhen = (c: Cursor): Cursor => c;

/** The source's own ON was read as a join condition only when it is a join; else it follows here. */
function parseOn(c: Cursor, from: From[]): Expr {
  if (from.length !== 1) throw c.error("MERGE takes one source");
  c.expectWord("ON");
  return parseExpression(c);
}

function parseClause(c: Cursor): Clause {
  const at = c.next().offset;
  let when: Clause["when"] = "matched";
  if (c.acceptWord("NOT")) {
    c.expectWord("MATCHED");
    when = "not matched";
    if (c.acceptWord("BY")) {
      if (c.acceptWord("SOURCE")) when = "not matched by source";
      else c.expectWord("TARGET");
    }
  } else c.expectWord("MATCHED");
  const from = c.peek().offset;
  const condition = c.acceptWord("AND") ? parseExpression(c) : undefined;
  const conditionText = condition ? c.sql.slice(from, c.lastEnd) : undefined;
  c.expectWord("THEN");
  const clause: Clause = {
    when,
    action: "delete",
    at,
    ...(condition && conditionText !== undefined ? { condition, conditionText } : {}),
  };
  if (when === "not matched") {
    c.expectWord("INSERT");
    clause.action = "insert";
    if (c.acceptOp("*")) return clause;
    const columns = c.isOp("(") ? c.parenthesized(() => c.dottedName().at(-1) as string) : [];
    c.expectWord("VALUES");
    const values = c.parenthesized((): Expr | "default" =>
      c.acceptWord("DEFAULT") ? "default" : parseExpression(c),
    );
    clause.insert = { columns, values };
    return clause;
  }
  if (c.acceptWord("DELETE")) return clause;
  c.expectWord("UPDATE");
  c.expectWord("SET");
  clause.action = "update";
  if (when === "matched" && c.acceptOp("*")) return clause;
  clause.assignments = parseAssignments(c);
  return clause;
}

const UNREACHABLE = {
  matched: "NON_LAST_MATCHED_CLAUSE_OMIT_CONDITION",
  "not matched": "NON_LAST_NOT_MATCHED_BY_TARGET_CLAUSE_OMIT_CONDITION",
  "not matched by source": "NON_LAST_NOT_MATCHED_BY_SOURCE_CLAUSE_OMIT_CONDITION",
};

/** Of several clauses of a kind only the last may go without a condition. */
function refuseUnreachable(clauses: Clause[]): void {
  for (const [i, clause] of clauses.entries()) {
    if (clause.condition || !clauses.slice(i + 1).some((later) => later.when === clause.when)) continue;
    throw new DialectError(
      UNREACHABLE[clause.when],
      "42613",
      `When there are more than one ${clause.when.toUpperCase()} clauses in a MERGE statement, only the last ${clause.when.toUpperCase()} clause can omit the condition.`,
      clause.at,
    );
  }
}

/** WITH SCHEMA EVOLUTION: columns of the source that `*` would write and the table lacks. */
function addedColumns(table: CatalogTable, source: Column[], clauses: Clause[]): CatalogColumn[] {
  const all = clauses.some((clause) => clause.action !== "delete" && !clause.assignments && !clause.insert);
  if (!all) return [];
  const names = new Set(table.columns.map((col) => col.name.toLowerCase()));
  const added = source
    .filter((col) => !names.has(col.name.toLowerCase()))
    .map((col): CatalogColumn => ({ name: col.name, type: col.type, nullable: true }));
  checkDuplicates(
    added.map((col) => col.name),
    clauses[0]?.at ?? 0,
  );
  checkTypes(added, clauses[0]?.at ?? 0);
  const untyped = added.find((col) => col.type.kind === "void");
  if (untyped) throw unsupported("MERGE_VOID_COLUMN", `adding the column ${untyped.name} without a type`, 0);
  return added;
}

function mergePlan(
  before: CatalogTable,
  alias: string | undefined,
  from: From,
  on: Expr,
  clauses: Clause[],
  session: Session,
  evolves: boolean,
): Plan {
  const env = rootEnv(session);
  const source = analyseFrom(from, env, []);
  const added = evolves
    ? addedColumns(
        before,
        source.columns.filter((c) => !c.hidden),
        clauses,
      )
    : [];
  const table = added.length ? { ...before, columns: [...before.columns, ...added] } : before;
  const full = engineTable(table.catalog, table.schema, table.name);
  const t = session.fresh(alias ?? "t");
  const target = targetColumns(table, quoteIdentifier(t), alias);
  const marked = session.fresh("src");
  const sourceNames = uniqueAliases(source.columns.filter((c) => !c.hidden).map((c) => c.name));
  const visible = source.columns.filter((c) => !c.hidden);
  const sourceSql = `(SELECT ${[...visible.map((c, i) => `${c.sql} AS ${quoteIdentifier(sourceNames[i] as string)}`), "true AS __present"].join(", ")} FROM ${source.sql}) AS ${quoteIdentifier(marked)}`;
  const sourceColumns: Column[] = visible.map((c, i) => ({
    ...c,
    sql: `${quoteIdentifier(marked)}.${quoteIdentifier(sourceNames[i] as string)}`,
  }));
  const condition = requireBoolean(
    searched(on, { ...env, columns: [...target, ...sourceColumns] }),
    on.at,
  ).sql;
  const has = (when: Clause["when"]): boolean => clauses.some((c) => c.when === when);
  const join = has("not matched by source")
    ? has("not matched")
      ? "FULL JOIN"
      : "LEFT JOIN"
    : has("not matched")
      ? "RIGHT JOIN"
      : "JOIN";
  const action = decide(
    clauses,
    { ...env, columns: [...target, ...sourceColumns], clause: "WHERE" },
    { ...env, columns: sourceColumns, clause: "WHERE" },
    { ...env, columns: target, clause: "WHERE" },
    `${quoteIdentifier(t)}.rowid`,
    `${quoteIdentifier(marked)}.__present`,
  );

  // The joined rows under plain names, so that new values are computed once, on the rows something happens to.
  const inner = [
    `${quoteIdentifier(t)}.rowid AS rid`,
    ...target.map((c, i) => `${c.sql} AS t${i}`),
    ...sourceColumns.map((c, i) => `${c.sql} AS s${i}`),
    `${action} AS act`,
  ];
  const targetAfter = target.map((c, i): Column => ({ ...c, sql: `m.t${i}` }));
  const sourceAfter = sourceColumns.map((c, i): Column => ({ ...c, sql: `m.s${i}` }));
  const scopes = {
    matched: { ...env, columns: [...targetAfter, ...sourceAfter] },
    "not matched": { ...env, columns: sourceAfter },
    "not matched by source": { ...env, columns: targetAfter },
  };
  const values = clauses.map((clause) =>
    newValues(clause, table, alias, targetAfter, sourceAfter, scopes[clause.when], session, evolves),
  );
  const list = table.columns.map((column, i) => {
    const cases = values.flatMap((v, n) =>
      v?.has(column.name.toLowerCase()) ? [`WHEN ${n} THEN ${v.get(column.name.toLowerCase())}`] : [],
    );
    return `${cases.length ? `CASE m.act ${cases.join(" ")} ELSE m.t${i} END` : `m.t${i}`} AS n${i}`;
  });
  const decisions = `CREATE OR REPLACE TEMP TABLE lakehand_merge AS SELECT m.rid, m.act, ${list.join(", ")} FROM (SELECT ${inner.join(", ")} FROM ${full} AS ${quoteIdentifier(t)} ${join} ${sourceSql} ON ${condition}) AS m WHERE m.act IS NOT NULL`;
  return changePlan("MERGE", {
    engine: [
      ...added.map(
        (col) => `ALTER TABLE ${full} ADD COLUMN ${quoteIdentifier(col.name)} ${duckType(col.type)}`,
      ),
      decisions,
      ...writes(clauses, table, full),
      ...constraintChecks(table, session),
    ],
    changes: [
      added.length
        ? storedTable(table)
        : { op: "touch_table", catalog: table.catalog, schema: table.schema, name: table.name },
    ],
    answer: counts(clauses),
  });
}

function searched(on: Expr, env: Env): Typed {
  try {
    return analyse(on, { ...env, clause: "JOIN ON" });
  } catch (error) {
    if (error instanceof DialectError && /aggregate function/.test(error.sentence))
      throw new DialectError(
        "DELTA_AGGREGATION_NOT_SUPPORTED",
        "42903",
        "Aggregate functions are not supported in the search condition of MERGE operation.",
        error.offset,
      );
    throw error;
  }
}

/** Number of the clause that applies to a joined row, or NULL. */
function decide(
  clauses: Clause[],
  both: Env,
  source: Env,
  target: Env,
  rowid: string,
  present: string,
): string {
  const branch = (when: Clause["when"], env: Env): string => {
    const cases = clauses.flatMap((clause, i) => {
      if (clause.when !== when) return [];
      const condition = clause.condition
        ? requireBoolean(analyse(clause.condition, env), clause.condition.at).sql
        : "true";
      return [`WHEN ${condition} THEN ${i}`];
    });
    return cases.length ? `CASE ${cases.join(" ")} END` : "NULL";
  };
  return `CASE WHEN ${rowid} IS NULL THEN ${branch("not matched", source)} WHEN ${present} IS NULL THEN ${branch("not matched by source", target)} ELSE ${branch("matched", both)} END`;
}

function newValues(
  clause: Clause,
  table: CatalogTable,
  alias: string | undefined,
  target: Column[],
  source: Column[],
  env: Env,
  session: Session,
  evolves: boolean,
): Map<string, string> | undefined {
  if (clause.action === "delete") return undefined;
  if (clause.action === "update" && clause.assignments)
    return assignedValues(clause.assignments, table, target, alias, { ...env, clause: "UPDATE" });
  const values = new Map<string, string>();
  const set = (name: string, typed: Column | Expr | "default", at: number): void => {
    const column = findColumn(table, name, at);
    if (column.generatedSql) return;
    const value =
      typed === "default"
        ? defaultValue(column, table, session, at)
        : storeCast(
            "k" in typed ? analyse(typed, env) : { sql: typed.sql, type: typed.type, label: typed.name, at },
            column,
            table,
            session,
          );
    values.set(column.name.toLowerCase(), value);
  };
  if (!clause.insert) {
    for (const column of table.columns) {
      if (column.generatedSql || column.identity?.always) continue;
      const found = source.find((s) => s.name.toLowerCase() === column.name.toLowerCase());
      if (!found && evolves) continue;
      if (!found)
        throw new DialectError(
          "DELTA_MERGE_UNRESOLVED_EXPRESSION",
          "42601",
          `Cannot resolve ${quoteName([column.name])} in ${clause.action === "update" ? "UPDATE" : "INSERT"} clause given columns ${source.map((s) => quoteName([s.name])).join(", ")}.`,
          clause.at,
        );
      set(column.name, found, clause.at);
    }
  } else {
    const names = clause.insert.columns.length
      ? clause.insert.columns
      : table.columns.filter((c) => !c.generatedSql && !c.identity?.always).map((c) => c.name);
    if (names.length !== clause.insert.values.length)
      throw new DialectError(
        "MERGE_INSERT_VALUE_COUNT_MISMATCH",
        "21S01",
        `The INSERT of the MERGE names ${names.length} columns and gives ${clause.insert.values.length} values.`,
        clause.at,
      );
    for (const [i, name] of names.entries()) set(name, clause.insert.values[i] as Expr, clause.at);
  }
  if (clause.action === "insert") {
    for (const column of table.columns) {
      const key = column.name.toLowerCase();
      if (!values.has(key)) values.set(key, fillIn(column, table, session, clause.at)?.sql ?? "NULL");
    }
    const blank = target.map((c): Column => ({ ...c, sql: values.get(c.name.toLowerCase()) ?? "NULL" }));
    return withGeneratedValues(values, table, blank, env);
  }
  return withGeneratedValues(values, table, target, env);
}

const numbered = (clauses: Clause[], action: Clause["action"]): number[] =>
  clauses.flatMap((c, i) => (c.action === action ? [i] : []));

function writes(clauses: Clause[], table: CatalogTable, full: string): string[] {
  const engine: string[] = [];
  const matched = clauses.filter((c) => c.when === "matched");
  // One unconditional DELETE may meet a row twice: the outcome is the same.
  if (matched.length && !(matched.length === 1 && matched[0]?.action === "delete" && !matched[0].condition)) {
    engine.push(
      `SELECT error('[DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE] Cannot perform Merge as multiple source rows matched and attempted to modify the same target row in the Delta table in possibly conflicting ways. SQLSTATE: 21506') FROM (SELECT rid FROM ${DECISIONS} WHERE rid IS NOT NULL GROUP BY rid HAVING count(*) > 1 LIMIT 1) AS d`,
    );
  }
  const [updates, deletes, inserts] = [
    numbered(clauses, "update"),
    numbered(clauses, "delete"),
    numbered(clauses, "insert"),
  ];
  if (updates.length) {
    const set = table.columns.map((c, i) => `${quoteIdentifier(c.name)} = d.n${i}`);
    engine.push(
      `UPDATE ${full} AS t SET ${set.join(", ")} FROM ${DECISIONS} AS d WHERE t.rowid = d.rid AND d.act IN (${updates.join(", ")})`,
    );
  }
  if (deletes.length)
    engine.push(
      `DELETE FROM ${full} AS t WHERE t.rowid IN (SELECT d.rid FROM ${DECISIONS} AS d WHERE d.act IN (${deletes.join(", ")}))`,
    );
  if (inserts.length) {
    engine.push(
      `INSERT INTO ${full} (${table.columns.map((c) => quoteIdentifier(c.name)).join(", ")}) SELECT ${table.columns.map((_, i) => `d.n${i}`).join(", ")} FROM ${DECISIONS} AS d WHERE d.act IN (${inserts.join(", ")})`,
    );
  }
  return engine;
}

/** Rows that each action met, as expressions over the decisions. */
function countsOf(clauses: Clause[]) {
  const count = (acts: number[], distinct = false): string =>
    acts.length
      ? `count(${distinct ? "DISTINCT rid" : "*"}) FILTER (WHERE act IN (${acts.join(", ")}))`
      : "0";
  return {
    updated: count(numbered(clauses, "update")),
    deleted: count(numbered(clauses, "delete"), true),
    inserted: count(numbered(clauses, "insert")),
  };
}

function counts(clauses: Clause[]): Plan["answer"] {
  const { updated, deleted, inserted } = countsOf(clauses);
  const values = [`${updated} + ${deleted} + ${inserted}`, updated, deleted, inserted];
  const fields = counted("num_affected_rows", "num_updated_rows", "num_deleted_rows", "num_inserted_rows");
  const list = (wrap: (sql: string) => string): string =>
    `SELECT ${values.map((v, i) => `${wrap(v)} AS ${fields[i]?.name}`).join(", ")} FROM ${DECISIONS}`;
  return {
    from: "query",
    sql: list((v) => `CAST(${v} AS VARCHAR)`),
    typedSql: list((v) => `CAST(${v} AS BIGINT)`),
    fields,
  };
}
