import { createHash, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { ApiError } from "./api-error.ts";

const digest = (text: string) => createHash("sha256").update(text).digest();
/** Compares without telling by its time how much was right. */
export const sameSecret = (a: string, b: string) => timingSafeEqual(digest(a), digest(b));

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

function hostName(authority: string): string | undefined {
  try {
    return new URL(`http://${authority}`).hostname;
  } catch {
    return undefined;
  }
}

/** Whether a server bound to this address can be reached from this machine alone. */
export const isLoopback = (boundHost: string) => LOOPBACK.has(boundHost) || boundHost === "::1";

/**
 * Refuses requests whose Host is not this machine's own name: a web page that rebinds its DNS name to a
 * loopback address would send its own. A foreign Origin is refused too: no page may call this server.
 */
export function hostGuard(boundHost: string | undefined): MiddlewareHandler {
  const allowed = new Set(LOOPBACK);
  if (boundHost && boundHost !== "0.0.0.0" && boundHost !== "::")
    allowed.add(hostName(boundHost) ?? boundHost);
  return async (c, next) => {
    const host = c.req.header("host") ?? new URL(c.req.url).host;
    if (!allowed.has(hostName(host) ?? "")) {
      throw new ApiError(
        403,
        "PERMISSION_DENIED",
        "The local workspace answers only to its own loopback address.",
      );
    }
    const origin = c.req.header("origin");
    if (origin !== undefined && origin !== `http://${host}`) {
      throw new ApiError(
        403,
        "PERMISSION_DENIED",
        "The local workspace does not answer requests of other web pages.",
      );
    }
    await next();
  };
}

export const bearerToken = (c: Context): string | undefined =>
  /^Bearer\s+(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];

/** Demands `Authorization: Bearer <token>` with a token that `accepts` knows. */
export function bearerGuard(accepts: (token: string) => boolean): MiddlewareHandler {
  return async (c, next) => {
    const header = c.req.header("authorization");
    if (header === undefined) {
      throw new ApiError(
        401,
        "UNAUTHENTICATED",
        "No credential was sent. Send the workspace's token as a bearer token.",
      );
    }
    const token = bearerToken(c);
    if (token === undefined || !accepts(token)) {
      throw new ApiError(401, "UNAUTHENTICATED", "The access token is not valid for this workspace.");
    }
    await next();
  };
}
