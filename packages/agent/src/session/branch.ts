import type { Entry } from "./transcript-file.ts";

/**
 * The entries of a transcript as the beginning of another session: all up to and including `at`, under the new
 * session's id. Undefined when `at` is not among them.
 */
export function branchOf(
  entries: readonly Entry[],
  at: string | undefined,
  sessionId: string,
): Entry[] | undefined {
  const last = at === undefined ? entries.length - 1 : entries.findIndex((entry) => entry.uuid === at);
  if (last < 0) return undefined;
  return entries
    .slice(0, last + 1)
    .map((entry) => ("sessionId" in entry ? { ...entry, sessionId } : { ...entry }));
}
