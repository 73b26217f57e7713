// The frame of a witness: it starts what it needs, prints a line per check and ends with PASSED, FAILED or SKIPPED.
import { spawn } from "node:child_process";
import { FAILED, PASSED, SKIPPED, Unreachable } from "./outcome.mjs";

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

/** Runs a program whose lines are checks (`ok …`, `failed …`); gives how many failed, at least 1 for a bad exit. */
export async function checksOf(command, args, env) {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
    process.stdout.write(chunk);
  });
  const code = await new Promise((resolve) => child.on("close", (status) => resolve(status ?? 1)));
  const failed = text.split("\n").filter((line) => /^\s*failed\b/.test(line)).length;
  return Math.max(failed, code === 0 ? 0 : 1);
}
