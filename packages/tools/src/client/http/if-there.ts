import { isWorkspaceError } from "./workspace-error.ts";

/** Undefined where the workspace says that there is no such thing; all other failures go on. */
export async function ifThere<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isWorkspaceError(error) && error.code === "WORKSPACE_NOT_FOUND") return undefined;
    throw error;
  }
}

/** The same for a call that gives nothing, such as a deletion: whether the thing was there. */
export async function wasThere(call: Promise<void>): Promise<boolean> {
  return (await ifThere(call.then(() => true))) ?? false;
}

/** After a creation that failed in a way that leaves open whether the thing is there: what there is, else the failure. */
export async function orFind<T>(
  create: () => Promise<T>,
  find: () => Promise<T | undefined>,
  signal: AbortSignal,
): Promise<T> {
  try {
    return await create();
  } catch (error) {
    const unsure =
      isWorkspaceError(error) &&
      !signal.aborted &&
      error.code !== "WORKSPACE_BAD_REQUEST" &&
      error.code !== "WORKSPACE_NOT_SUPPORTED";
    const found = unsure ? await find().catch(() => undefined) : undefined;
    if (found !== undefined) return found;
    throw error;
  }
}

/** A creation, or where the workspace answers that there is such a thing already: what there is. */
export async function orThere<T>(
  create: Promise<T>,
  get: () => Promise<T>,
): Promise<{ thing: T; exists: boolean }> {
  try {
    return { thing: await create, exists: false };
  } catch (error) {
    if (!isWorkspaceError(error) || error.code !== "WORKSPACE_ALREADY_EXISTS") throw error;
    return { thing: await get(), exists: true };
  }
}
