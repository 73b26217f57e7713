import {
  type InputResponse,
  type InvokeRequest,
  type InvokeResponse,
  LakehandError,
} from "@lakehand/protocol";
import {
  dropEntry,
  getEntry,
  type OutboxEntry,
  putEntry,
  setTrouble,
  storedEntries,
  useOutboxStore,
} from "./outbox-store.ts";

export interface OutboxCalls {
  invoke: (body: InvokeRequest, key: string) => Promise<InvokeResponse>;
  input: (
    executionId: string,
    body: { id: string; text: string; delivery: "queue" | "steer" },
  ) => Promise<InputResponse>;
  /** Takes the conversation back to before a run's message. */
  rewind: (entry: OutboxEntry, replaces: { executionId: string; files: boolean }) => Promise<unknown>;
  /** The run that the page knows to be going on; `ask`: as the server says. */
  activeRun: (conversationId: string) => string | undefined;
  askActiveRun: (projectId: string, conversationId: string) => Promise<string | undefined>;
}

/** What became of a message. */
export interface Delivered {
  entry: OutboxEntry;
  conversationId: string;
  delivered: InputResponse["delivered"];
  /** The run that it began, or that it was given to. */
  executionId: string;
}

export interface OutboxOptions {
  calls: OutboxCalls;
  onDelivered: (delivered: Delivered) => void | Promise<void>;
  wait?: (attempt: number) => Promise<void>;
}

/** Keys are kept by the server for a day; after that a repeated message would be a second one. */
const KEPT_MS = 20 * 3_600_000;

/**
 * Sends messages in the order they were written, one at a time for each place, and tries again until the server
 * has answered. Every message has an id that makes a repetition harmless.
 */
