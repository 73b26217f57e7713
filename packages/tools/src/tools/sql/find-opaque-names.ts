import { isWorkspaceError } from "../../client/http/workspace-error.ts";
import type { WorkspaceClient } from "../../client/workspace-client.ts";
import { mapLimited } from "../../map-limited.ts";
import { builtinFunctions } from "../../sql/builtin-functions.ts";
import { everything, type ObjectPath } from "../../sql/object-path.ts";

const mostLookups = 60;
const notFound = new Set([
  "WORKSPACE_NOT_FOUND",
  "WORKSPACE_NOT_SUPPORTED",
  "WORKSPACE_BAD_REQUEST",
  "WORKSPACE_NAME_INVALID",
]);

function fullName(path: ObjectPath): string | undefined {
  return path.length === 3 && path.every((part) => part !== null) ? path.join(".") : undefined;
}

async function ask(read: () => Promise<boolean>): Promise<boolean> {
  try {
    return await read();
  } catch (error) {
    // No such object: a column, an alias or a CTE. Not being allowed to look means it may be anything.
    return !(isWorkspaceError(error) && notFound.has(error.code));
  }
}

/**
 * Those of the names that are views or functions in the workspace (or may be, for what cannot be looked up): behind
 * them may be any other object. A name that is not complete cannot be looked up.
 */
export async function findOpaqueNames(
  client: WorkspaceClient,
  names: { relations: readonly ObjectPath[]; calls: readonly ObjectPath[] },
  signal: AbortSignal,
): Promise<ObjectPath[]> {
  const calls = names.calls.filter((path) => !builtinFunctions.has(path.at(-1) ?? ""));
  const asks = [
    ...names.relations.map((path) => ({ path, isFunction: false })),
    ...calls.filter((path) => fullName(path)).map((path) => ({ path, isFunction: true })),
  ];
  if (asks.length > mostLookups) return [everything];
  const answers = await mapLimited(asks, 8, async ({ path, isFunction }) => {
    const name = fullName(path);
    if (!name) return path;
    const opaque = await ask(async () => {
      if (isFunction) return Boolean(await client.unityCatalog.function(name, { signal }));
      const { table_type } = await client.unityCatalog.table(name, { signal });
      return table_type === "VIEW" || table_type === "METRIC_VIEW" || !table_type;
    });
    return opaque ? path : undefined;
  });
  return answers.filter((path) => path !== undefined);
}
