import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { findProgram } from "./find-program.ts";

/**
 * In front of a command, asks the kernel to end it when this process goes away, however it goes. Empty where there is
 * no `setpriv` that can (other systems than Linux, busybox).
 */
export async function parentDeathCommand(
  setpriv: string | undefined = findProgram("setpriv"),
): Promise<readonly string[]> {
  if (process.platform !== "linux" || !setpriv) return [];
  const command = [setpriv, "--pdeathsig", "KILL", "--"];
  return promisify(execFile)(setpriv, [...command.slice(1), "true"], { timeout: 5_000 }).then(
    () => command,
    () => [],
  );
}
