import type { ErrorBody } from "@lakehand/protocol";
import type { ModelTarget } from "../types.ts";
import { detailOf, explainStatus, explainUnreachable } from "./explain.ts";
import { upstreamBody, upstreamHeaders } from "./request.ts";
import { isRetryable, nextDelay, pause, type RetryPolicy, retryAfter } from "./retry.ts";
import type { GatewaySession } from "./sessions.ts";
import { AnswerUsage, meterUsage } from "./usage-meter.ts";

export interface ForwardOptions {
  path: string;
  method: string;
  headers: Headers;
  body: string | undefined;
  signal: AbortSignal;
  target: ModelTarget;
  session: GatewaySession;
  policy: RetryPolicy;
  /** Cuts the connection to the agent, as the provider cut ours in the middle of an answer. */
  breakOff: () => void;
  /** Side requests (models, token counts) fail quietly: the turn goes on without them. */
  quiet: boolean;
}

/** Sends one request of the agent to the model and streams its answer back. */
export async function forward(options: ForwardOptions): Promise<Response> {
  const { target, session, signal, policy } = options;
  let body: string | undefined;
  try {
    body = options.body === undefined ? undefined : upstreamBody(options.body, target).body;
  } catch {
    return errorResponse(400, "invalid_request_error", "The request body is not JSON.");
  }
  session.usage.requests += options.quiet ? 0 : 1;
  const url = `${target.baseUrl.replace(/\/+$/, "")}${options.path}`;

  for (let attempt = 1; ; attempt++) {
    let response: Response | undefined;
    try {
      response = await fetch(url, {
        method: options.method,
        headers: upstreamHeaders(options.headers, target, await target.headers()),
        ...(body === undefined ? {} : { body }),
        signal,
        // A redirect would carry the credential to a place nobody chose.
        redirect: "manual",
      });
      if (response.ok) return passOn(response, options);
    } catch (error) {
      if (signal.aborted) throw error;
    }

    const status = response?.status;
    const delay =
      options.quiet || (status !== undefined && !isRetryable(status))
        ? undefined
        : nextDelay(attempt, response && retryAfter(response.headers), policy);
    if (delay === undefined) {
      const failure = await explain(response, target);
      if (!options.quiet) session.listener.failure?.(failure);
      return errorResponse(
        status !== undefined && status >= 400 ? status : 502,
        status === 429 ? "rate_limit_error" : "api_error",
        failure.message,
      );
    }
    await response?.body?.cancel().catch(() => {});
    session.listener.retry?.({
      attempt,
      ...(status === undefined ? {} : { status }),
      delayMs: delay,
      message: `${reason(status)} Trying again in ${(delay / 1000).toFixed(1)} s (${attempt} of ${policy.attempts - 1}).`,
    });
    await pause(delay, signal);
  }
}

function reason(status: number | undefined): string {
  if (status === undefined) return "The model endpoint does not answer.";
  if (status === 429) return "The model endpoint's rate limit is reached.";
  if (status === 529 || status === 503) return "The model endpoint is overloaded.";
  return `The model endpoint failed (HTTP ${status}).`;
}

async function explain(response: Response | undefined, target: ModelTarget): Promise<ErrorBody> {
  if (!response) return explainUnreachable(target);
  const body = await response.text().catch(() => "");
  return explainStatus(response.status, target, detailOf(body.slice(0, 20_000)));
}

function passOn(response: Response, { session, breakOff, quiet }: ForwardOptions): Response {
  const contentType = response.headers.get("content-type") ?? "application/json";
  const headers = new Headers({ "content-type": contentType, "cache-control": "no-store" });
  for (const name of ["request-id", "x-request-id"]) {
    const value = response.headers.get(name);
    if (value) headers.set(name, value);
  }
  const answered = () => !quiet && session.listener.answered?.({ ...session.usage });
  const metered = response.body?.pipeThrough(
    meterUsage(contentType, new AnswerUsage(session.usage), answered),
  );
  return new Response(metered ? untilBroken(metered, breakOff) : null, { status: response.status, headers });
}

/** The same stream, but one that fails is cut off instead of reported: the agent knows what to do then. */
function untilBroken(body: ReadableStream<Uint8Array>, breakOff: () => void): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch {
        breakOff();
        controller.close();
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

/** An error in the shape of the Messages API. The agent must not try again: that was done here. */
export function errorResponse(status: number, type: string, message: string): Response {
  return Response.json(
    { type: "error", error: { type, message } },
    { status, headers: { "x-should-retry": "false" } },
  );
}
