import { createHmac, randomBytes } from "node:crypto";
import { sameSecret } from "./guard.ts";

export const LINK_SECONDS = 15 * 60;

/** Links to result chunks that need no credential, end after 15 minutes and cannot be altered. */
export class LinkSigner {
  readonly #key = randomBytes(32);

  /** Path and query of the link. `expires` is in epoch seconds. */
  sign(path: string, expires: number): string {
    return `${path}?expires=${expires}&signature=${this.#signature(path, expires)}`;
  }

  accepts(path: string, expires: number, signature: string, now: number): boolean {
    return now / 1000 < expires && sameSecret(signature, this.#signature(path, expires));
  }

  #signature(path: string, expires: number) {
    return createHmac("sha256", this.#key).update(`${path}\n${expires}`).digest("hex");
  }
}
