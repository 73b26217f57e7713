import type { SessionUsage } from "./sessions.ts";

type Counts = Partial<Record<keyof SessionUsage, unknown>>;

const FIELDS = [
  "input_tokens",
  "output_tokens",
  "cache_read_input_tokens",
  "cache_creation_input_tokens",
] as const;

/** Adds what one answer reports; later reports of the same answer replace earlier ones. */
export class AnswerUsage {
  readonly #total: SessionUsage;
  readonly #seen: Partial<Record<(typeof FIELDS)[number], number>> = {};

  constructor(total: SessionUsage) {
    this.#total = total;
  }

  report(counts: Counts | null | undefined): void {
    for (const field of FIELDS) {
      const value = counts?.[field];
      if (typeof value !== "number") continue;
      this.#total[field] += value - (this.#seen[field] ?? 0);
      this.#seen[field] = value;
    }
  }
}

/** Passes a body through untouched, chunk by chunk, and reads the usage out of it on the way. */
export function meterUsage(
  contentType: string,
  usage: AnswerUsage,
  done: () => void = () => {},
): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  const streaming = contentType.includes("text/event-stream");
  let pending = "";
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk);
      pending += decoder.decode(chunk, { stream: true });
      if (!streaming) return;
      const lines = pending.split("\n");
      pending = lines.pop() ?? "";
      for (const line of lines) if (line.includes('"usage"')) readUsage(line.replace(/^data:\s*/, ""), usage);
    },
    flush() {
      if (!streaming) readUsage(pending, usage);
      done();
    },
  });
}

function readUsage(json: string, usage: AnswerUsage): void {
  try {
    const value = JSON.parse(json) as { usage?: Counts; message?: { usage?: Counts } };
    usage.report(value.message?.usage);
    usage.report(value.usage);
  } catch {
    // Not ours to judge: the agent reads the same bytes and will say what is wrong with them.
  }
}
