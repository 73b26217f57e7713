import { randomBytes, randomUUID } from "node:crypto";
import type { Language } from "../objects/import-format.ts";
import type { Clusters } from "./clusters.ts";
import { type ContextParts, ExecutionContext, type Outcome } from "./context.ts";

/** Contexts without a command for this long are ended, and ended commands are kept this long. */
const IDLE_MS = 2 * 60 * 60 * 1000;
const MOST_CONTEXTS = 30;
const MOST_COMMANDS = 1000;

export interface Command {
  id: string;
  status: "Queued" | "Running" | "Cancelling" | "Finished" | "Cancelled" | "Error";
  outcome?: Outcome;
}

export interface OpenContext {
  id: string;
  clusterId: string;
  language: Language;
  context: ExecutionContext;
  commands: Map<string, Command>;
  lastUsed: number;
  /** Commands run one after the other. */
  queue: Promise<void>;
}

/** Execution contexts of all clusters and their commands. */
export class ComputeService {
  readonly clusters: Clusters;
  readonly #parts: ContextParts;
  readonly #contexts = new Map<string, OpenContext>();
  readonly #sweeper: NodeJS.Timeout;

  constructor(clusters: Clusters, parts: ContextParts) {
    this.clusters = clusters;
    this.#parts = parts;
    this.#sweeper = setInterval(() => void this.#sweep(Date.now()), 60_000);
    this.#sweeper.unref();
  }

  create(clusterId: string, language: Language): OpenContext {
    const id = randomBytes(8).toString("hex");
    const opened: OpenContext = {
      id,
      clusterId,
      language,
      context: new ExecutionContext(id, this.#parts),
      commands: new Map(),
      lastUsed: Date.now(),
      queue: Promise.resolve(),
    };
    this.#contexts.set(id, opened);
    if (this.#contexts.size > MOST_CONTEXTS) {
      const [oldest] = [...this.#contexts.values()]
        .filter((each) => each.id !== id && ![...each.commands.values()].some(isOpen))
        .sort((a, b) => a.lastUsed - b.lastUsed);
      if (oldest) void this.destroy(oldest.id);
    }
    return opened;
  }

  get(id: string): OpenContext | undefined {
    return this.#contexts.get(id);
  }

  /** A context of its own for a notebook or script, to be closed by the caller. */
  open(): ExecutionContext {
    return new ExecutionContext(randomUUID(), this.#parts);
  }

  execute(opened: OpenContext, text: string, language: Language): Command {
    const command: Command = { id: randomUUID().replaceAll("-", ""), status: "Queued" };
    opened.commands.set(command.id, command);
    opened.lastUsed = Date.now();
    for (const [id, old] of opened.commands) {
      if (opened.commands.size <= MOST_COMMANDS) break;
      if (!isOpen(old)) opened.commands.delete(id);
    }
    opened.queue = opened.queue.then(async () => {
      if (command.status !== "Queued") return;
      command.status = "Running";
      const outcome = await opened.context.run(text, language);
      opened.lastUsed = Date.now();
      command.outcome = outcome;
      // A command that failed has finished, with an error for its result.
      command.status =
        outcome.status === "cancelled" || this.#wasCancelled(command) ? "Cancelled" : "Finished";
    });
    return command;
  }

  #wasCancelled(command: Command): boolean {
    return command.status === "Cancelling" && command.outcome?.status !== "ok";
  }

  cancel(opened: OpenContext, command: Command): void {
    if (command.status === "Queued") command.status = "Cancelled";
    if (command.status !== "Running") return;
    command.status = "Cancelling";
    void opened.context.cancel();
  }

  async destroy(id: string): Promise<void> {
    const opened = this.#contexts.get(id);
    this.#contexts.delete(id);
    await opened?.context.close();
  }

  /** Ends what runs on a cluster that is stopped. */
  async destroyAllOf(clusterId: string): Promise<void> {
    const all = [...this.#contexts.values()].filter((opened) => opened.clusterId === clusterId);
    await Promise.all(all.map(({ id }) => this.destroy(id)));
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    await Promise.all([...this.#contexts.keys()].map((id) => this.destroy(id)));
    this.clusters.close();
  }

  async #sweep(now: number): Promise<void> {
    for (const opened of this.#contexts.values())
      if (now - opened.lastUsed > IDLE_MS && ![...opened.commands.values()].some(isOpen))
        await this.destroy(opened.id);
  }
}

const isOpen = ({ status }: Command) =>
  status === "Queued" || status === "Running" || status === "Cancelling";
