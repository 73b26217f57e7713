import { z } from "zod";

/** What every failure looks like on the wire: a machine code, a sentence for a person, and what to do next. */
export const errorBodySchema = z.object({
  code: z.string(),
  message: z.string(),
  /** What the reader can do about it, as a sentence. */
  next: z.string().optional(),
  retryable: z.boolean().optional(),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;

export interface LakehandErrorOptions {
  code: string;
  message: string;
  next?: string;
  /** HTTP status to answer with; 500 unless told. */
  status?: number;
  retryable?: boolean;
  cause?: unknown;
}

const marker = Symbol.for("lakehand.error");

/** Base of all typed errors. `isInstance` survives duplicate copies of this package. */
export class LakehandError extends Error {
  readonly [marker] = true;
  readonly code: string;
  readonly next: string | undefined;
  readonly status: number;
  readonly retryable: boolean;

  constructor(options: LakehandErrorOptions) {
    super(options.message, { cause: options.cause });
    this.name = "LakehandError";
    this.code = options.code;
    this.next = options.next;
    this.status = options.status ?? 500;
    this.retryable = options.retryable ?? false;
  }

  static isInstance(value: unknown): value is LakehandError {
    return typeof value === "object" && value !== null && (value as { [marker]?: unknown })[marker] === true;
  }

  toBody(): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      ...(this.next ? { next: this.next } : {}),
      ...(this.retryable ? { retryable: true } : {}),
    };
  }
}

/** Any thrown value as an error body. Unknown errors keep their message out: it may carry internals. */
export function toErrorBody(error: unknown): ErrorBody {
  if (LakehandError.isInstance(error)) return error.toBody();
  return {
    code: "INTERNAL",
    message: "Something went wrong on the server.",
    next: "Try again; if it stays, look at the server's log.",
  };
}
