import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { confined, environment, findBubblewrap, findProgram, inBubblewrap } from "./bubblewrap.ts";
import { pythonHome } from "./python-home.ts";

/** Folders that a context's Python sees, as real paths. */
export interface PythonFolders {
  /** Its own: current folder, home, installed packages. */
  work: string;
  volumes: string;
  dbfs: string;
}

export interface PythonLauncher {
  /** For the page and the log. */
  label: string;
  sandboxed: boolean;
  /** Starts `python3 -m lakehand_workspace.driver`; descriptors 3 and 4 are its line to us. */
  start(folders: PythonFolders, env: Readonly<Record<string, string>>): ChildProcess;
}

const DRIVER = ["-u", "-m", "lakehand_workspace.driver"];

function programs(): { python: string | undefined; bwrap: string | undefined } {
  return {
    // In the sandbox only /usr is there, so that one first.
    python: findProgram("python3", "/usr/bin:/usr/local/bin") ?? findProgram("python3"),
    bwrap: findBubblewrap(),
  };
}

/**
 * How Python is started on this machine, found out by trying: in bubblewrap where that works (own processes, no file
 * but its folder, the volumes and DBFS), else plainly. Undefined where there is no python3. Found out once.
 */
export function findPython(): Promise<PythonLauncher | undefined> {
  found ??= tryOut();
  return found;
}

let found: Promise<PythonLauncher | undefined> | undefined;

async function tryOut(): Promise<PythonLauncher | undefined> {
  const { python, bwrap } = programs();
  if (!python) return undefined;
  if (bwrap && python.startsWith("/usr/") && (await works(bwrap, python)))
    return {
      label: "Python in bubblewrap",
      sandboxed: true,
      start: (folders, env) =>
        inBubblewrap(
          bwrap,
          sandboxArgs(folders, env),
          [python, ...DRIVER],
          ["ignore", "pipe", "pipe", "pipe", "pipe"],
        ),
    };
  return {
    label: "Python without a sandbox",
    sandboxed: false,
    start: (folders, env) =>
      spawn(python, DRIVER, {
        cwd: folders.work,
        env: {
          ...env,
          PATH: process.env.PATH ?? "",
          HOME: folders.work,
          PYTHONPATH: pythonHome,
          LAKEHAND_SITE: join(folders.work, ".site"),
          LAKEHAND_VOLUMES: folders.volumes,
          LAKEHAND_DBFS: folders.dbfs,
        },
        stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
      }),
  };
}

async function works(bwrap: string, python: string): Promise<boolean> {
  const work = mkdtempSync(join(tmpdir(), "lakehand-python-"));
  try {
    const options = sandboxArgs({ work, volumes: work, dbfs: work }, {});
    const { stdout } = await promisify(execFile)(
      bwrap,
      [...options, "--", python, "-c", "import lakehand_workspace.types; print('isolated')"],
      { env: {}, timeout: 10_000 },
    );
    return stdout.trim() === "isolated";
  } catch {
    return false;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function sandboxArgs(folders: PythonFolders, env: Readonly<Record<string, string>>): string[] {
  const all: Record<string, string> = {
    ...env,
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: folders.work,
    LANG: "C.UTF-8",
    PYTHONPATH: pythonHome,
    PYTHONDONTWRITEBYTECODE: "1",
    LAKEHAND_SITE: join(folders.work, ".site"),
  };
  return [
    ...confined("local-cluster"),
    ...["--ro-bind", pythonHome, pythonHome],
    ...["--bind", folders.work, folders.work],
    ...["--bind", folders.volumes, "/Volumes"],
    ...["--bind", folders.dbfs, "/dbfs"],
    ...["--chdir", folders.work],
    ...environment(all),
  ];
}
