import { execFile } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type BwrapFeatures, bwrapArgs } from "./bwrap-args.ts";
import { findProgram } from "./find-program.ts";
import { type BwrapProgram, spawnBwrap } from "./spawn-bwrap.ts";
import type { SandboxReport } from "./types.ts";

const WITHOUT = "file and SQL tools only, no Bash";

export type Probe = SandboxReport & { program?: BwrapProgram };

/** Runs a command in a sandbox exactly like the agent's and reports whether it really isolates. */
export async function probe(): Promise<Probe> {
  if (process.platform !== "linux")
    return {
      bash: false,
      label: `${WITHOUT} (the sandbox needs Linux)`,
      next: "Run Lakehand on Linux, in WSL 2 or in a Linux virtual machine to give the agent Bash and Python.",
    };
  const bwrap = findProgram("bwrap");
  if (!bwrap)
    return {
      bash: false,
      label: `${WITHOUT} (bubblewrap is not installed)`,
      next: `Run ${installCommand()} and start again to give the agent Bash and Python.`,
    };
  const program: BwrapProgram = {
    bwrap,
    features: await featuresOf(bwrap),
    prlimit: findProgram("prlimit"),
  };
  const { ok, said } = await tryOut(program);
  if (!ok)
    return {
      bash: false,
      label: `${WITHOUT} (bubblewrap cannot make a sandbox here)`,
      next: unlock(said),
    };
  const python = findProgram("python3", "/usr/bin:/usr/local/bin");
  return { bash: true, label: `bubblewrap: Bash${python ? " and Python" : ""}`, program };
}

const CHECK = `test "$(id -u)" = 1000 && test ! -e "$OUTSIDE" && touch "$PROJECT/x" \
&& test -z "$(tr -d '\\0' < /proc/1/environ)" && test "$(readlink /proc/self/ns/net)" != "$NETWORK" && echo isolated`;

async function featuresOf(bwrap: string): Promise<BwrapFeatures> {
  const help = await promisify(execFile)(bwrap, ["--help"], { env: {} }).then(
    ({ stdout, stderr }) => stdout + stderr,
    () => "",
  );
  return { disableUserns: help.includes("--disable-userns"), tmpfsSize: help.includes("--size ") };
}

async function tryOut(program: BwrapProgram): Promise<{ ok: boolean; said: string }> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), "lakehand-probe-")));
  const folder = async (name: string) => {
    await mkdir(join(dir, name), { recursive: true });
    return join(dir, name);
  };
  try {
    const pluginDir = await folder("plugin");
    await folder("plugin/skills");
    await folder("plugin/.claude-plugin");
    const [projectDir, configDir, socketDir, outside] = await Promise.all(
      ["project", "config", "socket", "outside"].map(folder),
    );
    const options = bwrapArgs({
      features: program.features,
      folders: {
        projectDir: projectDir as string,
        configDir: configDir as string,
        tempDir: "/tmp",
        pluginDir,
        socketDir: socketDir as string,
      },
      readable: [],
      cwd: projectDir as string,
      env: {
        PATH: "/usr/bin:/bin",
        PROJECT: projectDir as string,
        OUTSIDE: outside as string,
        NETWORK: readlinkSync("/proc/self/ns/net"),
      },
    });
    return await new Promise((resolve) => {
      const child = spawnBwrap(program, options, ["/bin/bash", "-c", CHECK]);
      let said = "";
      const collect = (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(0, 4_000);
      };
      child.stdout?.on("data", collect);
      child.stderr?.on("data", collect);
      const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
      const end = (ok: boolean) => {
        clearTimeout(timer);
        resolve({ ok, said });
      };
      child.once("error", () => end(false));
      child.once("close", (code) => end(code === 0 && said.includes("isolated")));
    });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function installCommand(): string {
  const managers: [string, string][] = [
    ["apt-get", "sudo apt-get install bubblewrap"],
    ["dnf", "sudo dnf install bubblewrap"],
    ["pacman", "sudo pacman -S bubblewrap"],
    ["apk", "sudo apk add bubblewrap"],
    ["zypper", "sudo zypper install bubblewrap"],
  ];
  return managers.find(([name]) => findProgram(name))?.[1] ?? "your package manager's install of bubblewrap";
}

/** What stops unprivileged user namespaces, when the kernel says it. */
function unlock(said: string): string {
  const again = "and start again to give the agent Bash and Python.";
  if (sysctl("kernel/apparmor_restrict_unprivileged_userns") === "1")
    return `Run sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 ${again}`;
  if (sysctl("kernel/unprivileged_userns_clone") === "0")
    return `Run sudo sysctl -w kernel.unprivileged_userns_clone=1 ${again}`;
  if (sysctl("user/max_user_namespaces") === "0")
    return `Run sudo sysctl -w user.max_user_namespaces=10000 ${again}`;
  const reason = said.split("\n")[0]?.trim();
  return `Allow user namespaces for this user (in a container: run it with them allowed) ${again}${reason ? ` It said: ${reason}` : ""}`;
}

function sysctl(name: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${name}`, "utf8").trim();
  } catch {
    return undefined;
  }
}
