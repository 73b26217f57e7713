import { randomUUID } from "node:crypto";
import type { AgentRuntime, SessionPlan, WarmInput } from "../types.ts";
import type { LiveSession } from "./live-session.ts";
import { type PoolLimits, SessionPool } from "./pool.ts";
import type { StartedFor } from "./start-session.ts";

export interface KeeperOptions extends PoolLimits {
  spares: number;
  start(who: StartedFor): Promise<LiveSession>;
  /** What a process started now would be like; one that differs is replaced. */
  profile(): string;
  log: (line: string) => void;
}

type Project = Parameters<AgentRuntime["prepare"]>[0];

/** A spare is started a moment after the last was taken, so that it does not slow down the message it was taken for. */
const REPLACE_MS = 2_000;

/** Gives conversations their processes: the one that lives, a spare, or a new one. */
export class SessionKeeper {
  readonly pool: SessionPool;
  readonly #options: KeeperOptions;
  readonly #starting = new Map<string, Promise<LiveSession>>();
  readonly #startingSpares = new Map<string, Promise<void>>();
  readonly #replacing = new Map<string, NodeJS.Timeout>();
  #closed = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.pool = new SessionPool(options);
  }

  /**
   * The conversation's process, never two at once. `fresh`: not one that is alive already. The caller owns one
   * `held` of it and gives it back.
   */
  async acquire(who: WarmInput, fresh = false): Promise<LiveSession> {
    for (;;) {
      const pending = this.#starting.get(who.conversationId);
      if (!pending) break;
      await pending.catch(() => {});
    }
    const live = this.pool.get(who.conversationId);
    if (live && !fresh && this.#usable(live, who.session)) {
      live.held++;
      return live;
    }
    const promise = this.#replace(who, live);
    this.#starting.set(who.conversationId, promise);
    try {
      return await promise;
    } finally {
      this.#starting.delete(who.conversationId);
    }
  }

  /** Starts the conversation's process, if it has none. */
  warm(who: WarmInput): void {
    if (this.#closed || this.pool.get(who.conversationId) || this.#starting.has(who.conversationId)) return;
    // A conversation without history takes the project's spare when its first message comes.
    if (this.#options.spares > 0 && !who.session.resume && !who.session.from) {
      this.prepare(who);
      return;
    }
    this.acquire(who).then(
      (session) => {
        session.held--;
      },
      (error: unknown) => this.#options.log(`An agent could not be started ahead: ${String(error)}`),
    );
  }

  prepare({ projectId, projectDir }: Project): void {
    const { spares, log } = this.#options;
    if (this.#closed || spares < 1 || this.#startingSpares.has(projectId)) return;
    const there = this.pool.spare(projectId);
    if (there && this.#current(there)) {
      there.agent.lastUsed = Date.now();
      return;
    }
    const start = async () => {
      await this.pool.remove(there);
      const session = await this.#options.start({
        projectId,
        projectDir,
        session: { id: randomUUID(), resume: false },
        mode: "auto",
      });
      if (this.#closed) return session.close();
      this.pool.add(session);
      this.pool.trimSpares(spares);
    };
    const promise = start()
      .catch((error: unknown) => log(`A spare agent could not be started: ${String(error)}`))
      .finally(() => this.#startingSpares.delete(projectId));
    this.#startingSpares.set(projectId, promise);
  }

  /** Ends the conversation's process, also one that is only starting. */
  async end(conversationId: string): Promise<void> {
    await this.#starting.get(conversationId)?.catch(() => {});
    await this.pool.remove(this.pool.get(conversationId));
  }

  async endProject(projectId: string): Promise<void> {
    clearTimeout(this.#replacing.get(projectId));
    await this.#startingSpares.get(projectId);
    await this.pool.removeProject(projectId);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#replacing.values()) clearTimeout(timer);
    await Promise.allSettled([...this.#starting.values(), ...this.#startingSpares.values()]);
    await this.pool.close();
  }

  async #replace(who: WarmInput, live: LiveSession | undefined): Promise<LiveSession> {
    await this.pool.remove(live);
    const session = (await this.#spareFor(who)) ?? (await this.#options.start(who));
    session.held++;
    if (this.#closed) {
      await session.close();
      return session;
    }
    if (this.pool.has(session)) this.pool.adopt(session, who.conversationId);
    else this.pool.add(session, who.conversationId);
    return session;
  }

  async #spareFor(who: WarmInput): Promise<LiveSession | undefined> {
    if (who.session.resume || who.session.from) return undefined;
    // One that is starting is ready sooner than one that has yet to start.
    await this.#startingSpares.get(who.projectId);
    const spare = this.pool.spare(who.projectId);
    if (!spare || !this.#current(spare)) return undefined;
    clearTimeout(this.#replacing.get(who.projectId));
    const timer = setTimeout(() => {
      this.#replacing.delete(who.projectId);
      this.prepare(who);
    }, REPLACE_MS);
    timer.unref();
    this.#replacing.set(who.projectId, timer);
    return spare;
  }

  #usable(live: LiveSession, plan: SessionPlan): boolean {
    if (!this.#current(live) || plan.from) return false;
    // Another session: the conversation was rewound.
    if (live.sessionId !== plan.id && (plan.resume || live.used)) return false;
    return plan.leaf === undefined || !plan.resume || live.known.has(plan.leaf);
  }

  #current(session: LiveSession): boolean {
    return session.agent.alive && session.profile === this.#options.profile();
  }
}
