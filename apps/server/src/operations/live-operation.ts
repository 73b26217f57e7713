import { setTimeout as sleep } from "node:timers/promises";
import type { AgentEvent, LeftRunning, ToolDetails } from "@lakehand/protocol";
import type { OperationHandle, OperationRow, Store } from "@lakehand/store";
import { describeProgress, type Progress, type RunningThing, type ToolOutput } from "@lakehand/tools";
import { mergeHandles } from "./handles.ts";
import { KeptDetails } from "./kept-details.ts";

/** Most of a result that is stored: a little over what any tool gives the model. */
const MOST_RESULT = 100_000;
const PROGRESS_MS = 500;
const RETRY_MS = [100, 500, 2_000, 5_000, 10_000, 20_000, 30_000];

export interface LiveOperationOptions {
  id: string;
  executionId: string;
  userEmail: string;
  toolUseId: string | null;
  title: string;
  handles: readonly OperationHandle[];
  /** Told before this process took it up. */
  details?: readonly ToolDetails[];
  /** Changes while the call works. */
  things: readonly RunningThing[];
  /** Resolves with the end of the call; rejects when it was cancelled. */
  work: Promise<ToolOutput & { lost?: boolean }>;
  progress(listener: (details: ToolDetails) => void): void;
  cancel(): void;
  operations: Pick<Store["operations"], "update">;
  emit(event: AgentEvent): void;
  report(error: unknown): void;
}

type Change = Parameters<Store["operations"]["update"]>[1];

/** An operation that this process works on: keeps its row current, and ends it once. */
export class LiveOperation {
  readonly #options: LiveOperationOptions;
  readonly #details = new KeptDetails();
  #handles: OperationHandle[];
  #progress: Progress | undefined;
  #writing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  readonly #closing = new AbortController();
  #over = false;
  /** What the card was told last. */
  #emitted = "";
  /** Settles when the end is stored. */
  readonly ended: Promise<void>;

  constructor(options: LiveOperationOptions) {
    this.#options = options;
    this.#handles = [...options.handles];
    for (const details of options.details ?? []) this.#details.add(details);
    options.progress((details) => this.#told(details));
    this.ended = options.work.then(
      (output) => this.#end(output.lost ? "lost" : output.isError ? "failed" : "completed", output.text),
      () => this.#end("cancelled", cancelledText(options.things)),
    );
  }

  get #closed(): boolean {
    return this.#closing.signal.aborted;
  }

  get executionId(): string {
    return this.#options.executionId;
  }

  get userEmail(): string {
    return this.#options.userEmail;
  }

  /** The card learns that the call goes on by itself. */
  announce(): void {
    if (!this.#over) this.#emit("running");
  }

  cancel(): void {
    this.#options.cancel();
  }

  /** What cancelling has not ended, or not yet. */
  left(): LeftRunning[] {
    const { id, title, things } = this.#options;
    if (!this.#over) return [{ kind: "operation", id, title }];
    return things.map((thing) => ({
      kind: thing.kind,
      id: thing.id,
      title: thing.title,
      ...(thing.url ? { url: thing.url } : {}),
    }));
  }

  /** Writes what is known and nothing after that: the next process takes the operation over. */
  async close(): Promise<void> {
    this.#flush();
    this.#closing.abort();
    await this.#writing;
  }

  #told(details: ToolDetails): void {
    this.#details.add(details);
    const over = this.#details.statementsOver;
    const progress = describeProgress(details);
    this.#progress = { ...(over === undefined ? {} : { done: over }), ...progress };
    const before = this.#handles.length;
    this.#handles = mergeHandles(this.#handles, this.#options.things);
    // A new handle is what a restart needs, so it does not wait.
    if (this.#handles.length > before) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), PROGRESS_MS);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#over) return;
    this.#write({ ...this.#progressRow(), handles: this.#handles, details: this.#details.list() }, []);
    this.#emit("running");
  }

  #progressRow(): Change {
    const progress = this.#progress;
    if (!progress) return {};
    return { message: progress.message, done: progress.done ?? null, total: progress.total ?? null };
  }

  #write(change: Change, retries: readonly number[]): void {
    if (this.#closed) return;
    const { operations, id, report } = this.#options;
    this.#writing = this.#writing.then(async () => {
      for (let attempt = 0; ; attempt++) {
        try {
          return await operations.update(id, change);
        } catch (error) {
          const wait = retries[attempt];
          if (wait === undefined || this.#closed) return report(error);
          await sleep(wait, undefined, { ref: false, signal: this.#closing.signal }).catch(() => {});
        }
      }
    });
  }

  async #end(status: Exclude<OperationRow["status"], "running">, text: string): Promise<void> {
    this.#over = true;
    clearTimeout(this.#timer);
    const handles = mergeHandles(this.#handles, this.#options.things);
    const result = text.length > MOST_RESULT ? `${text.slice(0, MOST_RESULT)}\n(cut here)` : text;
    this.#write({ status, result, ...this.#progressRow(), handles, details: this.#details.list() }, RETRY_MS);
    await this.#writing;
    this.#emit(status);
  }

  #emit(status: OperationRow["status"]): void {
    const { id, toolUseId, emit } = this.#options;
    if (toolUseId === null || this.#closed) return;
    const { message, done, total } = this.#progress ?? {};
    const now = JSON.stringify([status, message, done, total]);
    if (now === this.#emitted) return;
    this.#emitted = now;
    emit({
      type: "operation",
      operation_id: id,
      tool_use_id: toolUseId,
      status,
      ...(message === undefined ? {} : { message }),
      ...(done === undefined ? {} : { done }),
      ...(total === undefined ? {} : { total }),
    });
  }
}

function cancelledText(left: readonly RunningThing[]): string {
  if (left.length === 0) return "It was cancelled before it finished.";
  const links = left.map(({ title, url, id }) => `- ${title} (${url ?? id})`);
  return `It was cancelled, but the workspace has not confirmed that this has ended:\n${links.join("\n")}`;
}
