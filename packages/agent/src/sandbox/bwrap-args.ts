import { lstatSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import type { AgentFolders } from "./types.ts";

/** Where the gateway's socket is found inside. */
export const SOCKET_MOUNT = "/run/lakehand";

const MIB = 1024 * 1024;

/** System folders that may be links into /usr or folders of their own. */
const SYSTEM = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix"];
/** What programs need of /etc: certificates, the linker's cache, and the links of Debian's alternatives. */
const ETC = ["/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/etc/ld.so.cache", "/etc/alternatives"];

/** Options that older releases of bubblewrap lack; without them the sandbox is a little wider, still closed. */
export interface BwrapFeatures {
  /** No further user namespaces inside (0.8). */
  disableUserns: boolean;
  /** A limit on the size of /tmp (0.7). */
  tmpfsSize: boolean;
}

export interface BwrapSpec {
  features: BwrapFeatures;
  folders: AgentFolders;
  /** More folders to read, such as that of the agent's program. */
  readable: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
}

/**
 * Options of bubblewrap for an agent: own user, process, IPC, host-name and network namespaces, no
 * capabilities, and of the file system only programs, the agent's folders and its socket. Paths are the same
 * inside and outside, because transcripts name them.
 */
export function bwrapArgs(spec: BwrapSpec): string[] {
  const { folders, features } = spec;
  return [
    ["--die-with-parent", "--new-session"],
    ["--unshare-user", "--uid", "1000", "--gid", "1000"],
    features.disableUserns ? ["--disable-userns"] : [],
    ["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-net", "--hostname", "lakehand"],
    ["--cap-drop", "ALL"],
    ["--ro-bind", "/usr", "/usr"],
    ...SYSTEM.map(systemFolder),
    ...ETC.map((path) => ["--ro-bind-try", path, path]),
    ["--proc", "/proc", "--dev", "/dev"],
    features.tmpfsSize ? ["--size", String(512 * MIB)] : [],
    ["--tmpfs", "/tmp"],
    ...spec.readable.map((path) => ["--ro-bind", path, path]),
    ...[".claude-plugin", "skills"].map((name) => {
      const path = join(folders.pluginDir, name);
      return ["--ro-bind", path, path];
    }),
    ["--bind", folders.configDir, folders.configDir],
    ["--bind", folders.projectDir, folders.projectDir],
    folders.socketDir ? ["--ro-bind", folders.socketDir, SOCKET_MOUNT] : [],
    ["--chdir", spec.cwd],
    ["--clearenv"],
    ...Object.entries(spec.env).map(([name, value]) => ["--setenv", name, value]),
  ].flat();
}

function systemFolder(path: string): string[] {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return [];
  return stat.isSymbolicLink() ? ["--symlink", readlinkSync(path), path] : ["--ro-bind", path, path];
}
