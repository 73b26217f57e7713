import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { confined, environment, findBubblewrap, findProgram, inBubblewrap } from "../compute/bubblewrap.ts";

export interface AppCommand {
  command: readonly string[];
  /** Its own folder, which it may write to. */
  home: string;
  /** Where it starts, below `home`. */
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** Files that it may read beside. */
  reads?: readonly string[];
}

export interface StartedApp {
  child: ChildProcess;
  /** Asks it to end. */
  terminate(): void;
}

export interface AppLauncher {
  label: string;
  start(command: AppCommand): StartedApp;
}

// Core dumps, open files, the size of a file (in 512 byte blocks: 4 GiB).
const LIMITS = 'ulimit -c 0; ulimit -n 4096; ulimit -f 8388608; exec "$@"';
const limited = (command: readonly string[]) => ["/bin/sh", "-c", LIMITS, "sh", ...command];
const STDIO = ["ignore", "pipe", "pipe"] as ("ignore" | "pipe")[];

/** How apps are started on this machine, found out once: in bubblewrap where that works, else plainly, as notebooks are. */
export function findAppLauncher(): Promise<AppLauncher> {
  found ??= tryOut();
  return found;
}
let found: Promise<AppLauncher> | undefined;

async function tryOut(): Promise<AppLauncher> {
  const bwrap = findBubblewrap();
  if (bwrap && (await works(bwrap)))
    return { label: "in bubblewrap", start: (command) => startConfined(bwrap, command) };
  return { label: "without a sandbox", start: startPlainly };
}

async function works(bwrap: string): Promise<boolean> {
  try {
    const args = [...confined("app"), "--", "/bin/sh", "-c", "echo isolated"];
    const { stdout } = await promisify(execFile)(bwrap, args, { env: {}, timeout: 10_000 });
    return stdout.trim() === "isolated";
  } catch {
    return false;
  }
}

/** Folder of Node.js and npm, where the system's own folders do not hold them. */
const nodePrefix = (): string | undefined => {
  const prefix = dirname(dirname(process.execPath));
  return prefix === "/usr" || prefix === "/" || prefix.startsWith("/usr/") ? undefined : prefix;
};

function startConfined(bwrap: string, { command, home, cwd, env, reads = [] }: AppCommand): StartedApp {
  const prefix = nodePrefix();
  const options = [
    ...confined("app"),
    ...(prefix ? ["--ro-bind", prefix, prefix] : []),
    ...reads.flatMap((path) => ["--ro-bind", path, path]),
    ...["--bind", home, home, "--chdir", cwd],
    // Descriptor 3: which process it is, since bubblewrap itself passes no signal on.
    ...["--info-fd", "3"],
    ...environment({ ...env, PATH: searchPath(home, prefix) }),
  ];
  const child = inBubblewrap(bwrap, options, limited(command), [...STDIO, "pipe"]);
  let info = "";
  (child.stdio[3] as Readable | null)?.on("data", (data: Buffer) => {
    info += data.toString();
  });
  const terminate = () => {
    const first = Number(/"child-pid":\s*(\d+)/.exec(info)?.[1]);
    // The first process of the sandbox only waits; its children are the app.
    const inner = childrenOf(first);
    for (const pid of inner) signal(pid, "SIGTERM");
    if (inner.length === 0) child.kill("SIGKILL");
  };
  return { child, terminate };
}

function startPlainly({ command, home, cwd, env }: AppCommand): StartedApp {
  const setpriv = process.platform === "linux" ? findProgram("setpriv") : undefined;
  const tie = setpriv ? [setpriv, "--pdeathsig", "KILL", "--"] : [];
  const [program = "", ...args] = [...tie, ...limited(command)];
  const path = `${searchPath(home, undefined)}:${process.env.PATH ?? ""}`;
  // A group of its own, so that what it starts ends with it.
  const child = spawn(program, args, { cwd, env: { ...env, PATH: path }, stdio: STDIO, detached: true });
  const group = (name: NodeJS.Signals) => child.pid !== undefined && signal(-child.pid, name);
  child.once("exit", () => group("SIGKILL"));
  return { child, terminate: () => group("SIGTERM") };
}

const searchPath = (home: string, prefix: string | undefined) =>
  [join(home, "venv", "bin"), join(home, "bin"), ...(prefix ? [join(prefix, "bin")] : [])]
    .concat(["/usr/local/bin", "/usr/bin", "/bin"])
    .join(":");

function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
    return text.trim().split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}

/** Systems without a plain `python` get one in the app's own folder. */
export function provideTools(home: string): void {
  const python = findProgram("python3", "/usr/bin:/usr/local/bin") ?? findProgram("python3");
  const bin = join(home, "bin");
  mkdirSync(bin, { recursive: true });
  for (const [name, target] of [["python", python]] as const) {
    rmSync(join(bin, name), { force: true });
    if (target) symlinkSync(target, join(bin, name));
  }
}
