import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { RecordLog } from "../state/record-log.ts";

const operationSchema = z.object({
  name: z.string(),
  done: z.boolean(),
  metadata: z.record(z.string(), z.unknown()),
  response: z.record(z.string(), z.unknown()),
});
/** A long-running operation as the API reports it. Here each has ended when it is answered. */
export type Operation = z.infer<typeof operationSchema>;

const MOST_KEPT = 500;
const TYPES = "type.googleapis.com/databricks.postgres.v1";

export class Operations {
  readonly #records: RecordLog<Operation>;

  constructor(dir: string) {
    this.#records = new RecordLog(join(dir, "operations.jsonl"), operationSchema);
  }

  get(name: string): Operation | undefined {
    return this.#records.get(name);
  }

  /** `kind` is the resource's, e.g. `Project`. Without a resource it was deleted. */
  ended(resource: string, kind: string, response?: Record<string, unknown>): Operation {
    const name = `${resource}/operations/${randomUUID()}`;
    const oldest = this.#records.list()[0];
    if (oldest && this.#records.size >= MOST_KEPT) this.#records.delete(oldest.name);
    return this.#records.put(name, {
      name,
      done: true,
      metadata: { "@type": `${TYPES}.${kind}OperationMetadata` },
      response: response
        ? { "@type": `${TYPES}.${kind}`, ...response }
        : { "@type": "type.googleapis.com/google.protobuf.Empty" },
    });
  }

  close(): void {
    this.#records.close();
  }
}
