import type { ExprOf, SortItem } from "../ast.ts";
import type { Argument } from "../functions/spec.ts";
import { type Env, inputEnv } from "./env.ts";
import { analyse } from "./expression.ts";

type Labelled = Argument & { label: string };

/** Functions whose name Spark prints in its own way. */
const PRINTED: Record<string, string> = {
  ceil: "CEIL",
  floor: "FLOOR",
  sqrt: "SQRT",
  power: "POWER",
  pi: "PI",
  e: "E",
  rank: "RANK",
  dense_rank: "DENSE_RANK",
  percent_rank: "PERCENT_RANK",
  exp: "EXP",
  sin: "SIN",
  cos: "COS",
  tan: "TAN",
  asin: "ASIN",
  acos: "ACOS",
  atan: "ATAN",
  log10: "LOG10",
  log2: "LOG2",
  log1p: "LOG1P",
  expm1: "EXPM1",
  cbrt: "CBRT",
  degrees: "DEGREES",
  radians: "RADIANS",
  atan2: "ATAN2",
  hypot: "HYPOT",
  sinh: "SINH",
  cosh: "COSH",
  tanh: "TANH",
  dateadd: "timestampadd",
  date_add: "date_add",
  first_value: "first_value",
  rlike: "RLIKE",
  regexp: "REGEXP",
  regexp_like: "REGEXP_LIKE",
  asinh: "ASINH",
  acosh: "ACOSH",
  atanh: "ATANH",
  cot: "COT",
  sec: "SEC",
  csc: "CSC",
  rint: "rint",
  signum: "SIGNUM",
  array_agg: "collect_list",
  string_agg: "listagg",
};

/** How Spark shows the comparison that array_sort has by default: NULL last. */
const DEFAULT_ORDER = (() => {
  const v = "namedlambdavariable()";
  const compared = `(IF((${v} < ${v}), -1, (IF((${v} > ${v}), 1, 0))))`;
  const nulls = `(IF((${v} IS NULL), 1, (IF((${v} IS NULL), -1, ${compared}))))`;
  return `lambdafunction((IF(((${v} IS NULL) AND (${v} IS NULL)), 0, ${nulls})), ${v}, ${v})`;
})();

const AES_DECRYPT: [given: number, added: string[]][] = [
  [2, ["GCM", "DEFAULT", ""]],
  [3, ["DEFAULT", ""]],
  [4, [""]],
];

