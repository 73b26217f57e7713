// A virtual environment of PyPI packages for one witness, in `witness/.venv-<name>`; made once, kept while the list stays.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Unreachable } from "./outcome.mjs";
import { witnessDir } from "./places.mjs";

/** The python of the environment. Throws Unreachable when python3 or the registry is not to be had. */
export function pythonWith(name, packages) {
  const place = join(witnessDir, `.venv-${name}`);
  const python = join(place, "bin/python");
  const stamp = join(place, "packages.txt");
  const wanted = packages.join("\n");
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return python;
  const made = spawnSync("python3", ["-m", "venv", "--clear", place], { encoding: "utf8" });
  if (made.error || made.status !== 0)
    throw new Unreachable(
      `python3 cannot make a virtual environment: ${lastLine(made.stderr ?? String(made.error))}`,
    );
  console.log(`  installing ${packages.join(" ")} …`);
  const installed = spawnSync(
    python,
    ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages],
    { encoding: "utf8", timeout: 15 * 60_000 },
  );
  if (installed.status !== 0)
    throw new Unreachable(`the registry does not give ${packages.join(", ")}: ${lastLine(installed.stderr)}`);
  writeFileSync(stamp, wanted);
  return python;
}

const lastLine = (text) => text.trim().split("\n").at(-1) ?? "";
