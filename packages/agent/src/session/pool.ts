import type { LiveSession } from "./live-session.ts";
import { processMemory } from "./process-memory.ts";

export interface PoolLimits {
  idleMs: number;
  /** Processes at once, spares included. */
  max: number;
  /** Of all processes together. */
  memoryBytes: number;
}

interface Member {
  session: LiveSession;
  /** Absent: a spare. */
  conversationId: string | undefined;
  bytes: number;
}

/** Live agent processes, by conversation or spare. Idle ones are put to sleep; their transcripts stay. */
export class SessionPool {
  readonly #members = new Map<LiveSession, Member>();
  readonly #byConversation = new Map<string, LiveSession>();
  readonly #limits: PoolLimits;
  readonly #measure: typeof processMemory;
  readonly #timer: NodeJS.Timeout;

  constructor(limits: PoolLimits, measure: typeof processMemory = processMemory) {
    this.#limits = limits;
    this.#measure = measure;
    this.#timer = setInterval(() => this.tidy(), Math.min(5_000, Math.max(50, limits.idleMs / 10)));
    this.#timer.unref();
  }

  get(conversationId: string): LiveSession | undefined {
    return this.#byConversation.get(conversationId);
  }

  has(session: LiveSession): boolean {
    return this.#members.has(session);
  }

  add(session: LiveSession, conversationId?: string): void {
    this.#members.set(session, { session, conversationId, bytes: 0 });
    if (conversationId !== undefined) this.#byConversation.set(conversationId, session);
    this.tidy(session);
  }

  spare(projectId: string): LiveSession | undefined {
    return this.#spares().find((session) => session.projectId === projectId);
  }

  /** Gives a spare to a conversation. */
  adopt(session: LiveSession, conversationId: string): void {
    const member = this.#members.get(session);
    if (!member) return;
    member.conversationId = conversationId;
    this.#byConversation.set(conversationId, session);
  }

  get spareCount(): number {
    return this.#spares().length;
  }

  /** Ends the spares beyond `keep`, oldest first. */
  trimSpares(keep: number): void {
    const spares = this.#spares();
    for (const session of spares.slice(0, Math.max(0, spares.length - keep))) void this.remove(session);
  }

  async remove(session: LiveSession | undefined): Promise<void> {
    const member = session && this.#members.get(session);
    if (!member) return;
    this.#members.delete(member.session);
    const { conversationId } = member;
    if (conversationId !== undefined && this.#byConversation.get(conversationId) === session)
      this.#byConversation.delete(conversationId);
    await member.session.close();
  }

  async removeProject(projectId: string): Promise<void> {
    const all = [...this.#members.keys()].filter((session) => session.projectId === projectId);
    await Promise.all(all.map((session) => this.remove(session)));
  }

  /** Ends what has been idle too long, and what is idle while there are too many or they take too much. */
  tidy(except?: LiveSession): void {
    const before = Date.now() - this.#limits.idleMs;
    for (const { session } of [...this.#members.values()])
      if (idle(session) && session.agent.lastUsed < before) void this.remove(session);
    let memory = this.measure();
    // Longest idle first. When all others are at work: better one process too many than a run that is cut off.
    const idleOnes = [...this.#members.values()]
      .filter(({ session }) => session !== except && idle(session))
      .sort((a, b) => a.session.agent.lastUsed - b.session.agent.lastUsed);
    for (const { session, bytes } of idleOnes) {
      if (this.#members.size <= this.#limits.max && memory <= this.#limits.memoryBytes) return;
      memory -= bytes;
      void this.remove(session);
    }
  }

  /** Bytes of all processes now; 0 where the system does not tell. */
  measure(): number {
    const members = [...this.#members.values()];
    const pids = members.map(({ session }) => session.pid());
    const known = this.#measure(pids.filter((pid) => pid !== undefined));
    members.forEach((member, index) => {
      member.bytes = known?.get(pids[index] ?? -1) ?? 0;
    });
    return members.reduce((total, { bytes }) => total + bytes, 0);
  }

  counts(): { sessions: number; busy: number; spares: number } {
    const members = [...this.#members.values()];
    const spares = this.spareCount;
    return {
      sessions: members.length - spares,
      busy: members.filter(({ session }) => session.agent.busy).length,
      spares,
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#members.keys()].map((session) => this.remove(session)));
  }

  #spares(): LiveSession[] {
    return [...this.#members.values()]
      .filter(({ conversationId }) => conversationId === undefined)
      .map(({ session }) => session);
  }
}

/** A session that was taken for a run is at work before its turn begins. */
const idle = ({ agent, held }: LiveSession): boolean => !agent.busy && held === 0;
