import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { sameSecret } from "../rest/guard.ts";
import { RecordLog } from "../state/record-log.ts";
import { hashOf } from "./tokens.ts";

const secretSchema = z.object({
  id: z.string(),
  /** The service principal's id. */
  owner: z.string(),
  hash: z.string(),
  createdAt: z.number(),
  expiresAt: z.number(),
});
export type ClientSecret = z.infer<typeof secretSchema>;

/** OAuth secrets of service principals, on disk as hashes. */
export class ClientSecrets {
  readonly #secrets: RecordLog<ClientSecret>;

  constructor(dir: string) {
    this.#secrets = new RecordLog(join(dir, "client-secrets.jsonl"), secretSchema);
  }

  of(owner: string): ClientSecret[] {
    return this.#secrets.list().filter((each) => each.owner === owner);
  }

  create(owner: string, seconds: number): { value: string; record: ClientSecret } {
    const value = `dose${randomBytes(16).toString("hex")}`;
    const now = Date.now();
    const id = randomUUID();
    const record = { id, owner, hash: hashOf(value), createdAt: now, expiresAt: now + seconds * 1000 };
    this.#secrets.put(id, record);
    return { value, record };
  }

  accepts(owner: string, secret: string): boolean {
    const hash = hashOf(secret);
    return this.of(owner).some((each) => each.expiresAt > Date.now() && sameSecret(each.hash, hash));
  }

  /** False when the service principal has no such secret. */
  delete(owner: string, id: string): boolean {
    if (this.#secrets.get(id)?.owner !== owner) return false;
    return this.#secrets.delete(id);
  }

  deleteAllOf(owner: string): void {
    for (const { id } of this.of(owner)) this.#secrets.delete(id);
  }

  close(): void {
    this.#secrets.close();
  }
}
