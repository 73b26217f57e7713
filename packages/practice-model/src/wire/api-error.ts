/** Types of Anthropic's error body, by status. */
const TYPES: Record<number, string> = {
  400: "invalid_request_error",
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  500: "api_error",
  529: "overloaded_error",
};

export interface ApiError {
  status: number;
  message: string;
  retryAfterSeconds?: number;
}

export function errorBody(error: ApiError, requestId: string): Record<string, unknown> {
  return {
    type: "error",
    error: { type: TYPES[error.status] ?? "api_error", message: error.message },
    request_id: requestId,
  };
}
