import { isWorkspaceError, type Judgement, type WorkspaceClient } from "@lakehand/tools";

const LOOKUP_MS = 3_000;
const MOST_LOOKUPS = 20;

/** Catalogs that Unity Catalog's API does not answer for: "not found" there says nothing. */
const unanswered = new Set(["hive_metastore", "spark_catalog", "global_temp", "system", "session"]);

/** True only when the workspace itself says that there is no such object. */
async function isAbsent(look: () => Promise<unknown>): Promise<boolean> {
  try {
    await look();
    return false;
  } catch (error) {
    return isWorkspaceError(error) && error.code === "WORKSPACE_NOT_FOUND";
  }
}

/**
 * A call that is destructive only because it would replace something: looks whether there is anything to replace.
 * Any doubt (no answer in time, no right to look, too many names) leaves it destructive.
 */
export async function settleReplaces(
  judgement: Judgement,
  workspace: WorkspaceClient | undefined,
): Promise<Judgement> {
  const { replaces, ...rest } = judgement;
  if (!replaces || !workspace) return rest;
  const { names, otherwise } = replaces;
  if (names.length === 0 || names.length > MOST_LOOKUPS) return rest;
  if (names.some((name) => unanswered.has((name.split(".")[0] ?? "").toLowerCase()))) return rest;
  const signal = AbortSignal.timeout(LOOKUP_MS);
  const absent = await Promise.all(
    names.flatMap((name) => [
      isAbsent(() => workspace.unityCatalog.table(name, { signal })),
      isAbsent(() => workspace.unityCatalog.function(name, { signal })),
    ]),
  );
  if (!absent.every(Boolean)) return rest;
  const { parts: _, ...plain } = rest;
  return {
    ...plain,
    consequence: otherwise,
    reason: replaces.reason ?? `makes ${names.join(", ")}`,
    ...(replaces.parts ? { parts: replaces.parts } : {}),
  };
}
