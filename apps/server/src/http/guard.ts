import { LakehandError } from "@lakehand/protocol";
import type { MiddlewareHandler } from "hono";
import { isLoopback } from "../config/config.ts";

export interface GuardOptions {
  /** The address the server is bound to. */
  host: string;
}

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

function refuse(code: string, message: string, next: string, status = 403): never {
  throw new LakehandError({ code, message, next, status });
}

/** The name in a Host header without its port. */
export function hostName(host: string): string {
  if (host.startsWith("[")) return host.slice(0, host.indexOf("]") + 1);
  return host.split(":")[0] ?? "";
}

/**
 * Keeps other web pages out of a server without sign-in: a name that merely resolves to this machine (DNS
 * rebinding) is refused by its Host header, and a cross-site write by Origin and Sec-Fetch-Site.
 */
export function guard({ host }: GuardOptions): MiddlewareHandler {
  return async (context, next) => {
    const asked = context.req.header("host") ?? "";
    if (isLoopback(host) && !isLoopback(hostName(asked))) {
      refuse(
        "HOST_NOT_ALLOWED",
        `This server does not answer as "${asked}".`,
        "Open it as http://localhost or http://127.0.0.1 with its port.",
        421,
      );
    }
    if (!SAFE.has(context.req.method)) {
      const origin = context.req.header("origin");
      const site = context.req.header("sec-fetch-site");
      if (origin !== undefined && origin !== `http://${asked}` && origin !== `https://${asked}`) {
        refuse(
          "CROSS_SITE",
          "A page of another site tried to change something here.",
          "Use Lakehand's own page.",
        );
      }
      if (site !== undefined && site !== "same-origin" && site !== "none") {
        refuse(
          "CROSS_SITE",
          "A page of another site tried to change something here.",
          "Use Lakehand's own page.",
        );
      }
      const type = context.req.header("content-type");
      const length = context.req.header("content-length");
      if (
        (type !== undefined || (length !== undefined && length !== "0")) &&
        !/^application\/json\b/i.test(type ?? "")
      ) {
        refuse("NOT_JSON", "The body must be JSON.", "Send it with Content-Type: application/json.", 415);
      }
    }
    await next();
  };
}

const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; " +
  "connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** Headers of every answer. API answers are never cached. */
export function securityHeaders(): MiddlewareHandler {
  return async (context, next) => {
    await next();
    const { headers } = context.res;
    if (!headers.has("content-security-policy")) headers.set("content-security-policy", PAGE_POLICY);
    headers.set("x-content-type-options", "nosniff");
    headers.set("referrer-policy", "no-referrer");
    headers.set("cross-origin-opener-policy", "same-origin");
    headers.set("cross-origin-resource-policy", "same-origin");
    if (context.req.path.startsWith("/api/") && !headers.has("cache-control"))
      headers.set("cache-control", "no-store");
  };
}
