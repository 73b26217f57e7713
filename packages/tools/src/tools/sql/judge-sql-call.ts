import { judgeSql } from "../../sql/judge-sql.ts";
import type { Judgement, WriteScope } from "../../types.ts";

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;

/** Judges a call whose SQL is in the input's `field`; `catalog` and `schema` of the call complete short names. */
export function judgeSqlCall(field: string) {
  return (input: Readonly<Record<string, unknown>>, scope: WriteScope): Judgement => {
    const catalog = text(input.catalog) ?? scope.catalog;
    // A schema belongs to its catalog: another catalog drops the selected schema.
    const inherits = text(input.catalog) === undefined || text(input.catalog) === scope.catalog;
    const schema = text(input.schema) ?? (inherits ? scope.schema : undefined);
    return { ...judgeSql(input[field], { scope, place: { catalog, schema } }), editable: field };
  };
}
