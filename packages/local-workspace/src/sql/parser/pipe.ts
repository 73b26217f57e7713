import type { Expr, From, Query, QueryBody, Select, SelectItem } from "../ast.ts";
import { unsupported } from "../dialect-error.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expression.ts";
import { isAlias, parseJoinTail, parsePivot, parseUnpivot } from "./from.ts";
import { finishQuery, parseBody, parseGroupBy, parseSelectItem } from "./query.ts";

const wrap = (body: QueryBody): Query => ({ at: body.at, end: body.at, ctes: [], recursive: false, body });

function star(at: number): SelectItem {
  return { expr: { k: "star", qualifier: [], except: [], at }, aliases: [], at };
}

function source(query: Query): From {
  const body = query.body;
  // A bare `FROM t` keeps its own names, so that `t.x` still resolves after it.
  if (body.k === "select" && isPlain(query, body) && body.from.length === 1 && body.from[0])
    return body.from[0];
  if (body.k === "pipe" && body.op.op === "as" && query.ctes.length === 0) {
    return {
      k: "query",
      query: body.input,
      lateral: false,
      alias: body.op.alias,
      lateralViews: [],
      at: query.at,
    };
  }
  return { k: "query", query, lateral: false, lateralViews: [], at: query.at };
}

function isPlain(query: Query, body: Select): boolean {
  const item = body.items[0];
  return (
    query.ctes.length === 0 &&
    !query.orderBy &&
    !query.limit &&
    !query.offset &&
    !body.where &&
    !body.group &&
    !body.having &&
    !body.qualify &&
    !body.distinct &&
    body.items.length === 1 &&
    item?.expr.k === "star" &&
    item.expr.qualifier.length === 0 &&
    item.expr.except.length === 0
  );
}

/** The operators of the pipe syntax, each a query around the one before it. */
export function parsePipes(c: Cursor, start: Query): Query {
  let query = start;
  while (c.acceptOp("|>")) query = parsePipe(c, query);
  return query;
}

function parsePipe(c: Cursor, input: Query): Query {
  const at = c.offset;
  const select = (extra: Partial<Select>, from: From = source(input)): Query =>
    wrap({ k: "select", distinct: false, items: [star(at)], from: [from], windows: [], at, ...extra });
  if (c.acceptWord("WHERE")) return select({ where: parseExpression(c) });
  if (c.acceptWord("SELECT")) {
    const distinct = c.acceptWord("DISTINCT");
    return select({ distinct, items: c.list(() => parseSelectItem(c)) });
  }
  if (c.acceptWord("EXTEND"))
    return wrap({ k: "pipe", input, op: { op: "extend", items: c.list(() => parseSelectItem(c)) }, at });
  if (c.acceptWord("SET")) {
    const items = c.list(() => {
      const name = c.name();
      c.expectOp("=");
      return { name, expr: parseExpression(c) };
    });
    return wrap({ k: "pipe", input, op: { op: "set", items }, at });
  }
  if (c.acceptWord("DROP"))
    return wrap({ k: "pipe", input, op: { op: "drop", names: c.list(() => c.name()) }, at });
  if (c.acceptWord("AS")) return wrap({ k: "pipe", input, op: { op: "as", alias: c.name() }, at });
  if (c.acceptWord("AGGREGATE")) {
    const items = c.isWord("GROUP", "BY") ? [] : c.list(() => parseSelectItem(c));
    const groups: SelectItem[] = [];
    if (c.acceptWord("GROUP", "BY")) {
      const probe = c.attempt(() => c.list(() => parseAliased(c)));
      if (probe) groups.push(...probe);
      else throw unsupported("PIPE_GROUPING_SETS", `${parseGroupBy(c).kind} in |> AGGREGATE`, at);
    }
    return select({
      items: [...groups, ...items],
      group: { kind: "list", items: groups.map((g) => g.expr) },
    });
  }
  if (
    c.isWord("ORDER") ||
    c.isWord("LIMIT") ||
    c.isWord("OFFSET") ||
    c.isWord("SORT") ||
    c.isWord("CLUSTER") ||
    c.isWord("DISTRIBUTE")
  ) {
    return finishQuery(c, select({}));
  }
  if (c.isWord("UNION") || c.isWord("EXCEPT") || c.isWord("MINUS") || c.isWord("INTERSECT")) {
    const word = c.next().upper;
    const all = c.acceptWord("ALL");
    if (!all) c.acceptWord("DISTINCT");
    const right = parseBody(c);
    return wrap({
      k: "setop",
      op: word === "MINUS" ? "EXCEPT" : (word as "UNION"),
      all,
      left: bodyOf(input),
      right,
      at,
    });
  }
  if (c.isWord("PIVOT")) return select({}, parsePivot(c, source(input)));
  if (c.isWord("UNPIVOT")) return select({}, parseUnpivot(c, source(input)));
  if (c.isWord("TABLESAMPLE"))
    throw unsupported("TABLESAMPLE", "TABLESAMPLE (its rows would differ from Databricks')", at);
  const joined = parseJoinTail(c, source(input));
  if (joined) return select({}, joined);
  throw c.error("unknown pipe operator");
}

const bodyOf = (query: Query): QueryBody => ({ k: "nested", query, at: query.at });

function parseAliased(c: Cursor): SelectItem {
  const at = c.offset;
  const expr: Expr = parseExpression(c);
  if (c.acceptWord("AS")) return { expr, aliases: [c.name()], at };
  if ((c.token.kind === "word" || c.token.kind === "name") && isAlias(c))
    return { expr, aliases: [c.name()], at };
  return { expr, aliases: [], at };
}
