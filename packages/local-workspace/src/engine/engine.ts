import type { ChildProcess } from "node:child_process";
import { EngineError } from "./engine-error.ts";
import { forkEngine } from "./fork-engine.ts";
import type {
  BoundSql,
  CatalogFile,
  EngineConfig,
  EngineRequest,
  FromEngine,
  StatementJob,
  StatementOutcome,
  ToEngine,
} from "./messages.ts";

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
  cancelled?: boolean;
}

const cancelled = () => new EngineError("cancelled", "The statement was cancelled.");

export interface EngineOptions {
  /** Asked at each start, so that a restart attaches the catalogs of that moment. */
  config(): EngineConfig;
  /** Runs after each start, before anything else reaches the engine. */
  opened?(read: ReadRows): Promise<void>;
  /** A cancelled statement that has not ended by then cannot be interrupted; the process is ended for it. */
  cancelPatienceMs?: number;
  log(line: string): void;
}

/** A small metadata read; rows hold JSON values. */
export type ReadRows = (sql: string, values?: BoundSql["values"]) => Promise<unknown[][]>;

const crashed = (reason = "The SQL engine stopped unexpectedly") =>
  new EngineError("crashed", `${reason} and was started again. Committed data is intact.`);
const CANCEL_PATIENCE_MS = 10_000;
const QUICK_CRASHES = 3;

/** The server's side of the engine process. Starts it again when it dies; what ran then fails with kind "crashed". */
export class Engine {
  readonly #options: EngineOptions;
  readonly #pending = new Map<number, Pending>();
  #child: ChildProcess | undefined;
  #opened: Promise<void> | undefined;
  #nextId = 1;
  #closed = false;
  #crashes: number[] = [];
  #lastStderr = "";
  #lastWord: string | undefined;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** Resolves when the engine answers; starts it if needed. */
  start(): Promise<void> {
    if (this.#closed) return Promise.reject(new EngineError("internal", "The engine is closed."));
    this.#opened ??= this.#open();
    return this.#opened;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async ping(): Promise<void> {
    await this.#call({ op: "ping" });
  }

  async attach(catalog: CatalogFile, setup: BoundSql[] = []): Promise<void> {
    await this.#call({ op: "attach", catalog, setup });
  }

  async detach(alias: string): Promise<void> {
    await this.#call({ op: "detach", alias });
  }

  readonly read: ReadRows = async (sql, values) =>
    (await this.#call(readRequest(sql, values))) as unknown[][];

  /** Runs one statement. `signal` interrupts it: the promise then rejects with kind "cancelled". */
  async statement(job: StatementJob, signal?: AbortSignal): Promise<StatementOutcome> {
    return (await this.#call({ op: "statement", job }, signal)) as StatementOutcome;
  }

  /** Ends the process; it is not started again. */
  async close(): Promise<void> {
    this.#closed = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      const force = setTimeout(() => child.kill("SIGKILL"), 3000);
      child.once("exit", () => {
        clearTimeout(force);
        resolve();
      });
      if (child.connected) child.disconnect();
      else child.kill("SIGTERM");
    });
  }

  async #open(): Promise<void> {
    const now = Date.now();
    this.#crashes = this.#crashes.filter((at) => now - at < 30_000);
    if (this.#crashes.length >= QUICK_CRASHES) {
      this.#opened = undefined;
      throw new EngineError(
        "crashed",
        `The SQL engine stopped ${QUICK_CRASHES} times within 30 seconds. ${this.#lastStderr}`.trim(),
      );
    }
    const child = forkEngine();
    this.#child = child;
    child.on("message", (message: FromEngine) => this.#receive(message));
    child.stderr?.on("data", (data: Buffer) => {
      this.#lastStderr = data.toString().trim().slice(-500);
      this.#options.log(`engine: ${this.#lastStderr}`);
    });
    child.on("error", (error) => this.#lost(child, error.message));
    child.on("exit", (code, signal) => this.#lost(child, signal ?? `code ${code}`));
    await this.#send({ op: "open", config: this.#options.config() });
    await this.#options.opened?.(
      async (sql, values) => (await this.#send(readRequest(sql, values))) as unknown[][],
    );
  }

  #lost(child: ChildProcess, reason: string) {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#opened = undefined;
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    if (!this.#closed) {
      this.#crashes.push(Date.now());
      this.#options.log(`engine stopped (${reason}); starting it again`);
    }
    for (const pending of waiting) pending.reject(pending.cancelled ? cancelled() : crashed(this.#lastWord));
    this.#lastWord = undefined;
    if (!this.#closed) this.start().catch((error: Error) => this.#options.log(`engine: ${error.message}`));
  }

  async #call(request: EngineRequest, signal?: AbortSignal): Promise<unknown> {
    await this.start();
    return this.#send(request, signal);
  }

  #send(request: EngineRequest, signal?: AbortSignal): Promise<unknown> {
    const child = this.#child;
    if (!child) return Promise.reject(crashed());
    if (signal?.aborted) return Promise.reject(cancelled());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      let patience: NodeJS.Timeout | undefined;
      const cancel = () => {
        const pending = this.#pending.get(id);
        if (pending) pending.cancelled = true;
        if (child.connected) child.send({ cancel: id } satisfies ToEngine);
        patience = setTimeout(() => {
          this.#options.log("a cancelled statement did not end; the engine is ended for it");
          this.#lastWord = "The SQL engine was ended because a cancelled statement did not stop";
          child.kill("SIGKILL");
        }, this.#options.cancelPatienceMs ?? CANCEL_PATIENCE_MS);
      };
      const done = () => {
        clearTimeout(patience);
        signal?.removeEventListener("abort", cancel);
      };
      signal?.addEventListener("abort", cancel, { once: true });
      const fail = (error: Error) => {
        done();
        reject(error);
      };
      this.#pending.set(id, {
        resolve: (value) => {
          done();
          resolve(value);
        },
        reject: fail,
      });
      child.send({ id, request } satisfies ToEngine, (error) => {
        if (error && this.#pending.delete(id)) fail(crashed());
      });
    });
  }

  #receive(message: FromEngine) {
    if ("giveUp" in message) {
      this.#lastWord = message.giveUp;
      return;
    }
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    this.#pending.delete(message.id);
    if (message.ok) pending.resolve(message.value);
    else pending.reject(new EngineError(message.error.kind, message.error.message));
  }
}

const readRequest = (sql: string, values: BoundSql["values"]): EngineRequest => ({
  op: "read",
  query: values ? { sql, values } : { sql },
});
