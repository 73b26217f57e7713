import { type ChildProcess, spawn } from "node:child_process";
import { chown, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

export interface Product {
  url: string;
  home: string;
  workspaceUrl: string;
  /** Everything printed so far. */
  output(): string;
  /** Bearer token of the embedded workspace. */
  workspaceToken(): Promise<string>;
  process: ChildProcess;
  /** SIGTERM (or another signal), then waits for the end. Gives the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Starts again on the same state and ports. */
  restart(): Promise<void>;
  /** Stops and removes the state. */
  dispose(): Promise<void>;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

/** `npm start` as a user has it, on free ports and in a folder of its own. Nothing of the caller's settings leaks in. */
export async function startProduct(
  env: Record<string, string> = {},
  options: { awaitReady?: boolean; uid?: number } = {},
): Promise<Product> {
  const home = env.LAKEHAND_HOME ?? (await mkdtemp(join(tmpdir(), "lakehand-e2e-")));
  const port = env.PORT ? Number(env.PORT) : await freePort();
  const workspacePort = env.LOCAL_WORKSPACE_PORT ? Number(env.LOCAL_WORKSPACE_PORT) : await freePort();
  if (options.uid !== undefined) await chown(home, options.uid, options.uid);
  let output = "";
  const start = () => {
    const child = spawn(process.execPath, [join(root, "scripts/start.mjs")], {
      cwd: root,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        LAKEHAND_HOME: home,
        PORT: String(port),
        LOCAL_WORKSPACE_PORT: String(workspacePort),
        LAKEHAND_LOCAL_MODELS: "off",
        PRACTICE_PACE_MS: "1",
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text: string) => {
        output += text;
      });
    }
    return child;
  };
  const ended = (child: ChildProcess) =>
    new Promise<number | null>((done) =>
      child.exitCode !== null || child.signalCode !== null
        ? done(child.exitCode)
        : child.once("exit", (code) => done(code)),
    );
  const ready = async (child: ChildProcess) => {
    const from = output.length;
    for (let i = 0; i < 1200; i++) {
      if (output.slice(from).includes("is ready at")) return;
      if (child.exitCode !== null) throw new Error(`the product ended with ${child.exitCode}:\n${output}`);
      await new Promise((wait) => setTimeout(wait, 50));
    }
    throw new Error(`the product was not ready in 60 s:\n${output}`);
  };
  const product: Product = {
    url: `http://localhost:${port}`,
    home,
    workspaceUrl: `http://127.0.0.1:${workspacePort}`,
    output: () => output,
    workspaceToken: async () => (await readFile(join(home, "workspace", "token"), "utf8")).trim(),
    process: start(),
    async stop(signal = "SIGTERM") {
      if (product.process.exitCode === null && product.process.signalCode === null)
        product.process.kill(signal);
      return ended(product.process);
    },
    async restart() {
      product.process = start();
      await ready(product.process);
    },
    async dispose() {
      await product.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
  if (options.awaitReady ?? true) await ready(product.process);
  return product;
}
