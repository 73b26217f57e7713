// The frame of a witness: it starts what it needs, prints a line per check and ends with PASSED, FAILED or SKIPPED.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { FAILED, PASSED, SKIPPED, Unreachable } from "./outcome.mjs";
import { witnessDir } from "./places.mjs";
import { pythonWith } from "./python.mjs";
import { startWorkspace } from "./workspace.mjs";

/** Runs `work`, which gives the number of failed checks. */
export async function witness(work) {
  try {
    process.exitCode = (await work()) === 0 ? PASSED : FAILED;
  } catch (error) {
    if (error instanceof Unreachable) {
      console.log(`  skipped: ${error.message}`);
      process.exitCode = SKIPPED;
      return;
    }
    console.error(error);
    process.exitCode = FAILED;
  }
}

/** A witness in Python: `check.py` in the folder of its name, on a workspace of its own. */
export const pythonWitness = (name, packages) =>
  witness(async () => {
    const python = pythonWith(name, packages);
    const workspace = await startWorkspace();
    try {
      return await checksOf(python, [join(witnessDir, name, "check.py")], clientEnvironment(workspace));
    } finally {
      await workspace.stop();
    }
  });

/** How Databricks' clients are told of a workspace, and kept from the machine's own settings. */
export const clientEnvironment = ({ url, token }) => ({
  DATABRICKS_HOST: url,
  DATABRICKS_TOKEN: token,
  DATABRICKS_CONFIG_FILE: "/dev/null",
});

/**
 * Runs a program whose lines are checks (`ok …`, `failed …`); gives how many failed, at least 1 for a bad exit and for
 * a program that has checked nothing.
 */
export async function checksOf(command, args, env) {
  const child = spawn(command, args, {
    env: { ...process.env, PYTHONPATH: join(witnessDir, "lib"), ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
    process.stdout.write(chunk);
  });
  const code = await new Promise((resolve) => child.on("close", (status) => resolve(status ?? 1)));
  const lines = text.split("\n");
  const failed = lines.filter((line) => /^\s*failed\b/.test(line)).length;
  const checked = lines.some((line) => /^\s*ok\b/.test(line));
  return Math.max(failed, code === 0 && checked ? 0 : 1);
}
