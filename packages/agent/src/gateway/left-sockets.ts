import { lstat, readdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A session's socket is this file, alone in a temporary folder of this prefix. */
export const SOCKET_NAME = "model.sock";
export const SOCKET_DIR_PREFIX = "lakehand-";

/** Removes the socket folders of servers that were killed: ours, with nothing but a socket nobody answers on. */
export async function removeLeftSockets(within: string = tmpdir()): Promise<void> {
  for (const name of await readdir(within)) {
    if (!name.startsWith(SOCKET_DIR_PREFIX) || name.length !== SOCKET_DIR_PREFIX.length + 6) continue;
    const folder = join(within, name);
    const info = await lstat(folder).catch(() => undefined);
    if (!info?.isDirectory() || info.uid !== process.getuid?.()) continue;
    const entries = await readdir(folder).catch(() => []);
    if (entries.length === 1 && entries[0] === SOCKET_NAME && (await isDead(join(folder, SOCKET_NAME))))
      await rm(folder, { recursive: true, force: true });
  }
}

function isDead(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket, () => {
      connection.destroy();
      resolve(false);
    });
    connection.once("error", (error: NodeJS.ErrnoException) => resolve(error.code === "ECONNREFUSED"));
  });
}
