import { judgeSql } from "../../sql/judge-sql.ts";
import { splitStatements } from "../../sql/split-statements.ts";
import type { Judgement, WriteScope } from "../../types.ts";
import { said } from "../said.ts";

/** SQL is understood; code of any other language may do whatever the person may do. */
export function judgeCode(input: Readonly<Record<string, unknown>>, scope: WriteScope): Judgement {
  const { code, language } = input;
  if (language === "sql" && typeof code === "string" && splitStatements(code).length > 0)
    return {
      ...judgeSql(code, { scope, place: { catalog: scope.catalog, schema: scope.schema } }),
      editable: "code",
    };
  const name = typeof language === "string" && language.trim() !== "" ? language : "python";
  return {
    consequence: "destructive",
    reason: `runs ${said(name)} code, which may change anything that you may change`,
    editable: "code",
  };
}
