import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { RecordLog } from "../state/record-log.ts";

export const PERMISSIONS = ["READ", "WRITE", "MANAGE"] as const;

const scopeSchema = z.object({
  name: z.string(),
  /** Kept and shown; with one user there is nobody to enforce them on. */
  acls: z.record(z.string(), z.enum(PERMISSIONS)),
});
export type SecretScope = z.infer<typeof scopeSchema>;

const secretSchema = z.object({
  scope: z.string(),
  key: z.string(),
  /** base64 of nonce, tag and cipher text. */
  sealed: z.string(),
  updatedAt: z.number(),
});

const NONCE = 12;
const TAG = 16;

/** Secret scopes and their values. Values lie encrypted on disk, under a key that only the owner of the folder can read. */
export class SecretStore {
  readonly #scopes: RecordLog<SecretScope>;
  readonly #secrets: RecordLog<z.infer<typeof secretSchema>>;
  readonly #key: Buffer;

  constructor(dir: string) {
    this.#scopes = new RecordLog(join(dir, "scopes.jsonl"), scopeSchema);
    this.#secrets = new RecordLog(join(dir, "secrets.jsonl"), secretSchema);
    this.#key = keyIn(join(dir, "key"));
  }

  scopes(): SecretScope[] {
    return this.#scopes.list();
  }

  scope(name: string): SecretScope | undefined {
    return this.#scopes.get(name);
  }

  putScope(scope: SecretScope): void {
    this.#scopes.put(scope.name, scope);
  }

  /** With all its secrets. */
  deleteScope(name: string): void {
    for (const { key } of this.list(name)) this.delete(name, key);
    this.#scopes.delete(name);
  }

  /** By key; never the values. */
  list(scope: string): { key: string; updatedAt: number }[] {
    return this.#secrets
      .list()
      .filter((secret) => secret.scope === scope)
      .map(({ key, updatedAt }) => ({ key, updatedAt }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  put(scope: string, key: string, value: Uint8Array): void {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce);
    // Bound to its place: a value copied to another key does not open.
    cipher.setAAD(Buffer.from(id(scope, key)));
    const text = Buffer.concat([cipher.update(value), cipher.final()]);
    const sealed = Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64");
    this.#secrets.put(id(scope, key), { scope, key, sealed, updatedAt: Date.now() });
  }

  /** Undefined when there is none. Throws when it was changed on disk. */
  get(scope: string, key: string): Buffer | undefined {
    const secret = this.#secrets.get(id(scope, key));
    if (!secret) return undefined;
    const sealed = Buffer.from(secret.sealed, "base64");
    const decipher = createDecipheriv("aes-256-gcm", this.#key, sealed.subarray(0, NONCE));
    decipher.setAAD(Buffer.from(id(scope, key)));
    decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]);
  }

  delete(scope: string, key: string): boolean {
    return this.#secrets.delete(id(scope, key));
  }

  close(): void {
    this.#scopes.close();
    this.#secrets.close();
  }
}

const id = (scope: string, key: string) => JSON.stringify([scope, key]);

function keyIn(file: string): Buffer {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600, flag: "wx" });
  const key = readFileSync(file);
  if (key.length !== 32) throw new Error(`${file} is not a key of 32 bytes.`);
  return key;
}
