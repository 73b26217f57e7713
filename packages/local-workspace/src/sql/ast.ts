import type { SparkType } from "./types.ts";

/** Every node knows where in the text it starts (and ends, where a label or a stored text needs it). */
export interface Node {
  at: number;
}

export type SortItem = Node & { expr: Expr; descending: boolean; nullsFirst: boolean };

export interface FrameBound {
  kind: "unbounded_preceding" | "preceding" | "current" | "following" | "unbounded_following";
  value?: Expr;
}

export interface WindowSpec extends Node {
  base?: string;
  partitionBy: Expr[];
  orderBy: SortItem[];
  frame?: { unit: "ROWS" | "RANGE"; start: FrameBound; end: FrameBound };
}

export type Expr = Node &
  (
    | { k: "literal"; type: SparkType; value: string | bigint | number | boolean | null; text: string }
    | { k: "interval"; value: Expr; unit: string; to?: string }
    | { k: "intervals"; parts: { value: Expr; unit: string }[] }
    | { k: "name"; parts: string[] }
    | { k: "star"; qualifier: string[]; except: string[][] }
    | {
        k: "call";
        name: string[];
        args: Expr[];
        argNames?: (string | undefined)[];
        distinct: boolean;
        filter?: Expr;
        over?: WindowSpec;
        ignoreNulls?: boolean;
        within?: SortItem[];
        /** `current_date` without parentheses. */
        bare?: boolean;
      }
    | { k: "lambda"; parameters: string[]; body: Expr }
    | { k: "unary"; op: "-" | "+" | "~" | "NOT"; expr: Expr }
    | { k: "binary"; op: string; left: Expr; right: Expr }
    | { k: "between"; expr: Expr; low: Expr; high: Expr; not: boolean }
    | { k: "in"; expr: Expr; list: Expr[]; not: boolean }
    | { k: "inQuery"; expr: Expr; query: Query; not: boolean }
    | { k: "exists"; query: Query }
    | {
        k: "like";
        op: "LIKE" | "ILIKE" | "RLIKE";
        expr: Expr;
        patterns: Expr[];
        quantifier?: "ANY" | "ALL";
        escape?: string;
        not: boolean;
      }
    | { k: "is"; expr: Expr; what: "NULL" | "TRUE" | "FALSE" | "UNKNOWN"; not: boolean }
    | { k: "case"; operand?: Expr; branches: { when: Expr; result: Expr }[]; otherwise?: Expr }
    | { k: "cast"; expr: Expr; type: SparkType; try: boolean }
    | { k: "index"; expr: Expr; index: Expr }
    | { k: "field"; expr: Expr; field: string }
    | { k: "path"; expr: Expr; path: string; steps: (string | number | "*")[]; quoted?: boolean[] }
    | { k: "subquery"; query: Query }
    | { k: "parameter"; name: string }
    | { k: "tuple"; items: Expr[] }
    /** `expr AS name` inside struct(…). */
    | { k: "named"; expr: Expr; name: string }
  );

export type ExprOf<K extends Expr["k"]> = Extract<Expr, { k: K }>;

export interface SelectItem extends Node {
  expr: Expr;
  /** Several for generators: `AS (a, b)`. */
  aliases: string[];
}

export type GroupBy = { kind: "all" } | { kind: "list"; items: Expr[] } | { kind: "sets"; sets: Expr[][] };

export interface Select extends Node {
  k: "select";
  distinct: boolean;
  items: SelectItem[];
  from: From[];
  where?: Expr;
  group?: GroupBy;
  having?: Expr;
  qualify?: Expr;
  windows: { name: string; spec: WindowSpec }[];
  /** Made by a `|> AGGREGATE`: the group expressions lead the output. */
  pipeAggregate?: boolean;
}

export interface LateralView extends Node {
  outer: boolean;
  call: Expr;
  alias: string;
  columns: string[];
}

/** Files read as a table: `read_files(…)` or `csv.`/Volumes/…``. The object itself is the key to what was loaded. */
export interface FileSource extends Node {
  format?: string;
  path: Expr;
  options: { name: string; value: Expr }[];
}

/** Where a FROM item's rows come from. */
export type From = Node & {
  alias?: string;
  columnAliases?: string[];
  sampleRows?: number;
  /** LATERAL VIEWs, PIVOTs and samples that follow it, in order. */
  lateralViews: LateralView[];
} & (
    | { k: "table"; name: TableName }
    | { k: "files"; source: FileSource }
    | { k: "query"; query: Query; lateral: boolean }
    | { k: "values"; rows: Expr[][] }
    | { k: "function"; name: string[]; args: Expr[]; argNames: (string | undefined)[]; lateral: boolean }
    | {
        k: "join";
        type: "inner" | "cross" | "left" | "right" | "full" | "semi" | "anti";
        left: From;
        right: From;
        natural: boolean;
        on?: Expr;
        using?: string[];
      }
    | {
        k: "pivot";
        input: From;
        aggregates: { expr: Expr; alias?: string }[];
        columns: Expr[];
        values: { expr: Expr; alias?: string }[];
      }
    | {
        k: "unpivot";
        input: From;
        includeNulls: boolean;
        valueColumns: string[];
        nameColumn: string;
        groups: { columns: string[][]; alias?: string }[];
      }
  );

export type FromOf<K extends From["k"]> = Extract<From, { k: K }>;

/** `a.b.c`, or IDENTIFIER(expr) whose parts are filled in when the statement is planned. */
export interface TableName extends Node {
  parts: string[];
  identifier?: Expr;
  travel?: Travel;
}

/** `VERSION AS OF …`, `TIMESTAMP AS OF …`, `@v…`, `@…` after a table's name. */
export interface Travel extends Node {
  by: "version" | "timestamp";
  expr: Expr;
  /** As it was written: with the table's name, what its relation is found by. */
  text: string;
}

export type QueryBody =
  | Select
  | (Node & { k: "values"; rows: Expr[][] })
  | (Node & { k: "table"; name: TableName })
  | (Node & { k: "nested"; query: Query })
  | (Node & {
      k: "setop";
      op: "UNION" | "INTERSECT" | "EXCEPT";
      all: boolean;
      left: QueryBody;
      right: QueryBody;
    })
  /** Pipe operators that are not a plain nested select. */
  | (Node & { k: "pipe"; input: Query; op: PipeOperator });

export type PipeOperator =
  | { op: "extend"; items: SelectItem[] }
  | { op: "set"; items: { name: string; expr: Expr }[] }
  | { op: "drop"; names: string[] }
  | { op: "as"; alias: string };

export interface Cte extends Node {
  name: string;
  columns: string[];
  query: Query;
  maxLevel?: number;
}

export interface Query extends Node {
  end: number;
  ctes: Cte[];
  recursive: boolean;
  body: QueryBody;
  orderBy?: SortItem[] | "all";
  orderAllDescending?: SortItem;
  limit?: Expr;
  offset?: Expr;
}
