import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type AppLog, linesOf } from "./app-log.ts";
import type { AppLauncher } from "./app-sandbox.ts";

export interface BuildParts {
  launcher: AppLauncher;
  log: AppLog;
  signal: AbortSignal;
}

const MOST_MINUTES = 20;
/** Where packages come from is this machine's business; nothing else of its environment reaches a build. */
const PASSED =
  /^(npm_config_(registry|cafile|strict_ssl)|pip_(index_url|extra_index_url|find_links|cert|trusted_host|no_index|default_timeout)|https?_proxy|no_proxy|node_extra_ca_certs|ssl_cert_file)$/i;

const manifestSchema = z.object({ scripts: z.record(z.string(), z.string()).default({}) }).loose();

/** Installs what the app needs, as Databricks does: npm first, then pip, then the app's own build. Throws an Error for people. */
export async function buildApp(home: string, source: string, parts: BuildParts): Promise<void> {
  const has = (name: string) => existsSync(join(source, name));
  if (has("package.json")) {
    await run(["npm", "install", "--no-audit", "--no-fund"], home, source, parts);
  }
  if (has("requirements.txt")) {
    const venv = ["--system-site-packages", "--without-pip", join(home, "venv")];
    await run(["python", "-m", "venv", ...venv], home, source, parts);
    // The system's pip does, where there is one; making one takes as long as all the rest.
    await run(["python", "-m", "pip", "--version"], home, source, parts).catch(() => {
      parts.signal.throwIfAborted();
      return run(["python", "-m", "ensurepip"], home, source, parts);
    });
    const install = ["install", "--disable-pip-version-check", "-r", "requirements.txt"];
    await run(["python", "-m", "pip", ...install], home, source, parts);
  }
  if (has("package.json") && scriptsOf(source).build !== undefined)
    await run(["npm", "run", "build"], home, source, parts);
}

function scriptsOf(source: string): Record<string, string> {
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(join(source, "package.json"), "utf8"))).scripts;
  } catch {
    throw new Error("package.json cannot be read.");
  }
}

async function run(command: string[], home: string, cwd: string, { launcher, log, signal }: BuildParts) {
  const passed = Object.entries(process.env).filter(
    (entry): entry is [string, string] => PASSED.test(entry[0]) && entry[1] !== undefined,
  );
  const files = passed
    .map(([, value]) => value)
    .filter((value) => value.startsWith("/") && existsSync(value));
  log.write("BUILD", `$ ${command.join(" ")}`);
  const { child } = launcher.start({
    command,
    home,
    cwd,
    env: { ...Object.fromEntries(passed), HOME: home, LANG: "C.UTF-8", CI: "1" },
    reads: files,
  });
  let last = "";
  for (const stream of [child.stdout, child.stderr])
    linesOf(stream, (line) => {
      last =
        line
          .trim()
          .split("\n")
          .findLast((each) => /\S/.test(each)) ?? last;
      log.write("BUILD", line);
    });
  const stop = () => child.kill("SIGKILL");
  signal.addEventListener("abort", stop, { once: true });
  const timer = setTimeout(stop, MOST_MINUTES * 60_000);
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("close", (exit) => resolve(exit));
  });
  clearTimeout(timer);
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
  if (code !== 0)
    throw new Error(
      `${command
        .filter((word) => !/^(python|-m)$/.test(word))
        .slice(0, 2)
        .join(
          " ",
        )} failed${code === null ? "" : ` with exit code ${code}`}: ${last || "it said nothing"}. If the registry of packages is out of reach, bring what the app needs in its folder.`,
    );
}
