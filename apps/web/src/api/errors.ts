import { errorResponseSchema, LakehandError } from "@lakehand/protocol";

/** What a person is told about any thrown value. */
export function describeError(error: unknown): { message: string; next?: string; code?: string } {
  if (LakehandError.isInstance(error)) {
    return { message: error.message, code: error.code, ...(error.next ? { next: error.next } : {}) };
  }
  return { message: "Something went wrong in the page.", next: "Reload the page and try again." };
}

/** The server could not be reached at all. */
export function networkError(cause: unknown): LakehandError {
  return new LakehandError({
    code: "SERVER_UNREACHABLE",
    message: "The server does not answer.",
    next: "Check that `npm start` is still running, then try again.",
    status: 503,
    retryable: true,
    cause,
  });
}

/** An answer outside 200–299 as a typed error, whatever its body is. */
export async function errorFromResponse(response: Response): Promise<LakehandError> {
  const body = errorResponseSchema.safeParse(await response.json().catch(() => undefined));
  const fallback =
    response.status >= 500 ? "The server failed to answer." : "The server refused the request.";
  return new LakehandError({
    code: body.data?.code ?? `HTTP_${response.status}`,
    message: body.data?.detail ?? `${fallback} (HTTP ${response.status})`,
    status: response.status,
    retryable: body.data?.retryable ?? response.status >= 500,
    ...(body.data?.next ? { next: body.data.next } : {}),
  });
}
