import type { UserEvent } from "@lakehand/protocol";
import type { ReceivedSignal, Store } from "@lakehand/store";
import { queueOf } from "./queue.ts";

/** Changes of one conversation within this time are one event. */
const GATHER_MS = 40;
const DAY_MS = 24 * 60 * 60 * 1000;
/** More conversations than this waiting for a slow client: it gets a new snapshot instead. */
const MAX_WAITING = 200;

/** One client of the user-level stream: what it has not read yet, at most one event per conversation and kind. */
export class UserFeed {
  readonly userEmail: string;
  #waiting = new Map<string, UserEvent>();
  #stale = true;
  #wake: (() => void) | undefined;

  constructor(userEmail: string) {
    this.userEmail = userEmail;
  }

  push(key: string, event: UserEvent): void {
    // What the snapshot will say need not be said before it.
    if (!this.#stale) {
      this.#waiting.delete(key);
      this.#waiting.set(key, event);
      if (this.#waiting.size > MAX_WAITING) this.refresh();
    }
    this.#wake?.();
  }

  /** The client is told everything anew. */
  refresh(): void {
    this.#stale = true;
    this.#waiting.clear();
    this.#wake?.();
  }

  /** What to send now; the snapshot is read when the client is ready for it. Empty: nothing yet. */
  async take(snapshot: () => Promise<UserEvent>): Promise<UserEvent[]> {
    if (this.#stale) {
      // Changes from here on are told after it: told twice is harmless, untold is not.
      this.#stale = false;
      try {
        return [await snapshot()];
      } catch (error) {
        this.#stale = true;
        throw error;
      }
    }
    const events = [...this.#waiting.values()];
    this.#waiting.clear();
    return events;
  }

  /** Resolves when there is something to take, or `signal` aborts. */
  wait(signal: AbortSignal): Promise<void> {
    if (this.#stale || this.#waiting.size > 0 || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.#wake = undefined;
        signal.removeEventListener("abort", done);
        resolve();
      };
      this.#wake = done;
      signal.addEventListener("abort", done, { once: true });
    });
  }
}

/** Turns signals about conversations into events for the clients of the people who own them. */
export class UserFeeds {
  readonly #store: Store;
  readonly #feeds = new Set<UserFeed>();
  readonly #dirty = new Map<string, { queue: boolean; owner?: { projectId: string; userEmail: string } }>();
  #timer: NodeJS.Timeout | undefined;
  #unsubscribe: () => void;

  constructor(store: Store) {
    this.#store = store;
    this.#unsubscribe = store.signals.subscribe((signal) => this.#hear(signal));
  }

  open(userEmail: string): UserFeed {
    const feed = new UserFeed(userEmail);
    this.#feeds.add(feed);
    return feed;
  }

  drop(feed: UserFeed): void {
    this.#feeds.delete(feed);
  }

  /** All that is open, needs someone, or has changed in the last day. */
  async snapshot(userEmail: string): Promise<Extract<UserEvent, { type: "snapshot" }>> {
    const conversations = await this.#store.status.list(userEmail, new Date(Date.now() - DAY_MS));
    return { type: "snapshot", conversations };
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#unsubscribe();
    this.#feeds.clear();
  }

  #hear(signal: ReceivedSignal): void {
    if (this.#feeds.size === 0) return;
    switch (signal.kind) {
      case "execution":
        this.#mark(signal.conversationId);
        break;
      case "conversation":
        this.#mark(signal.conversationId, signal);
        break;
      case "inputs":
        this.#mark(signal.conversationId, signal, true);
        break;
      case "approval":
        void this.#store.approvals
          .read(signal.approvalId)
          .then((row) => row && this.#mark(row.conversationId))
          .catch(() => this.#refreshAll());
        break;
      case "resync":
        this.#refreshAll();
        break;
    }
  }

  #mark(conversationId: string, owner?: { projectId: string; userEmail: string }, queue = false): void {
    const before = this.#dirty.get(conversationId);
    this.#dirty.set(conversationId, {
      queue: queue || (before?.queue ?? false),
      ...((owner ?? before?.owner) ? { owner: (owner ?? before?.owner) as NonNullable<typeof owner> } : {}),
    });
    this.#timer ??= setTimeout(() => void this.#send(), GATHER_MS);
  }

  async #send(): Promise<void> {
    this.#timer = undefined;
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    await Promise.all(
      dirty.map(([id, { queue, owner }]) =>
        this.#tell(id, queue, owner).catch(() => {
          // The database is away; what changed is told by the snapshot once it is back.
          this.#refreshAll();
        }),
      ),
    );
  }

  async #tell(
    conversationId: string,
    queue: boolean,
    owner: { projectId: string; userEmail: string } | undefined,
  ): Promise<void> {
    const status = await this.#store.status.get(conversationId);
    const userEmail = status?.userEmail ?? owner?.userEmail;
    const feeds = [...this.#feeds].filter((feed) => feed.userEmail === userEmail);
    if (feeds.length === 0) return;
    if (!status) {
      if (!owner) return;
      const gone = { type: "conversation.deleted", conversation_id: conversationId } as const;
      for (const feed of feeds) feed.push(conversationId, { ...gone, project_id: owner.projectId });
      return;
    }
    const { userEmail: _, ...conversation } = status;
    for (const feed of feeds) feed.push(conversationId, { type: "conversation", conversation });
    if (!queue) return;
    const event = {
      type: "queue.changed",
      conversation_id: conversationId,
      project_id: conversation.project_id,
      queue: await queueOf(this.#store, conversationId),
    } as const;
    for (const feed of feeds) feed.push(`${conversationId} queue`, event);
  }

  #refreshAll(): void {
    for (const feed of this.#feeds) feed.refresh();
  }
}
