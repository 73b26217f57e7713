import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { FAILED, PASSED, SKIPPED } from "./outcome.mjs";
import { rootDir, witnessDir } from "./places.mjs";

/** Names of all witnesses. */
export const witnesses = () =>
  readdirSync(witnessDir)
    .filter((name) => existsSync(join(witnessDir, name, "run.mjs")))
    .sort();

/** Runs them one after the other, with their lines on our terminal. */
export function runWitnesses(names = witnesses()) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const name of names) {
    console.log(`\n── witness ${name}`);
    const { status } = spawnSync(process.execPath, [join(witnessDir, name, "run.mjs")], {
      cwd: rootDir,
      stdio: "inherit",
    });
    const outcome = status === PASSED || status === SKIPPED ? status : FAILED;
    if (outcome === FAILED) console.log(`witness ${name} failed`);
    total[outcome === PASSED ? "passed" : outcome === SKIPPED ? "skipped" : "failed"] += 1;
  }
  return total;
}
