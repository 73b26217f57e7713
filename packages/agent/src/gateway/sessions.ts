import { createHash, randomBytes } from "node:crypto";
import type { ErrorBody, Usage } from "@lakehand/protocol";

export interface ModelRetry {
  attempt: number;
  status?: number;
  delayMs: number;
  message: string;
}

/** Told about what happens on a session's model calls. */
export interface GatewayListener {
  retry?(retry: ModelRetry): void;
  failure?(error: ErrorBody): void;
  /** An answer is complete; tokens of all answers of the session so far. */
  answered?(usage: SessionUsage): void;
}

export interface SessionUsage extends Usage {
  requests: number;
}

export interface GatewaySession {
  /** Bearer token; the only credential that the agent's process ever has. */
  readonly token: string;
  readonly usage: SessionUsage;
  listener: GatewayListener;
}

const digest = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Open sessions by token. Tokens are looked up by digest, so the time of a look-up tells nothing about them. */
export class GatewaySessions {
  readonly #byDigest = new Map<string, GatewaySession>();

  open(): GatewaySession {
    const session: GatewaySession = {
      token: randomBytes(32).toString("base64url"),
      usage: {
        requests: 0,
        input_tokens: 0,
        output_tokens: 0,
        cache_read_input_tokens: 0,
        cache_creation_input_tokens: 0,
      },
      listener: {},
    };
    this.#byDigest.set(digest(session.token), session);
    return session;
  }

  close(session: GatewaySession): void {
    this.#byDigest.delete(digest(session.token));
  }

  find(headers: Headers): GatewaySession | undefined {
    const bearer = /^Bearer (\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
    const token = bearer ?? headers.get("x-api-key");
    return token ? this.#byDigest.get(digest(token)) : undefined;
  }
}
