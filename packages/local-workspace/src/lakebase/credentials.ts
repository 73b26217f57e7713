import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

const claimsSchema = z.object({
  /** The PostgreSQL role that may log in with it. */
  sub: z.string(),
  /** Ids of the databases' servers that it opens. */
  aud: z.array(z.string()),
  /** Seconds since 1970. */
  iat: z.number(),
  exp: z.number(),
});
export type Claims = z.infer<typeof claimsSchema>;

export const CREDENTIAL_SECONDS = 3600;
const HEADER = encode(JSON.stringify({ alg: "HS256", typ: "JWT" }));

/**
 * Short-lived passwords: signed tokens in the shape of a JWT, so that any number are good at once, each until its own
 * end, and a restart of the workspace changes nothing.
 */
export class DatabaseCredentials {
  readonly #key: Buffer;
  readonly #now: () => number;

  constructor(keyFile: string, now: () => number = Date.now) {
    mkdirSync(dirname(keyFile), { recursive: true, mode: 0o700 });
    if (!existsSync(keyFile)) writeFileSync(keyFile, randomBytes(32), { mode: 0o600, flag: "wx" });
    this.#key = readFileSync(keyFile);
    if (this.#key.length !== 32) throw new Error(`${keyFile} is not a key of 32 bytes.`);
    this.#now = now;
  }

  issue(role: string, servers: string[]): { token: string; expiresAt: Date } {
    const iat = Math.floor(this.#now() / 1000);
    const claims: Claims = { sub: role, aud: servers, iat, exp: iat + CREDENTIAL_SECONDS };
    const body = `${HEADER}.${encode(JSON.stringify({ ...claims, jti: randomBytes(8).toString("hex") }))}`;
    return { token: `${body}.${this.#signature(body)}`, expiresAt: new Date(claims.exp * 1000) };
  }

  /** What a token grants; a sentence when it grants nothing; undefined when it is no token of ours at all. */
  read(token: string): Claims | string | undefined {
    const [header, payload, signature, ...more] = token.split(".");
    if (header !== HEADER || !payload || !signature || more.length > 0) return undefined;
    const expected = Buffer.from(this.#signature(`${header}.${payload}`));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const claims = claimsSchema.parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
    if (claims.exp * 1000 <= this.#now()) return "The token has expired.";
    return claims;
  }

  #signature(body: string): string {
    return createHmac("sha256", this.#key).update(body).digest("base64url");
  }
}

function encode(text: string): string {
  return Buffer.from(text).toString("base64url");
}
