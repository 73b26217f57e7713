import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type AppLog, linesOf } from "./app-log.ts";
import type { AppCommand, AppLauncher, StartedApp } from "./app-sandbox.ts";

/** Time between being asked to end and being ended, as Databricks gives it. */
const GRACE_MS = 15_000;

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** One running process of an app, which listens on a port of its own. */
export class AppProcess {
  readonly port: number;
  /** Resolves when it has ended, however. */
  readonly ended: Promise<Exit>;
  readonly #started: StartedApp;
  #exit: Exit | undefined;

  constructor(launcher: AppLauncher, command: AppCommand, port: number, log: AppLog) {
    this.port = port;
    this.#started = launcher.start(command);
    const { child } = this.#started;
    for (const stream of [child.stdout, child.stderr]) linesOf(stream, (text) => log.write("APP", text));
    this.ended = new Promise((resolve) => {
      const end = (exit: Exit) => {
        this.#exit ??= exit;
        resolve(this.#exit);
      };
      child.once("error", (error) => {
        log.write("SYSTEM", error.message);
        end({ code: null, signal: null });
      });
      child.once("exit", (code, signal) => end({ code, signal }));
    });
  }

  get alive(): boolean {
    return this.#exit === undefined;
  }

  get pid(): number | undefined {
    return this.#started.child.pid;
  }

  /** True once it listens; false when it has ended before. Throws when it takes too long or is not wanted any more. */
  async listens(milliseconds: number, signal: AbortSignal): Promise<boolean> {
    const end = Date.now() + milliseconds;
    while (this.alive) {
      signal.throwIfAborted();
      if (await answers(this.port)) return true;
      if (Date.now() > end)
        throw new Error(
          `The app did not listen on port ${this.port} within ${Math.round(milliseconds / 1000)} s. It must listen on DATABRICKS_APP_PORT.`,
        );
      await Promise.race([sleep(50), this.ended]);
    }
    return false;
  }

  /** Asks it to end, and ends it when it does not. */
  async stop(): Promise<void> {
    if (!this.alive) return;
    this.#started.terminate();
    const timer = setTimeout(() => this.#started.child.kill("SIGKILL"), GRACE_MS);
    await this.ended;
    clearTimeout(timer);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", timeout: 1000 });
    const end = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
  });
}
