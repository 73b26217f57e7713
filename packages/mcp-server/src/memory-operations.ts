import { randomUUID } from "node:crypto";
import {
  describeProgress,
  type LongCall,
  type LongCallTaker,
  type Operations,
  type OperationView,
} from "@lakehand/tools";

const MOST_KEPT = 200;
const END_MS = 4_000;

interface Entry {
  view: OperationView;
  cancel(): void;
  ended: Promise<void>;
}

/** Operations of the one client that this process serves, for as long as it lives. */
export class MemoryOperations implements Operations, LongCallTaker {
  readonly afterMs: number;
  readonly #entries = new Map<string, Entry>();

  constructor(afterMs: number) {
    this.afterMs = afterMs;
  }

  async take(call: LongCall): Promise<string> {
    const id = randomUUID();
    const now = () => new Date().toISOString();
    const view: OperationView = {
      ...{ id, toolName: call.toolName, title: call.title, status: "running", result: null },
      ...{ message: null, done: null, total: null, startedAt: now(), updatedAt: now() },
    };
    const change = (more: Partial<OperationView>) => Object.assign(view, more, { updatedAt: now() });
    const ended = call.work.then(
      (output) => void change({ status: output.isError ? "failed" : "completed", result: output.text }),
      () => void change({ status: "cancelled", result: "It was cancelled before it finished." }),
    );
    this.#entries.set(id, { view, cancel: call.cancel, ended });
    call.progress((details) => {
      const { message, done = null, total = null } = describeProgress(details);
      if (view.status === "running") change({ message, done, total });
    });
    this.#forgetOldest();
    return id;
  }

  async list(): Promise<OperationView[]> {
    return [...this.#entries.values()].map(({ view }) => view).toReversed();
  }

  async get(id: string): Promise<OperationView | undefined> {
    return this.#entries.get(id)?.view;
  }

  async cancel(id: string): Promise<boolean> {
    const entry = this.#entries.get(id);
    if (entry?.view.status !== "running") return false;
    entry.cancel();
    return true;
  }

  /** Nobody could ask for them any more: ends all of them, and what they have running in the workspace. */
  async close(): Promise<void> {
    const running = [...this.#entries.values()].filter(({ view }) => view.status === "running");
    for (const entry of running) entry.cancel();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, END_MS);
    });
    await Promise.race([Promise.all(running.map(({ ended }) => ended)), late]);
    clearTimeout(timer);
  }

  #forgetOldest(): void {
    for (const [id, { view }] of this.#entries) {
      if (this.#entries.size <= MOST_KEPT) return;
      if (view.status !== "running") this.#entries.delete(id);
    }
  }
}
