import { access, chmod, constants, mkdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { ConfigError } from "../config/config.ts";

const STICKY = 0o1000;

/**
 * A folder of the state, made if missing, that this user can write. With `private` it is closed to other users,
 * unless it is plainly not ours alone: the home folder, one of another owner, or one like /tmp.
 */
export async function stateFolder(
  path: string,
  variable: string,
  options: { private: boolean },
): Promise<void> {
  try {
    await mkdir(path, { recursive: true, ...(options.private ? { mode: 0o700 } : {}) });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    if (!options.private) return;
    const { uid, mode } = await stat(path);
    if (uid === process.getuid?.() && (mode & STICKY) === 0 && path !== homedir()) await chmod(path, 0o700);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === "EROFS"
        ? "its disk is read-only"
        : code === "ENOSPC"
          ? "its disk is full"
          : code === "ENOTDIR" || code === "EEXIST"
            ? "a file is in its place"
            : `this user may not write there${code ? ` (${code})` : ""}`;
    throw new ConfigError(
      `The folder ${path} cannot be used: ${why}.`,
      `Set ${variable} to a folder that you may write, or make this one yours.`,
    );
  }
}