/** Arguments that Spark adds when they are left out, by name and number of arguments given. */
const DEFAULTS: Record<string, [given: number, added: string[]][]> = {
  substring: [[2, ["2147483647"]]],
  substr: [[2, ["2147483647"]]],
  mid: [[2, ["2147483647"]]],
  round: [[1, ["0"]]],
  bround: [[1, ["0"]]],
  split: [[2, ["-1"]]],
  lpad: [[2, [" "]]],
  rpad: [[2, [" "]]],
  lag: [
    [1, ["1", "NULL"]],
    [2, ["NULL"]],
  ],
  lead: [
    [1, ["1", "NULL"]],
    [2, ["NULL"]],
  ],
  months_between: [[2, ["true"]]],
  regexp_replace: [[3, ["1"]]],
  regexp_extract: [[2, ["1"]]],
  regexp_extract_all: [[2, ["1"]]],
  locate: [[2, ["1"]]],
  position: [[2, ["1"]]],
  percentile: [[2, ["1"]]],
  percentile_approx: [[2, ["10000"]]],
  approx_percentile: [[2, ["10000"]]],
  unix_timestamp: [
    [0, ["current_timestamp()", "yyyy-MM-dd HH:mm:ss"]],
    [1, ["yyyy-MM-dd HH:mm:ss"]],
  ],
  to_unix_timestamp: [[1, ["yyyy-MM-dd HH:mm:ss"]]],
  from_unixtime: [[1, ["yyyy-MM-dd HH:mm:ss"]]],
  array_join: [],
  listagg: [[1, ["NULL"]]],
  string_agg: [[1, ["NULL"]]],
  overlay: [[3, ["-1"]]],
  mask: [
    [1, ["X", "x", "n", "NULL"]],
    [2, ["x", "n", "NULL"]],
    [3, ["n", "NULL"]],
    [4, ["NULL"]],
  ],
  aes_encrypt: [
    [2, ["GCM", "DEFAULT", "", ""]],
    [3, ["DEFAULT", "", ""]],
    [4, ["", ""]],
    [5, [""]],
  ],
  aes_decrypt: AES_DECRYPT,
  try_aes_decrypt: AES_DECRYPT,
  make_dt_interval: [
    [0, ["0", "0", "0", "0.000000"]],
    [1, ["0", "0", "0.000000"]],
    [2, ["0", "0.000000"]],
    [3, ["0.000000"]],
  ],
  make_ym_interval: [
    [0, ["0", "0"]],
    [1, ["0"]],
  ],
  nth_value: [],
  ntile: [[0, ["1"]]],
  sentences: [
    [1, ["", ""]],
    [2, [""]],
  ],
  like: [],
  str_to_map: [
    [1, [",", ":"]],
    [2, [":"]],
  ],
  sort_array: [[1, ["true"]]],
  parse_url: [],
  date_trunc: [],
  approx_count_distinct: [],
  count_min_sketch: [],
  array_sort: [[1, [DEFAULT_ORDER]]],
  regexp_instr: [[2, ["0"]]],
  aggregate: [[3, ["lambdafunction(namedlambdavariable(), namedlambdavariable())"]]],
  reduce: [[3, ["lambdafunction(namedlambdavariable(), namedlambdavariable())"]]],
};

function argumentLabels(name: string, args: readonly Labelled[]): string[] {
  const labels = args.map((a) => (a.star ? "1" : a.label));
  const added = DEFAULTS[name]?.find(([given]) => given === args.length)?.[1] ?? [];
  return [...labels, ...added];
}

/** What Spark calls a scalar call's column. */
export function callLabel(e: ExprOf<"call">, args: readonly Labelled[]): string {
  const written = e.name.at(-1) as string;
  const name = written.toLowerCase();
  const labels = argumentLabels(name, args);
  const unitFirst = typeof args[0]?.literal === "string" && e.args[0]?.k === "literal";
  switch (name) {
    case "if":
    case "iff":
      return `(IF(${labels.join(", ")}))`;
    case "extract":
      return `extract(${labels[0]} FROM ${labels[1]})`;
    case "trim":
    case "ltrim":
    case "rtrim": {
      const side = e.argNames?.[0];
      if (args.length === 2 && (side || name === "trim"))
        return `TRIM(${side ?? (name === "trim" ? "BOTH" : name)} ${labels[0]} FROM ${labels[1]})`;
      if (args.length === 2)
        return `TRIM(${name === "ltrim" ? "LEADING" : "TRAILING"} ${labels[0]} FROM ${labels[1]})`;
      return `${name}(${labels.join(", ")})`;
    }
    case "position":
      return args.length === 2 && e.argNames === undefined
        ? `position(${labels.join(", ")})`
        : `position(${labels.join(", ")})`;
    case "dateadd":
    case "date_add":
    case "timestampadd":
      return args.length === 3 && unitFirst
        ? `timestampadd(${labels.join(", ")})`
        : `date_add(${labels.join(", ")})`;
    case "datediff":
    case "date_diff":
    case "timestampdiff":
    case "timediff":
      return args.length === 3 && unitFirst
        ? `timestampdiff(${labels.join(", ")})`
        : `${name}(${labels.join(", ")})`;
    case "log":
      return args.length === 1 ? `LOG(E(), ${labels[0]})` : `LOG(${labels.join(", ")})`;
    case "ceil":
    case "floor":
      return args.length === 1 ? `${name.toUpperCase()}(${labels[0]})` : `${name}(${labels.join(", ")})`;
    case "from_json":
      if (/^\s*map\s*</i.test(String(args[1]?.literal))) return "entries";
      return `from_json(${labels[0]})`;
    case "from_csv":
    case "to_json":
    case "to_csv":
    case "schema_of_csv":
    case "schema_of_json":
      return `${name}(${labels[0]})`;
    case "to_char":
    case "to_varchar":
      return toCharLabel(name, args, labels);
    case "lpad":
    case "rpad":
      if (args.length === 2 && args[0]?.type.kind === "binary")
        return `${name}(${labels.slice(0, 2).join(", ")}, X'00')`;
      return `${name}(${labels.join(", ")})`;
    case "positive":
      return `(+ ${labels[0]})`;
    case "curdate":
      return "current_date()";
    case "assert_true":
      return args.length === 1
        ? `assert_true(${labels[0]}, '${labels[0]}' is not true!)`
        : `assert_true(${labels.join(", ")})`;
    case "convert_timezone":
      return `convert_timezone(${(args.length === 2 ? ["current_timezone()", ...labels] : labels).join(", ")})`;
    case "variant_get":
    case "try_variant_get":
      return `${name}(${labels.slice(0, 2).join(", ")})`;
    case "random":
      return `rand(${labels.join(", ")})`;
    case "raise_error":
      return args.length === 1
        ? `raise_error(USER_RAISED_EXCEPTION, map(errorMessage, ${labels[0]}))`
        : `raise_error(${labels.join(", ")})`;
    case "isnull":
      return `(${labels[0]} IS NULL)`;
    case "isnotnull":
      return `(${labels[0]} IS NOT NULL)`;
    case "now":
      return "now()";
    default:
      return `${PRINTED[name] ?? name}(${labels.join(", ")})`;
  }
}

