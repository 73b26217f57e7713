import type { FileSource, TableName, WindowSpec } from "../ast.ts";
import type { CatalogFunction, CatalogTable, PlanContext, SparkType } from "../types.ts";
import type { AggregateState } from "./aggregate.ts";
import { identifierParts } from "./constant.ts";

/** An analysed expression: DuckDB SQL of exactly `type`, and Spark's own name for it. */
export interface Typed {
  sql: string;
  type: SparkType;
  /** Spark's text of the expression, which names an output column without an alias. */
  label: string;
  /** Output name when it is not the label: a column's or a field's own name. */
  name?: string;
  literal?: string | number | bigint | boolean | null;
  /** Built of literals alone, so it may be asked of the engine before the statement. */
  constant?: boolean;
  at: number;
}

/** A column that names can resolve to. `qualifier` is the alias, or catalog, schema and table. */
export interface Column {
  name: string;
  type: SparkType;
  sql: string;
  qualifier: string[];
  /** Reached only through its qualifier (the two sides of USING). */
  hidden?: boolean;
}

/** What a query gives: SQL of a SELECT and its columns; `alias` is the unquoted engine name. */
export interface Relation {
  sql: string;
  columns: { name: string; type: SparkType; alias: string }[];
}

export interface CteEntry {
  name: string;
  engineName: string;
  columns: { name: string; type: SparkType; alias: string }[];
}

export interface Env {
  session: Session;
  columns: Column[];
  ctes: ReadonlyMap<string, CteEntry>;
  /** On an enclosing environment: where names resolved through it are noted, for the subquery's label. */
  outerRefs?: string[];
  /** Enclosing query's environment, for correlated names. */
  outer?: Env;
  /** Set when the select aggregates: names must then be grouped or inside an aggregate. */
  aggregate?: AggregateState;
  /** Output columns so far, for lateral column aliases (and in ORDER BY, HAVING and QUALIFY). */
  aliases?: Map<string, Typed[]>;
  /** Aliases win over input columns (ORDER BY, HAVING). */
  aliasesFirst?: boolean;
  lambda?: ReadonlyMap<string, { sql: string; type: SparkType }>;
  windows?: ReadonlyMap<string, WindowSpec>;
  /** Where the expression stands, for refusals: an aggregate in WHERE, a window in HAVING. */
  clause?: string;
  /** Inside an aggregate's arguments. */
  insideAggregate?: boolean;
  insideWindow?: boolean;
}

/** What one planning run shares: the catalog's loaded tables, names already used in the SQL, parameters. */
export class Session {
  readonly context: PlanContext;
  readonly tables: Map<string, CatalogTable | undefined>;
  readonly #used = new Set<string>();
  /** Current catalog and schema; a view is analysed with its own. */
  catalog: string;
  schema: string;
  viewDepth = 0;
  routineDepth = 0;
  /** Functions of the user that were loaded, and those the statement uses, as `catalog.schema.name`. */
  readonly functions: Map<string, CatalogFunction | undefined>;
  readonly routines = new Set<string>();
  /** Temporary functions that it uses. */
  readonly temporaryRoutines = new Set<string>();
  /** Tables the statement reads, as `catalog.schema.name`. */
  readonly reads = new Set<string>();
  /** Relations that are made of catalog metadata (information_schema), keyed like `tables`. */
  readonly virtual: Map<string, Relation>;
  /** What was found in the files a statement reads. */
  readonly files: Map<FileSource, Relation>;

  constructor(
    context: PlanContext,
    loaded: {
      tables: Map<string, CatalogTable | undefined>;
      virtual: Map<string, Relation>;
      files: Map<FileSource, Relation>;
      functions?: Map<string, CatalogFunction | undefined>;
    },
  ) {
    this.context = context;
    this.tables = loaded.tables;
    this.virtual = loaded.virtual;
    this.files = loaded.files;
    this.functions = loaded.functions ?? new Map();
    this.catalog = context.currentCatalog;
    this.schema = context.currentSchema;
  }

  /** Fills in names written as IDENTIFIER(…). */
  resolveIdentifiers(names: readonly TableName[]): void {
    for (const n of names)
      if (n.identifier && n.parts.length === 0) n.parts = identifierParts(n.identifier, this.context);
  }

  get timeZone(): string {
    return this.context.settings.timezone ?? this.context.settings["spark.sql.session.timeZone"] ?? "UTC";
  }

  /**
   * An engine name nothing else in the statement has; `hint` is kept readable. The functions' SQL has lambda
   * parameters of one letter, which a relation of that name would capture, so it is never one letter.
   */
  fresh(hint: string): string {
    const short = hint.replace(/[^A-Za-z0-9_]/g, "_").slice(0, 40) || "q";
    const base = /^[a-z]_?$/i.test(short) ? `${short}_t` : short;
    let name = base;
    for (let n = 1; this.#used.has(name.toLowerCase()); n += 1) name = `${base}_${n}`;
    this.#used.add(name.toLowerCase());
    return name;
  }
}

export function rootEnv(session: Session): Env {
  return { session, columns: [], ctes: new Map() };
}

/** The environment of an aggregate's arguments: the rows before grouping. */
export function inputEnv(env: Env): Env {
  if (!env.aggregate) return env;
  const { aggregate: _aggregate, aliasesFirst: _first, ...rest } = env;
  return rest;
}
