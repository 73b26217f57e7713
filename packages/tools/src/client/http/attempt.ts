import type { WorkspaceAuth } from "../../types.ts";
import type { Call, RequestBody, Send } from "./call.ts";
import { orAborted } from "./delay.ts";
import { httpFailure, networkFailure, redirectFailure } from "./describe-failure.ts";
import { parseRetryAfter } from "./retry-after.ts";
import { isWorkspaceError } from "./workspace-error.ts";

const maxErrorBytes = 64 * 1024;

function encodeBody(body: RequestBody | undefined): { init: RequestInit; headers: Record<string, string> } {
  switch (body?.kind) {
    case undefined:
      return { init: {}, headers: {} };
    case "json":
      return { init: { body: JSON.stringify(body.value) }, headers: { "content-type": "application/json" } };
    case "form":
      return { init: { body: body.form() }, headers: {} };
    case "bytes":
      return { init: { body: body.bytes }, headers: { "content-type": "application/octet-stream" } };
    case "stream":
      return {
        init: { body: body.open(), duplex: "half" } as RequestInit,
        headers: { "content-type": "application/octet-stream", "content-length": String(body.length) },
      };
  }
}

/** The first bytes of a body as text; the rest is dropped. */
export async function readLimited(response: Response, limit: number): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const decoder = new TextDecoder();
  let text = "";
  for (let size = 0; size < limit; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return text;
}

function urlOf(host: string, call: Call): URL {
  const url = new URL(host + call.path);
  for (const [key, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) url.searchParams.set(key, String(value));
  }
  return url;
}

function credentialValues(headers: Record<string, string>): string[] {
  return Object.values(headers).map((value) => value.replace(/^\w+\s+/, ""));
}

/** Sends a call once. */
export function attempt(auth: WorkspaceAuth, userAgent: string): Send {
  return async (call, read) => {
    // A sign-in can hang (a redirect, a command-line tool), and must not outlast the call.
    const credentials = await orAborted(auth.headers(), call.signal);
    const { init, headers } = encodeBody(call.body);
    let response: Response;
    try {
      response = await fetch(urlOf(auth.host, call), {
        ...init,
        method: call.method,
        redirect: "manual",
        headers: {
          accept: "application/json",
          "user-agent": userAgent,
          ...headers,
          ...call.headers,
          ...credentials,
        },
        ...(call.signal ? { signal: call.signal } : {}),
      });
    } catch (error) {
      throw networkFailure(auth.host, error);
    }
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw redirectFailure(auth.host, response.headers.get("location"));
    }
    try {
      if (response.ok) return await read(response);
      const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"));
      const body = await readLimited(response, maxErrorBytes);
      throw httpFailure(response.status, body, {
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
        secrets: credentialValues(credentials),
      });
    } catch (error) {
      if (isWorkspaceError(error)) throw error;
      throw networkFailure(auth.host, error, true);
    }
  };
}
