import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type InvokeResponse, LakehandError } from "@lakehand/protocol";
import type { Store } from "@lakehand/store";

/** How long a request waits for another one with its key before it is told to come back. */
const PATIENCE_MS = 5000;

/**
 * Makes a repeated request the same one: `start` is called by one of all requests with the same key and body, on
 * whichever server, and all get its answer. It gets the id for a new conversation, and must give the key to the
 * store with the run. Throws 422 for another body, 409 (retryable) while the first is still at work; a request that
 * fails gives the key back.
 */
export class IdempotentStarts {
  readonly #store: Store;
  readonly #here = new Map<string, { hash: string; answer: Promise<InvokeResponse> }>();

  constructor(store: Store) {
    this.#store = store;
  }

  async run(
    userEmail: string,
    key: string,
    body: unknown,
    start: (conversationId: string) => Promise<InvokeResponse>,
  ): Promise<InvokeResponse> {
    if (!/^[\x21-\x7e]{1,255}$/.test(key))
      throw new LakehandError({
        code: "BAD_IDEMPOTENCY_KEY",
        message: "An Idempotency-Key has 1 to 255 visible ASCII characters.",
        next: "Use a UUID.",
        status: 400,
      });
    const hash = createHash("sha256").update(canonical(body)).digest("hex");
    const name = `${userEmail} ${key}`;
    const before = this.#here.get(name);
    if (before) {
      if (before.hash !== hash) throw otherBody();
      return before.answer;
    }
    const answer = this.#claim(userEmail, key, hash, start);
    this.#here.set(name, { hash, answer });
    try {
      return await answer;
    } finally {
      this.#here.delete(name);
    }
  }

  async #claim(
    userEmail: string,
    key: string,
    hash: string,
    start: (conversationId: string) => Promise<InvokeResponse>,
  ): Promise<InvokeResponse> {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const claim = await this.#store.idempotency.claim(userEmail, key, hash);
      switch (claim.state) {
        case "mismatch":
          throw otherBody();
        case "done":
          return { execution_id: claim.executionId, conversation_id: claim.conversationId };
        case "new":
          try {
            return await start(claim.conversationId);
          } catch (error) {
            await this.#store.idempotency.release(userEmail, key).catch(() => {});
            throw error;
          }
        case "busy":
          if (Date.now() > until)
            throw new LakehandError({
              code: "REQUEST_IN_PROGRESS",
              message: "A request with this Idempotency-Key is still at work.",
              next: "Ask again in a moment.",
              status: 409,
              retryable: true,
            });
          await sleep(50);
      }
    }
  }
}

const otherBody = () =>
  new LakehandError({
    code: "IDEMPOTENCY_KEY_REUSED",
    message: "This Idempotency-Key was used for another request.",
    next: "Use a new key for a new request.",
    status: 422,
  });

/** JSON with its keys in order, so that the same request reads the same however it was written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : part,
  );
}
