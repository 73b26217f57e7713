import { sameName } from "../../sql/judge/names.ts";
import type { Judgement, WriteScope } from "../../types.ts";
import { said } from "../said.ts";

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;

/** Making or changing a pipeline writes where its tables go; running it also costs. */
export function judgePipelineChange(input: Readonly<Record<string, unknown>>, scope: WriteScope): Judgement {
  const name = said(text(input.name) ?? text(input.pipeline_id) ?? "a pipeline");
  const catalog = text(input.catalog);
  const schema = text(input.schema);
  if (input.start_run === true)
    return { consequence: "costs", reason: `makes and runs the pipeline ${name}` };
  const inScope = sameName(catalog, scope.catalog) && sameName(schema, scope.schema);
  return inScope
    ? { consequence: "write", reason: `makes or changes the pipeline ${name}` }
    : {
        consequence: "write_out_of_scope",
        reason: `makes or changes the pipeline ${name}, whose tables go to ${said(catalog ?? "?")}.${said(schema ?? "?")}`,
      };
}

/** A full refresh begins its tables anew; other updates only cost, and a validation runs nothing. */
export function judgeUpdate(input: Readonly<Record<string, unknown>>): Judgement {
  const id = said(text(input.pipeline_id) ?? "a pipeline");
  if (input.validate_only === true) return { consequence: "read", reason: `checks the pipeline ${id}` };
  const selected = Array.isArray(input.full_refresh_selection) && input.full_refresh_selection.length > 0;
  if (input.full_refresh === true || selected)
    return { consequence: "destructive", reason: `empties tables of the pipeline ${id} and fills them anew` };
  return { consequence: "costs", reason: `runs the pipeline ${id}` };
}
