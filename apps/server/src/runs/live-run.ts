import type {
  AgentEvent,
  ExecutionStatus,
  LeftRunning,
  LoggedEvent,
  PermissionMode,
} from "@lakehand/protocol";
import type { ExecutionRow, Lease, Store } from "@lakehand/store";
import { Channel } from "./channel.ts";
import type { EngineTimes, Halt } from "./context.ts";
import { RunDigest } from "./digest.ts";
import { EventWriter } from "./event-writer.ts";

/** A call that a person has allowed already, after the run that asked for it was cut off. */
export interface AllowedCall {
  toolName: string;
  asked: Record<string, unknown>;
  input: Record<string, unknown>;
  by: string;
}

/** A run that this process works on: its log, its readers and how it is to end. */
export class LiveRun {
  readonly execution: ExecutionRow;
  readonly channel: Channel;
  readonly digest = new RunDigest();
  /** Aborts when the run is brought to its end from outside. */
  readonly abort = new AbortController();
  readonly allowed: AllowedCall[] = [];
  readonly since = performance.now();
  mode: PermissionMode = "ask";
  /** The agent session that the conversation is known to have. */
  session: string | undefined;
  halt: Halt | undefined;
  /** Approvals of this run that wait for a person now. */
  pending = 0;
  hasAsked = false;
  /** What the first tool call waits for: the session's id, and the files as they were. */
  gate: Promise<unknown> | undefined;
  /** Budget questions that tool calls wait for, and limits that were asked about. */
  hold: Promise<unknown> | undefined;
  readonly limitsAsked = new Set<string>();
  /** Said by the agent after a stop; logged once, with what else was left. */
  left: LeftRunning[] = [];
  over = false;
  /** Its agent is waited for no longer: the server must end. */
  giveUp: () => void = () => {};
  readonly givenUp = new Promise<void>((resolve) => {
    this.giveUp = resolve;
  });
  /** Resolves when its end is stored, or it was given up. */
  done: Promise<void> = Promise.resolve();
  lost: "lease" | "database" | undefined;
  readonly lease: Lease;
  readonly #writer: EventWriter;

  constructor(
    execution: ExecutionRow,
    lease: Lease,
    first: readonly LoggedEvent[],
    options: {
      store: Store;
      times: EngineTimes;
      onLost(run: LiveRun, error: unknown): void;
    },
  ) {
    this.execution = execution;
    this.lease = lease;
    const lastSeq = first.at(-1)?.seq ?? 0;
    this.channel = new Channel(lastSeq);
    this.channel.publish(first);
    for (const { event } of first) this.digest.apply(event);
    this.#writer = new EventWriter({
      lastSeq,
      giveUpMs: options.times.giveUpMs,
      store: (batch) => options.store.events.append(execution.id, batch, lease),
      publish: (batch) => this.channel.publish(batch),
      onLost: (why, error) => {
        this.lost = why;
        options.onLost(this, error);
      },
    });
  }

  get id(): string {
    return this.execution.id;
  }

  /** Adds to the log. After the last event, or when the run was lost, it does nothing. */
  emit(event: AgentEvent): void {
    if (this.over || this.lost) return;
    if (event.type === "stream.completed") this.over = true;
    this.digest.apply(event);
    this.#writer.write(event);
  }

  setStatus(status: Extract<ExecutionStatus, "running" | "requires_action">): void {
    if (this.digest.status !== status) this.emit({ type: "status", status });
  }

  /** Resolves when all that was emitted is stored, or given up. */
  drain(): Promise<void> {
    return this.#writer.drain();
  }

  /** Rejects when what was emitted could not be stored. */
  stored(): Promise<void> {
    return this.#writer.stored();
  }

  /** Writes nothing more; readers look elsewhere. */
  lose(why: "lease" | "database", error: unknown): void {
    this.lost ??= why;
    this.#writer.abandon(error);
  }
}
