import { createHash, createHmac, pbkdf2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

/** Whether a password is the one behind PostgreSQL's verifier (`SCRAM-SHA-256$rounds:salt$stored:server`, `pg_authid`). */
export async function matchesVerifier(password: string, verifier: string): Promise<boolean> {
  const parts = /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):/.exec(verifier);
  if (!parts) return false;
  const [, rounds, salt, stored] = parts as unknown as [string, string, string, string];
  const salted = await promisify(pbkdf2)(
    password.normalize("NFKC"),
    Buffer.from(salt, "base64"),
    Number(rounds),
    32,
    "sha256",
  );
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  const found = createHash("sha256").update(clientKey).digest();
  const expected = Buffer.from(stored, "base64");
  return found.length === expected.length && timingSafeEqual(found, expected);
}
