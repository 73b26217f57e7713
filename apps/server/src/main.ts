import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { LakehandError } from "@lakehand/protocol";
import { readConfig } from "./config/config.ts";
import { staticFiles } from "./http/static-files.ts";
import { type RunningServer, startServer } from "./server.ts";

export { doctor } from "./doctor.ts";

export const VERSION = "0.1.0";
/** Databricks Apps kills 15 s after SIGTERM. */
const STOP_LIMIT_MS = 12_000;

/** The repository's folder, from `src/` and from `dist/`. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");

/** Starts the product and stays until a signal. Failures end the process with a sentence and what to do. */
export async function main(): Promise<void> {
  const started = performance.now();
  let starting: Promise<RunningServer> | undefined;
  // From the first moment on: a part that has started before the others are ready must not stay behind either.
  const stopping = stopOnSignal(async () => (await starting)?.close());
  try {
    const config = readConfig(process.env, root);
    const webDir = join(root, "apps/web/dist");
    starting = startServer({
      config,
      version: VERSION,
      ...(existsSync(webDir) ? { page: await staticFiles(webDir) } : {}),
    });
    const server = await starting;
    if (stopping()) return;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`\nLakehand is ready at ${server.url} (${seconds} s)`);
    console.log(`  ${server.parts}`);
    console.log(
      `  sandbox: ${server.sandbox.label}${server.sandbox.next ? ` → ${server.sandbox.next}` : ""}`,
    );
    console.log(`  state: ${config.home} · API: ${server.url}/docs · stop: Ctrl-C`);
  } catch (error) {
    if (stopping()) return;
    explain(error);
    process.exit(1);
  }
}

/** Ends the process in order at a signal, at once at a second one. The answer says whether one has come. */
function stopOnSignal(close: () => Promise<void>): () => boolean {
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      console.log("\nStopping …");
      setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
      // What failed to start has been closed by itself.
      void close()
        .catch(() => {})
        .then(() => process.exit(0));
    });
  }
  return () => stopping;
}

/** A failure for the terminal: the sentence and the next step; a stack only for what is not ours. */
export function explain(error: unknown): void {
  if (LakehandError.isInstance(error)) {
    console.error(`\n✗ ${error.message}`);
    if (error.next) console.error(`  → ${error.next}`);
    return;
  }
  console.error("\n✗ Lakehand could not start.");
  console.error(error);
}
