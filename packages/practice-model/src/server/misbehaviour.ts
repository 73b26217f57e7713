import { readConversation } from "../conversation/conversation.ts";
import { readTrigger } from "../plan/trigger.ts";
import type { Fault } from "../types.ts";
import type { MessagesRequest } from "../wire/request.ts";

const MOST_REMEMBERED = 500;

/**
 * Decides which request is struck by a fault: first those of the options, then what the person's message asks for.
 * How often a message's fault has struck is the only thing this server remembers.
 */
export class Misbehaviour {
  readonly #queue: Fault[];
  readonly #struck = new Map<string, number>();

  constructor(faults: readonly Fault[]) {
    this.#queue = faults.map((fault) => ({ ...fault }));
  }

  strike(request: MessagesRequest): Fault | undefined {
    if (!isAgentTurn(request)) return undefined;
    const [first] = this.#queue;
    if (first) {
      const left = (first.times ?? 1) - 1;
      if (left > 0) first.times = left;
      else this.#queue.shift();
      return first;
    }
    const turns = readConversation(request.messages).turns;
    const fault = readTrigger(turns.at(-1)?.text ?? "")?.fault;
    if (!fault) return undefined;
    const key = `${request.metadata?.user_id ?? ""}\n${turns.length}\n${turns.at(-1)!.text}`;
    const before = this.#struck.get(key) ?? 0;
    if (before >= (fault.times ?? 1)) return undefined;
    if (this.#struck.size >= MOST_REMEMBERED) this.#struck.delete(this.#struck.keys().next().value!);
    this.#struck.set(key, before + 1);
    return fault;
  }

  /** Pace that the message asks for, if any. */
  paceMs(request: MessagesRequest): number | undefined {
    if (!isAgentTurn(request)) return undefined;
    return readTrigger(readConversation(request.messages).turns.at(-1)?.text ?? "")?.paceMs;
  }
}

function isAgentTurn(request: MessagesRequest): boolean {
  return (request.tools ?? []).length > 0;
}
