import { sameName, showable } from "../../sql/judge/names.ts";
import type { Judgement, WriteScope } from "../../types.ts";
import { volumePath } from "./volume-path.ts";

/** Whether a path lies in a volume of the schema that the conversation works in. */
function inScope(given: unknown, scope: WriteScope): boolean {
  if (typeof given !== "string") return false;
  try {
    const [, , catalog, schema] = volumePath(given).split("/");
    return sameName(catalog, scope.catalog) && sameName(schema, scope.schema);
  } catch {
    return false;
  }
}

export const judgeVolumeWrite =
  (verb: string) =>
  (input: Readonly<Record<string, unknown>>, scope: WriteScope): Judgement => {
    const { volume_path: path } = input;
    return {
      consequence: inScope(path, scope) ? "write" : "write_out_of_scope",
      reason: `${verb} ${showable(String(path ?? "a place that is not named"))}`,
    };
  };

export const judgeVolumeRemoval = ({ volume_path: path }: Readonly<Record<string, unknown>>): Judgement => ({
  consequence: "destructive",
  reason: `deletes ${showable(String(path ?? "files"))}`,
});
