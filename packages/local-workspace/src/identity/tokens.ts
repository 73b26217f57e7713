import { createHash, randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { sameSecret } from "../rest/guard.ts";
import { RecordLog } from "../state/record-log.ts";

/** How long a token of OAuth is good. */
const OAUTH_SECONDS = 3600;

const personalSchema = z.object({
  id: z.string(),
  /** SHA-256 of the token; the token itself is shown once and never kept. */
  hash: z.string(),
  comment: z.string(),
  createdAt: z.number(),
  /** Epoch milliseconds; absent: it does not expire. */
  expiresAt: z.number().optional(),
  /** Id of the user or service principal it was made for. */
  owner: z.string(),
});
export type PersonalToken = z.infer<typeof personalSchema>;

export const hashOf = (secret: string) => createHash("sha256").update(secret).digest("hex");

/**
 * Bearer tokens: the workspace's own, personal ones that live on disk as hashes, and short-lived ones in memory.
 * Whoever holds one may do what the workspace's user may.
 */
export class Tokens {
  readonly #token: string;
  readonly #issued = new Map<string, { until: number; owner?: string }>();
  readonly #personal: RecordLog<PersonalToken>;
  readonly #byHash = new Map<string, string>();

  constructor(token: string, dir: string) {
    this.#token = token;
    this.#personal = new RecordLog(join(dir, "tokens.jsonl"), personalSchema);
    for (const { id, hash } of this.#personal.list()) this.#byHash.set(hash, id);
  }

  accepts(token: string): boolean {
    if (sameSecret(token, this.#token)) return true;
    if ((this.#issued.get(token)?.until ?? 0) > Date.now()) return true;
    const personal = this.#personal.get(this.#byHash.get(hashOf(token)) ?? "");
    return personal !== undefined && (personal.expiresAt ?? Number.POSITIVE_INFINITY) > Date.now();
  }

  /** Id of the user or service principal that a good token was given to; undefined for the workspace's own. */
  ownerOf(token: string): string | undefined {
    return this.#issued.get(token)?.owner ?? this.#personal.get(this.#byHash.get(hashOf(token)) ?? "")?.owner;
  }

  /** Whether this is the workspace's own token, which is a client secret too. */
  isOwn(secret: string): boolean {
    return sameSecret(secret, this.#token);
  }

  /** An OAuth access token, for the workspace's user or a service principal. */
  issue(owner?: string): { token: string; seconds: number } {
    return { token: this.#make(OAUTH_SECONDS, owner), seconds: OAUTH_SECONDS };
  }

  /** A token for code that runs here: it stands for the user for as long as told, and is never the user's own. */
  forCode(seconds: number): string {
    return this.#make(seconds);
  }

  /** Makes a personal token; its value is known to the caller alone. */
  create(
    owner: string,
    comment: string,
    seconds: number | undefined,
  ): { value: string; record: PersonalToken } {
    const value = `dapi${randomBytes(16).toString("hex")}`;
    const now = Date.now();
    const record: PersonalToken = {
      id: randomUUID().replaceAll("-", ""),
      hash: hashOf(value),
      comment,
      createdAt: now,
      ...(seconds === undefined ? {} : { expiresAt: now + seconds * 1000 }),
      owner,
    };
    this.#personal.put(record.id, record);
    this.#byHash.set(record.hash, record.id);
    return { value, record };
  }

  list(): PersonalToken[] {
    return this.#personal.list();
  }

  get(id: string): PersonalToken | undefined {
    return this.#personal.get(id);
  }

  /** False when there is none. */
  revoke(id: string): boolean {
    const record = this.#personal.get(id);
    if (!record) return false;
    this.#personal.delete(id);
    this.#byHash.delete(record.hash);
    return true;
  }

  /** Ends every token of an identity that is gone. */
  revokeAllOf(owner: string): void {
    for (const each of this.list()) if (each.owner === owner) this.revoke(each.id);
    for (const [token, issued] of this.#issued) if (issued.owner === owner) this.#issued.delete(token);
  }

  close(): void {
    this.#personal.close();
  }

  #make(seconds: number, owner?: string): string {
    const now = Date.now();
    for (const [token, { until }] of this.#issued) if (until <= now) this.#issued.delete(token);
    const token = randomBytes(24).toString("base64url");
    this.#issued.set(token, { until: now + seconds * 1000, ...(owner === undefined ? {} : { owner }) });
    return token;
  }
}
