import { z } from "zod";
import { create } from "zustand";

/* Messages on their way to the server. They are in storage until it has answered, so a reload goes on with them. */

const entrySchema = z.object({
  /** A UUID: the idempotency key of a new run, the id of a queued input. Tried again, it is the same message. */
  id: z.string(),
  /** Where it was written: a conversation's id, or `new:<project id>`. */
  place: z.string(),
  projectId: z.string(),
  conversationId: z.string().nullable(),
  text: z.string(),
  /** "steer": given to the agent now, when one is at work. */
  delivery: z.enum(["queue", "steer"]),
  at: z.number(),
  /** Choices that go with the first message of a conversation. */
  settings: z.record(z.string(), z.string()).default({}),
  /** How it was tried. It is tried again in the same way, or it could arrive twice. */
  way: z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("invoke") }),
      z.object({ kind: z.literal("input"), executionId: z.string() }),
    ])
    .optional(),
  /** Takes the place of this run's message and all after it. */
  replaces: z.object({ executionId: z.string(), files: z.boolean() }).optional(),
});
export type OutboxEntry = z.infer<typeof entrySchema>;

export interface Trouble {
  /** "waiting": it is tried again. "refused": it is not. */
  state: "waiting" | "refused";
  error: unknown;
}

interface OutboxState {
  entries: readonly OutboxEntry[];
  trouble: Readonly<Record<string, Trouble>>;
}

export const useOutboxStore = create<OutboxState>()(() => ({ entries: [], trouble: {} }));

const KEY = "lakehand.outbox";

export function storedEntries(): OutboxEntry[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    if (!Array.isArray(list)) return [];
    return list.flatMap((item) => entrySchema.safeParse(item).data ?? []);
  } catch {
    return [];
  }
}

/** Other tabs have entries there too: only the one in question is touched. */
function store(id: string, entry: OutboxEntry | undefined): void {
  try {
    const others = storedEntries().filter((e) => e.id !== id);
    const list = entry ? [...others, entry] : others;
    if (list.length > 0) localStorage.setItem(KEY, JSON.stringify(list));
    else localStorage.removeItem(KEY);
  } catch {
    // Storage off or full: the message is then kept for as long as the page lives.
  }
}

export function putEntry(entry: OutboxEntry): void {
  store(entry.id, entry);
  useOutboxStore.setState(({ entries }) => ({
    entries: entries.some((e) => e.id === entry.id)
      ? entries.map((e) => (e.id === entry.id ? entry : e))
      : [...entries, entry],
  }));
}

export function dropEntry(id: string): void {
  store(id, undefined);
  useOutboxStore.setState(({ entries, trouble: { [id]: _gone, ...trouble } }) => ({
    entries: entries.filter((e) => e.id !== id),
    trouble,
  }));
}

export function setTrouble(id: string, trouble: Trouble | undefined): void {
  useOutboxStore.setState(({ trouble: { [id]: _old, ...others } }) => ({
    trouble: trouble ? { ...others, [id]: trouble } : others,
  }));
}

export const getEntry = (id: string) => useOutboxStore.getState().entries.find((e) => e.id === id);