export function createOutbox({ calls, onDelivered, wait = backoff }: OutboxOptions) {
  const pumping = new Set<string>();
  const waiters = new Map<string, { resolve: () => void; reject: (error: unknown) => void }>();

  async function pump(place: string): Promise<void> {
    if (pumping.has(place)) return;
    pumping.add(place);
    try {
      for (;;) {
        const entry = useOutboxStore.getState().entries.find((e) => e.place === place && !isRefused(e.id));
        if (!entry) return;
        await sendOne(entry.id);
      }
    } finally {
      pumping.delete(place);
    }
  }

  async function sendOne(id: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const entry = getEntry(id);
      // Taken back meanwhile.
      if (!entry) return settle(id);
      try {
        const done = await attemptOnce(entry);
        dropEntry(id);
        if (entry.conversationId === null && moveOthers(entry.place, done.conversationId))
          void pump(done.conversationId);
        await onDelivered(done);
        return settle(id);
      } catch (error) {
        if (shouldRetry(error, attempt)) {
          setTrouble(id, { state: "waiting", error });
          await wait(attempt);
          continue;
        }
        if (waiters.has(id)) {
          dropEntry(id);
          return settle(id, error);
        }
        // Nobody waits for it (the page was loaded anew): it stays in view until it is taken back.
        setTrouble(id, { state: "refused", error });
        return;
      }
    }
  }

  async function attemptOnce(entry: OutboxEntry): Promise<Delivered> {
    let { way } = entry;
    if (entry.replaces) {
      await rewind(entry, entry.replaces);
      const { replaces: _done, ...rest } = entry;
      entry = { ...rest, way: { kind: "invoke" } };
      way = entry.way;
      putEntry(entry);
    }
    if (!way) {
      const active = entry.conversationId ? calls.activeRun(entry.conversationId) : undefined;
      way = active ? { kind: "input", executionId: active } : { kind: "invoke" };
      putEntry({ ...entry, way });
    }
    if (way.kind === "input") {
      const { executionId } = way;
      try {
        const { text, delivery, id } = entry;
        const answer = await calls.input(executionId, { id, text, delivery });
        return {
          entry,
          conversationId: entry.conversationId ?? "",
          delivered: answer.delivered,
          executionId: answer.execution_id ?? executionId,
        };
      } catch (error) {
        if (!isStatus(error, 404)) throw error;
        // The run is gone; the message has not arrived anywhere.
        way = { kind: "invoke" };
        putEntry({ ...entry, way });
      }
    }
    try {
      const answer = await calls.invoke(
        {
          project_id: entry.projectId,
          conversation_id: entry.conversationId,
          message: entry.text,
          ...entry.settings,
        },
        entry.id,
      );
      return {
        entry,
        conversationId: answer.conversation_id,
        delivered: "started",
        executionId: answer.execution_id,
      };
    } catch (error) {
      if (!isBusy(error) || !entry.conversationId) throw error;
      // Another tab, or the queue, was faster: then it waits for its turn.
      const active = await calls.askActiveRun(entry.projectId, entry.conversationId);
      const { way: _tried, ...rest } = entry;
      putEntry(active ? { ...rest, way: { kind: "input", executionId: active } } : rest);
      throw new LakehandError({
        code: "CONVERSATION_BUSY",
        message: "A run is going on; the message waits for its turn.",
        status: 503,
        retryable: true,
        cause: error,
      });
    }
  }

  /** Repeated after a lost answer the run is gone already: that is what was wanted. */
  async function rewind(entry: OutboxEntry, replaces: NonNullable<OutboxEntry["replaces"]>): Promise<void> {
    const before = entry.way !== undefined;
    if (!before) putEntry({ ...entry, way: { kind: "invoke" } });
    try {
      await calls.rewind(entry, replaces);
    } catch (error) {
      if (!(before && isStatus(error, 404))) {
        if (!retryable(error)) putEntry(entry);
        throw error;
      }
    }
  }

  function settle(id: string, error?: unknown): void {
    const waiter = waiters.get(id);
    waiters.delete(id);
    if (error === undefined) waiter?.resolve();
    else waiter?.reject(error);
  }

  return {
    /** Resolves once the server has the message, and when it was taken back. Rejects when it is refused for good. */
    send(entry: OutboxEntry): Promise<void> {
      putEntry(entry);
      const done = new Promise<void>((resolve, reject) => waiters.set(entry.id, { resolve, reject }));
      void pump(entry.place);
      return done;
    },
    /** Goes on with what an earlier page could not send. */
    resume(place: string): void {
      const here = new Set(useOutboxStore.getState().entries.map((e) => e.id));
      for (const entry of storedEntries()) {
        if (entry.place !== place || here.has(entry.id)) continue;
        putEntry(entry);
        if (Date.now() - entry.at > KEPT_MS) setTrouble(entry.id, { state: "refused", error: tooOld() });
      }
      void pump(place);
    },
    /** Gives up on a message; its text goes back to who wrote it. */
    takeBack(id: string): string {
      const text = getEntry(id)?.text ?? "";
      dropEntry(id);
      return text;
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;

/** Messages written before the first of a new conversation had arrived belong to that conversation. */
function moveOthers(place: string, conversationId: string): boolean {
  const others = useOutboxStore.getState().entries.filter((e) => e.place === place);
  for (const entry of others) putEntry({ ...entry, conversationId, place: conversationId });
  return others.length > 0;
}

const isRefused = (id: string) => useOutboxStore.getState().trouble[id]?.state === "refused";
const isStatus = (error: unknown, status: number) =>
  LakehandError.isInstance(error) && error.status === status;
const isBusy = (error: unknown) => LakehandError.isInstance(error) && error.code === "CONVERSATION_BUSY";
const retryable = (error: unknown) => LakehandError.isInstance(error) && error.retryable;

/** A server that cannot be reached is asked for as long as it takes; one that fails, a few times. */
function shouldRetry(error: unknown, attempt: number): boolean {
  if (!LakehandError.isInstance(error) || !error.retryable) return false;
  return error.status !== 500 || attempt < 4;
}

function tooOld(): LakehandError {
  return new LakehandError({
    code: "NOT_SENT",
    message: "This message was written long ago and may not have arrived.",
    next: "Look whether it is in the conversation; if not, take it back and send it again.",
  });
}

/** From 0.3 s up to 3 s; the network coming back ends the wait. */
function backoff(attempt: number): Promise<void> {
  const ms = Math.min(3000, 300 * 2 ** Math.min(attempt - 1, 6)) * (0.7 + Math.random() * 0.3);
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      removeEventListener("online", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    addEventListener("online", finish);
  });
}
