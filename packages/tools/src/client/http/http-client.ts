import { z } from "zod";
import type { WorkspaceAuth } from "../../types.ts";
import { attempt } from "./attempt.ts";
import { type Call, pipeline, type Send } from "./call.ts";
import { defaultRetry, type RetryOptions, withRetry } from "./retry.ts";
import { type CallRecord, withTelemetry } from "./telemetry.ts";
import { withTimeout } from "./timeout.ts";
import { WorkspaceError } from "./workspace-error.ts";

export interface HttpOptions {
  /** For one call with its retries; 60 s unless told. */
  timeoutMs?: number;
  retry?: Partial<RetryOptions>;
  /** Sent as User-Agent. */
  product?: string;
  onCall?: (record: CallRecord) => void;
}

/** A streamed answer. The caller reads or cancels `body`. */
export interface Download {
  body: ReadableStream<Uint8Array>;
  contentLength: number | undefined;
  contentType: string | undefined;
  lastModified: string | undefined;
}

/** Sends typed calls: telemetry around timeout around retry around one attempt. */
export class HttpClient {
  readonly host: string;
  readonly #send: Send;

  constructor(auth: WorkspaceAuth, options: HttpOptions = {}) {
    this.host = auth.host;
    this.#send = pipeline(
      [
        withTelemetry(options.onCall),
        withTimeout(auth.host, options.timeoutMs ?? 60_000),
        withRetry({ ...defaultRetry, ...options.retry }),
      ],
      attempt(auth, options.product ?? "lakehand"),
    );
  }

  /** The JSON answer, checked against `schema`. An empty body counts as `{}`. */
  json<T>(call: Call, schema: z.ZodType<T>): Promise<T> {
    return this.#send(call, async (response) => {
      const text = await response.text();
      let value: unknown;
      try {
        value = text === "" ? {} : JSON.parse(text);
      } catch (error) {
        throw this.#badResponse(call, "was not JSON", error);
      }
      const parsed = schema.safeParse(value);
      if (!parsed.success)
        throw this.#badResponse(call, "had an unknown shape", z.prettifyError(parsed.error));
      return parsed.data;
    });
  }

  /** For calls whose answer carries nothing. */
  done(call: Call): Promise<void> {
    return this.#send(call, async (response) => {
      await response.body?.cancel();
    });
  }

  head(call: Call): Promise<Headers> {
    return this.#send(call, async (response) => response.headers);
  }

  download(call: Call): Promise<Download> {
    return this.#send({ ...call, headers: { accept: "*/*", ...call.headers } }, async (response) => {
      const length = response.headers.get("content-length");
      return {
        body: response.body ?? new Blob([]).stream(),
        contentLength: length === null ? undefined : Number(length),
        contentType: response.headers.get("content-type") ?? undefined,
        lastModified: response.headers.get("last-modified") ?? undefined,
      };
    });
  }

  #badResponse(call: Call, how: string, cause: unknown): WorkspaceError {
    return new WorkspaceError({
      code: "WORKSPACE_BAD_RESPONSE",
      message: `The answer of ${this.host} to ${call.method} ${call.path} ${how}.`,
      next: "Check that DATABRICKS_HOST is a Databricks workspace and not a proxy or a sign-in page.",
      status: 502,
      cause,
    });
  }
}
