import type { FromOf } from "../ast.ts";
import { DialectError, quoteName } from "../dialect-error.ts";
import type { Column, Env, Typed } from "./env.ts";
import { closest } from "./names.ts";
import { comparable } from "./operator.ts";
import { analyseFrom, booleanCondition, lateralPrefix, type Source } from "./relation.ts";

const WORDS = {
  inner: "JOIN",
  cross: "CROSS JOIN",
  left: "LEFT JOIN",
  right: "RIGHT JOIN",
  full: "FULL JOIN",
  semi: "SEMI JOIN",
  anti: "ANTI JOIN",
};

export function joinSource(item: FromOf<"join">, env: Env, before: Column[]): Source {
  const left = analyseFrom(item.left, env, before);
  const right = analyseFrom(item.right, env, [...before, ...left.columns]);
  const right0 = item.right.k === "join" ? `(${right.sql})` : right.sql;
  const text = (type: keyof typeof WORDS, condition: string): string =>
    `${left.sql} ${WORDS[type]} ${lateralPrefix(item.right)}${right0}${condition}`;
  const names = item.natural ? commonNames(left, right) : item.using;
  if (names) return usingJoin(item, names, left, right, env, text);
  const columns =
    item.type === "semi" || item.type === "anti" ? left.columns : [...left.columns, ...right.columns];
  if (item.type === "cross" || (item.type === "inner" && !item.on)) {
    if (item.on) {
      const on = booleanCondition(item.on, { ...env, columns: [...left.columns, ...right.columns] });
      return { sql: text("inner", ` ON ${on.sql}`), columns };
    }
    return { sql: text("cross", ""), columns };
  }
  const condition = item.on
    ? booleanCondition(item.on, { ...env, columns: [...left.columns, ...right.columns] }).sql
    : "true";
  return { sql: text(item.type, ` ON ${condition}`), columns };
}

function commonNames(left: Source, right: Source): string[] {
  const rights = new Set(right.columns.filter((c) => !c.hidden).map((c) => c.name.toLowerCase()));
  return left.columns.filter((c) => !c.hidden && rights.has(c.name.toLowerCase())).map((c) => c.name);
}

function usingColumn(side: Source, name: string, which: string, at: number): Column {
  const found = side.columns.filter((c) => !c.hidden && c.name.toLowerCase() === name.toLowerCase());
  if (found.length > 1)
    throw new DialectError(
      "AMBIGUOUS_REFERENCE",
      "42704",
      `Reference ${quoteName([name])} is ambiguous in the ${which} side of the join.`,
      at,
    );
  if (!found[0]) {
    throw new DialectError(
      "UNRESOLVED_USING_COLUMN_FOR_JOIN",
      "42703",
      `USING column ${quoteName([name])} cannot be resolved on the ${which} side of the join. The ${which}-side columns: [${closest(
        name,
        side.columns.map((c) => c.name),
        20,
      )
        .map((n) => quoteName([n]))
        .join(", ")}].`,
      at,
    );
  }
  return found[0];
}

/** USING and NATURAL: the key columns once, first; each side's own stay reachable by qualifier. */
function usingJoin(
  item: FromOf<"join">,
  names: string[],
  left: Source,
  right: Source,
  env: Env,
  text: (type: FromOf<"join">["type"], condition: string) => string,
): Source {
  const keys = names.map(
    (name) => [usingColumn(left, name, "left", item.at), usingColumn(right, name, "right", item.at)] as const,
  );
  const typed = (c: Column): Typed => ({ sql: c.sql, type: c.type, label: c.name, at: item.at });
  const conditions = keys.map(([l, r]) => {
    const [a, b] = comparable(typed(l), typed(r), env, `(${l.name} = ${r.name})`, item.at);
    return { a, b };
  });
  const on = conditions.length
    ? ` ON ${conditions.map(({ a, b }) => `${a.sql} = ${b.sql}`).join(" AND ")}`
    : " ON true";
  const type = item.type === "cross" ? "inner" : item.type;
  const sql = text(type, on);
  if (type === "semi" || type === "anti") return { sql, columns: left.columns };
  const merged = keys.map(([l, r], i): Column => {
    if (type === "right") return { ...r };
    if (type !== "full") return { ...l };
    const { a, b } = conditions[i] as { a: Typed; b: Typed };
    return { name: l.name, type: a.type, sql: `coalesce(${a.sql}, ${b.sql})`, qualifier: [] };
  });
  const used = new Set<Column>(keys.flat());
  const rest = (side: Source): Column[] => side.columns.filter((c) => !used.has(c));
  const hidden = keys.flat().map((c): Column => ({ ...c, hidden: true }));
  return { sql, columns: [...merged, ...rest(left), ...rest(right), ...hidden] };
}
