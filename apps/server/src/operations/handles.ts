import type { OperationHandle } from "@lakehand/store";
import type { RunningThing } from "@lakehand/tools";

/** All that a call ever had going on, each marked once the call has seen its end. */
export function mergeHandles(
  known: readonly OperationHandle[],
  things: readonly RunningThing[],
): OperationHandle[] {
  const current = new Set(things.map(({ id }) => id));
  const merged = known.map((handle): OperationHandle => {
    const { ended: _, ...rest } = handle;
    return current.has(handle.id) ? (rest as OperationHandle) : ({ ...rest, ended: true } as OperationHandle);
  });
  const seen = new Set(known.map(({ id }) => id));
  for (const { kind, id, title, url } of things)
    if (!seen.has(id)) merged.push({ kind, id, title, ...(url ? { url } : {}) });
  return merged;
}

export const isOpenHandle = (handle: OperationHandle): boolean => handle.ended !== true;
