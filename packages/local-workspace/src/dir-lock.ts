import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Another live process already serves the folder. */
export class DirInUseError extends Error {
  readonly code = "WORKSPACE_IN_USE";
  readonly pid: number;
  constructor(dir: string, pid: number) {
    super(
      `The workspace folder ${dir} is already served by process ${pid}. Stop that one, or choose another folder.`,
    );
    this.name = "DirInUseError";
    this.pid = pid;
  }
}

/** Takes the folder for this process; throws DirInUseError while another live process has it. Returns the release. */
export function lockDir(dir: string): () => void {
  const file = join(dir, "lock");
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(file, identity(process.pid), { flag: "wx", mode: 0o600 });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt > 2) throw error;
      const holder = readFileSync(file, "utf8");
      const pid = Number.parseInt(holder, 10);
      if (holder === identity(process.pid) || (isAlive(pid) && holder === identity(pid)))
        throw new DirInUseError(dir, pid);
      rmSync(file, { force: true });
    }
  }
  return () => rmSync(file, { force: true });
}

/** The pid with the process' start time where the system tells it, so that a reused pid is not taken for the holder. */
function identity(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return `${pid} ${fields[19]}`;
  } catch {
    return `${pid}`;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  // An ended process whose parent has not asked about it (a zombie) serves nothing any more.
  return !/\) [ZX] /.test(readIfThere(`/proc/${pid}/stat`));
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
