import type { ExprOf, FrameBound, WindowSpec } from "../ast.ts";
import { DialectError } from "../dialect-error.ts";
import { displayType, isIntegral, isNumeric, sameType } from "../spark-type.ts";
import type { Env, Typed } from "./env.ts";
import { analyse } from "./expression.ts";

const RANKING = new Set(["row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile"]);
const OFFSETS = new Set(["lag", "lead"]);
const KINDS = {
  unbounded_preceding: "UNBOUNDED PRECEDING",
  current: "CURRENT ROW",
  unbounded_following: "UNBOUNDED FOLLOWING",
};

function resolved(spec: WindowSpec, env: Env): WindowSpec {
  if (spec.base === undefined) return spec;
  const base = env.windows?.get(spec.base.toLowerCase());
  if (!base)
    throw new DialectError(
      "MISSING_WINDOW_SPECIFICATION",
      "42P20",
      `Window specification is not defined in the WINDOW clause for \`${spec.base}\`.`,
      spec.at,
    );
  const full = resolved(base, env);
  return {
    at: spec.at,
    partitionBy: spec.partitionBy.length ? spec.partitionBy : full.partitionBy,
    orderBy: spec.orderBy.length ? spec.orderBy : full.orderBy,
    ...((spec.frame ?? full.frame)
      ? { frame: (spec.frame ?? full.frame) as NonNullable<WindowSpec["frame"]> }
      : {}),
  };
}

/** The part in parentheses after OVER, as SQL and as Spark prints it. */
export function windowSql(e: ExprOf<"call">, env: Env): { sql: string; label: string } {
  const name = (e.name.at(-1) as string).toLowerCase();
  const window = resolved(e.over as WindowSpec, env);
  const partition = window.partitionBy.map((p) => analyse(p, env));
  const order = window.orderBy.map((o) => ({ ...o, typed: analyse(o.expr, env) }));
  if (order.length === 0 && (RANKING.has(name) || OFFSETS.has(name))) {
    throw new DialectError(
      "WINDOW_FUNCTION_AND_FRAME_MISMATCH",
      "42601",
      `Window function ${name}() requires window to be ordered, please add ORDER BY clause.`,
      e.at,
    );
  }
  if (window.frame && (RANKING.has(name) || OFFSETS.has(name))) {
    throw new DialectError(
      "WINDOW_FUNCTION_AND_FRAME_MISMATCH",
      "42K0E",
      `The window function ${name} does not take a frame of its own.`,
      e.at,
    );
  }
  const parts: string[] = [];
  const labels: string[] = [];
  if (partition.length) {
    parts.push(`PARTITION BY ${partition.map((p) => p.sql).join(", ")}`);
    labels.push(`PARTITION BY ${partition.map((p) => p.label).join(", ")}`);
  }
  if (order.length) {
    const nulls = (o: (typeof order)[number]): string =>
      `${o.descending ? "DESC" : "ASC"} NULLS ${o.nullsFirst ? "FIRST" : "LAST"}`;
    parts.push(`ORDER BY ${order.map((o) => `${o.typed.sql} ${nulls(o)}`).join(", ")}`);
    labels.push(`ORDER BY ${order.map((o) => `${o.typed.label} ${nulls(o)}`).join(", ")}`);
  }
  const frame = frameSql(
    window,
    order.map((o) => o.typed),
    env,
  );
  if (frame) parts.push(frame.sql);
  labels.push(frame?.label ?? defaultFrame(name, order.length > 0, e));
  return { sql: `(${parts.join(" ")})`, label: `(${labels.join(" ")})` };
}

function defaultFrame(name: string, ordered: boolean, e: ExprOf<"call">): string {
  if (RANKING.has(name))
    return name === "percent_rank" || name === "cume_dist"
      ? name === "cume_dist"
        ? "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
        : "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
      : "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW";
  if (OFFSETS.has(name)) {
    const second = e.args[1];
    const n = second?.k === "literal" ? String(second.value) : "1";
    const bound = name === "lag" ? `-${n} FOLLOWING` : `${n} FOLLOWING`;
    return `ROWS BETWEEN ${bound} AND ${bound}`;
  }
  return ordered
    ? "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
    : "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING";
}

function frameSql(window: WindowSpec, order: Typed[], env: Env): { sql: string; label: string } | undefined {
  const frame = window.frame;
  if (!frame) return undefined;
  const bounded = [frame.start, frame.end].some((b) => b.value);
  if (frame.unit === "RANGE" && bounded && order.length !== 1) {
    throw new DialectError(
      "DATATYPE_MISMATCH.RANGE_FRAME_MULTI_ORDER",
      "42K09",
      "A range window frame with value boundaries cannot be used in a window specification with multiple order by expressions.",
      window.at,
    );
  }
  const bound = (b: FrameBound): { sql: string; label: string } => {
    if (!b.value) {
      const text = KINDS[b.kind as keyof typeof KINDS];
      return { sql: text, label: text };
    }
    const value = analyse(b.value, env);
    const direction = b.kind === "preceding" ? "PRECEDING" : "FOLLOWING";
    if (frame.unit === "ROWS" && !isIntegral(value.type))
      throw new DialectError(
        "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE",
        "42K09",
        "A ROWS frame takes whole numbers.",
        window.at,
      );
    if (typeof value.literal === "bigint" && value.literal < 0n)
      return {
        sql: `${-value.literal} ${b.kind === "preceding" ? "FOLLOWING" : "PRECEDING"}`,
        label: `${value.label} ${direction}`,
      };
    // Spark shows a bound that it had to cast to the type of the order as a negative offset.
    const casts =
      frame.unit === "RANGE" &&
      order[0] !== undefined &&
      order[0].type.kind !== "date" &&
      isNumeric(value.type) &&
      !sameType(order[0].type, value.type);
    if (casts && b.kind === "preceding")
      return { sql: `${value.sql} PRECEDING`, label: `(- ${value.label}) FOLLOWING` };
    const days = frame.unit === "RANGE" && order[0]?.type.kind === "date" && isIntegral(value.type);
    return {
      sql: `${days ? `to_days(${value.sql})` : value.sql} ${direction}`,
      label: `${value.label} ${direction}`,
    };
  };
  const types = [frame.start, frame.end].map((b) => (b.value ? analyse(b.value, env).type : undefined));
  if (frame.unit === "RANGE" && types[0]?.kind === "interval" && types[1] && !sameType(types[0], types[1]))
    throw new DialectError(
      "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_DIFF_TYPES",
      "42K09",
      `The window frame bounds "${displayType(types[0])}" and "${displayType(types[1])}" do not have the same type.`,
      window.at,
    );
  const [start, end] = [bound(frame.start), bound(frame.end)];
  return {
    sql: `${frame.unit} BETWEEN ${start.sql} AND ${end.sql}`,
    label: `${frame.unit} BETWEEN ${start.label} AND ${end.label}`,
  };
}
