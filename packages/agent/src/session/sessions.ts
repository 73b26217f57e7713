import type { GatewayListener } from "../gateway/sessions.ts";
import type { AgentSession } from "./agent-session.ts";

export interface LiveSession {
  agent: AgentSession;
  /** Changes when the process must be started anew (another kind of model). */
  profile: string;
  /** The process was told to go on with an earlier transcript. */
  resumed: boolean;
  /** A sentence for the person when the session's history could not be found. */
  lost?: string | undefined;
  /** Who hears of retries and failures of the session's model calls. */
  listen(listener: GatewayListener): void;
  /** Ends the process and everything opened for it. */
  close(): Promise<void>;
}

export interface SessionLimits {
  idleMs: number;
  max: number;
}

/** Live sessions by conversation; idle ones are put to sleep, their transcripts stay. */
export class LiveSessions {
  readonly #byConversation = new Map<string, LiveSession>();
  readonly #limits: SessionLimits;
  readonly #timer: NodeJS.Timeout;

  constructor(limits: SessionLimits) {
    this.#limits = limits;
    this.#timer = setInterval(() => this.#evictIdle(), Math.max(50, limits.idleMs / 10));
    this.#timer.unref();
  }

  get(conversationId: string): LiveSession | undefined {
    return this.#byConversation.get(conversationId);
  }

  get size(): number {
    return this.#byConversation.size;
  }

  add(conversationId: string, session: LiveSession): void {
    this.#byConversation.set(conversationId, session);
    while (this.#byConversation.size > this.#limits.max) {
      const [oldest] = [...this.#byConversation]
        .filter(([id, { agent }]) => id !== conversationId && !agent.busy)
        .sort(([, a], [, b]) => a.agent.lastUsed - b.agent.lastUsed);
      // All others are at work: better one process too many than a run that is cut off.
      if (!oldest) return;
      void this.remove(oldest[0]);
    }
  }

  /** Forgets the session (only if it is still this one, when given) and ends it. */
  async remove(conversationId: string, session?: LiveSession): Promise<void> {
    const current = this.#byConversation.get(conversationId);
    if (!current || (session && session !== current)) return;
    this.#byConversation.delete(conversationId);
    await current.close();
  }

  #evictIdle(): void {
    const before = Date.now() - this.#limits.idleMs;
    for (const [id, { agent }] of this.#byConversation)
      if (!agent.busy && agent.lastUsed < before) void this.remove(id);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#byConversation.keys()].map((id) => this.remove(id)));
  }
}
