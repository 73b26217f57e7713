import { judgeSql } from "../../sql/judge-sql.ts";
import type { Judgement, WriteScope } from "../../types.ts";

type Input = Readonly<Record<string, unknown>>;

/** A call judged as the SQL that does the same. What gives no SQL is refused when it is called. */
export const judgeAsSql =
  (toSql: (input: Input, place: WriteScope) => string, unread = "names nothing that can be read") =>
  (input: Input, scope: WriteScope): Judgement => {
    let sql: string;
    try {
      sql = toSql(input, scope);
    } catch {
      return { consequence: "destructive", reason: unread };
    }
    const { parts: _, ...judged } = judgeSql(sql, {
      scope,
      place: { catalog: scope.catalog, schema: scope.schema },
    });
    return judged;
  };
