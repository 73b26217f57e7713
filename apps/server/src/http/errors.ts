import { type ErrorResponse, LakehandError, toErrorBody } from "@lakehand/protocol";
import type { Context, ErrorHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { ZodError } from "zod";

/** One shape for every failure. What is not ours to say stays in the log. */
export function answerError(report: (error: unknown) => void): ErrorHandler {
  return (error, context) => {
    if (LakehandError.isInstance(error)) {
      if (error.status >= 500 && error.status !== 503) report(error);
      return errorResponse(context, error.status, error.toBody());
    }
    if (error instanceof HTTPException && error.status < 500) {
      return errorResponse(context, error.status, {
        code: "BAD_REQUEST",
        message: "The request could not be read.",
        next: "Send well-formed JSON; GET /docs shows each body.",
      });
    }
    report(error);
    return errorResponse(context, 500, toErrorBody(error));
  };
}

export function errorResponse(
  context: Context,
  status: number,
  body: { code: string; message: string; next?: string; retryable?: boolean },
) {
  const { message, ...rest } = body;
  if (status === 503) context.header("retry-after", "1");
  return context.json({ detail: message, ...rest } satisfies ErrorResponse, status as ContentfulStatusCode);
}

/** A body, query or path that does not fit its schema, as one sentence about the first thing that is wrong. */
export function invalidInput(error: ZodError): LakehandError {
  const issue = error.issues[0];
  const where = issue?.path.join(".");
  return new LakehandError({
    code: "INVALID_REQUEST",
    message: where
      ? `"${where}": ${issue?.message ?? "is wrong"}.`
      : `${issue?.message ?? "The request is wrong"}.`,
    next: "GET /docs shows what this address takes.",
    status: 400,
  });
}

export function notFound(what: string, next: string): LakehandError {
  return new LakehandError({
    code: `${what.toUpperCase().replaceAll(" ", "_")}_NOT_FOUND`,
    message: `There is no such ${what}.`,
    next,
    status: 404,
  });
}
