import type { AgentEvent, ExecutionStatus, LeftRunning } from "@lakehand/protocol";

export interface OpenCall {
  id: string;
  name: string;
  input: Record<string, unknown>;
}

/** Calls whose success is remembered, the last ones: an agent that was cut off may have missed it. */
const DONE = 12;

/**
 * What the engine itself needs to know of a run's log, in memory that does not grow with its number of events.
 * `open` is the journal: calls that began and whose outcome is not in the log.
 */
export class RunDigest {
  readonly open = new Map<string, OpenCall>();
  /** The last calls that succeeded. */
  readonly done: OpenCall[] = [];
  /** tool_use id of each request that nobody has answered in the log, by approval. */
  readonly asked = new Map<string, string | undefined>();
  readonly resolved = new Set<string>();
  status: ExecutionStatus = "queued";
  message = "";
  /** What the person said, steered messages too, under their ids. */
  readonly said: { id: string; text: string }[] = [];
  stopAsked = false;
  saidError = false;
  leafUuid: string | undefined;
  sessionId: string | undefined;
  /** As of its last model response, or its result. */
  costUsd: number | null = null;
  left: LeftRunning[] = [];
  #texts = new Map<string, string>();

  /** True once the log has its last event. */
  get ended(): boolean {
    return this.status !== "queued" && this.status !== "running" && this.status !== "requires_action";
  }

  /** Top-level text, as it is stored and searched (the reducer's `answerText`). */
  get answer(): string {
    return [...this.#texts.values()].join("\n\n");
  }

  /** Calls that may have been carried out: a call that waited for a person was not. */
  get unknown(): OpenCall[] {
    const waited = new Set(this.asked.values());
    return [...this.open.values()].filter((call) => !waited.has(call.id));
  }

  apply(event: AgentEvent): void {
    switch (event.type) {
      case "conversation.created":
        this.status = event.status ?? "running";
        break;
      case "status":
        this.status = event.status;
        break;
      case "user_message":
        if (!event.steered) this.message = event.text;
        if (!event.synthetic) this.said.push({ id: event.message_id, text: event.text });
        break;
      case "text_delta":
        if (!event.parent_tool_use_id)
          this.#texts.set(event.block_id, (this.#texts.get(event.block_id) ?? "") + event.text);
        break;
      case "text":
        if (!event.parent_tool_use_id) this.#texts.set(event.block_id, event.text);
        break;
      case "tool_use":
        this.open.set(event.tool_id, { id: event.tool_id, name: event.tool_name, input: event.tool_input });
        break;
      case "tool_result": {
        const call = this.open.get(event.tool_use_id);
        this.open.delete(event.tool_use_id);
        if (call && !event.is_error) this.done.push(call);
        if (this.done.length > DONE) this.done.shift();
        break;
      }
      case "permission.requested":
        this.asked.set(event.approval_id, event.request.tool_use_id);
        break;
      case "permission.resolved":
        this.asked.delete(event.approval_id);
        this.resolved.add(event.approval_id);
        break;
      case "usage":
        this.costUsd = event.cost_usd;
        break;
      case "result":
        this.costUsd = event.total_cost_usd;
        this.sessionId = event.session_id;
        this.leafUuid = event.leaf_uuid ?? this.leafUuid;
        break;
      case "left_running":
        this.left.push(...event.items);
        break;
      case "error":
        this.saidError = true;
        break;
      case "stream.cancelled":
        this.stopAsked = true;
        break;
      case "stream.completed":
        this.status = event.status;
        break;
    }
  }
}
