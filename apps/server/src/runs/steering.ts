import type { InputRow, Store } from "@lakehand/store";
import type { Engine } from "./context.ts";
import type { LiveRun } from "./live-run.ts";

const REMOTE_WAIT_MS = 2000;

/** Gives queued messages to the turn that is going on: never one twice, and one that it does not take stays queued. */
export class Steering {
  readonly #engine: Engine;
  /** Inputs on their way to an agent, or taken by it. */
  readonly #given = new Map<string, Promise<boolean>>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** True when the run's agent has taken it. */
  give(run: LiveRun, input: Pick<InputRow, "id" | "text">): Promise<boolean> {
    const before = this.#given.get(input.id);
    if (before) return before;
    const giving = this.#give(run, input);
    this.#given.set(input.id, giving);
    void giving.then((taken) => {
      if (!taken) this.#given.delete(input.id);
      // Long enough for the log to have removed the queued row.
      else void run.done.finally(() => this.#given.delete(input.id));
    });
    return giving;
  }

  async #give(run: LiveRun, { id, text }: Pick<InputRow, "id" | "text">): Promise<boolean> {
    if (run.over || run.lost || run.abort.signal.aborted) return false;
    const taken = await this.#engine.options.agent.steer(run.id, { id, text }).catch(() => false);
    if (!taken) return false;
    run.emit({ type: "user_message", message_id: id, text, steered: true });
    await run.drain();
    return true;
  }

  /** Takes what was marked on another server for a run that is worked on here. */
  async takeMarked(run: LiveRun): Promise<void> {
    const inputs = await this.#engine.store.inputs.list(run.execution.conversationId);
    for (const input of inputs) if (input.steer) await this.give(run, input);
  }

  /** Waits a moment for the server that holds the run to take it. */
  async takenElsewhere(store: Store, conversationId: string, inputId: string): Promise<boolean> {
    const until = Date.now() + REMOTE_WAIT_MS;
    for (;;) {
      const inputs = await store.inputs.list(conversationId);
      if (!inputs.some((input) => input.id === inputId)) return true;
      if (Date.now() > until) return false;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