/** to_char is shown as what it does to values that are no numbers. */
function toCharLabel(name: string, [value, format]: readonly Labelled[], labels: readonly string[]): string {
  const kind = value?.type.kind;
  if (kind === "date" || kind === "timestamp" || kind === "timestamp_ntz")
    return `date_format(${labels.join(", ")})`;
  if (kind !== "binary") return `to_char(${labels.join(", ")})`;
  const way = String(format?.literal).toLowerCase();
  return way === "utf-8"
    ? `decode(${labels[0]}, utf-8)`
    : `${way === "hex" || way === "base64" ? way : name}(${labels[0]})`;
}

const FIRST: Record<string, string> = { first_value: "first_value", last_value: "last_value" };

function sortLabel(name: string, item: SortItem): string {
  if (name !== "listagg" && name !== "string_agg") return item.descending ? " DESC" : "";
  return `${item.descending ? " DESC" : " ASC"} NULLS ${item.nullsFirst ? "FIRST" : "LAST"}`;
}

/** What Spark calls an aggregate's column, without an OVER. */
export function aggregateLabel(e: ExprOf<"call">, args: readonly Labelled[], env: Env): string {
  const name = (e.name.at(-1) as string).toLowerCase();
  let labels = argumentLabels(name, args);
  if ((name === "first" || name === "last" || name === "any_value" || FIRST[name]) && labels.length === 2)
    labels = labels.slice(0, 1);
  const distinct = e.distinct ? "DISTINCT " : "";
  const inner = { ...inputEnv(env), insideAggregate: true };
  const within = e.within
    ? ` WITHIN GROUP (ORDER BY ${e.within.map((w) => `${analyse(w.expr, inner).label}${sortLabel(name, w)}`).join(", ")})`
    : "";
  if (name === "mode" && (e.within || labels.length === 2)) {
    const order = e.within?.[0];
    const by = order ? analyse(order.expr, inner).label : labels[0];
    return `mode() WITHIN GROUP (ORDER BY ${by}${order?.descending ? "" : " DESC"})`;
  }
  const filter = e.filter ? ` FILTER (WHERE ${analyse(e.filter, inner).label})` : "";
  const ignoring = e.ignoreNulls && FIRST[name] ? name.replace("_value", "") : undefined;
  return `${ignoring ?? PRINTED[name] ?? name}(${distinct}${labels.join(", ")})${within}${filter}`;
}
