import { z } from "zod";
import type { WorkspaceModel } from "../models.ts";
import { ApiError } from "../rest/api-error.ts";

export const noModel = () =>
  new ApiError(
    400,
    "FEATURE_DISABLED",
    "No language model is set for the local workspace. Start it with ANTHROPIC_API_KEY, or with ANTHROPIC_BASE_URL, ANTHROPIC_AUTH_TOKEN and ANTHROPIC_MODEL of any server of the Messages API.",
  );

const upstreamError = z.object({ error: z.object({ message: z.string() }).loose() }).loose();

/**
 * Sends a request to the model's server and gives back its answer, whatever its status. `path` is below the server's
 * address. Throws ApiError 503 when the server cannot be reached.
 */
export async function callModel(
  model: WorkspaceModel,
  path: string,
  init: {
    method?: string;
    body?: unknown;
    headers?: Record<string, string>;
    signal?: AbortSignal | undefined;
  },
): Promise<Response> {
  const credentials = await model.headers();
  try {
    return await fetch(`${model.baseUrl}${path}`, {
      method: init.method ?? "POST",
      headers: {
        "content-type": "application/json",
        "anthropic-version": "2023-06-01",
        ...init.headers,
        ...credentials,
      },
      ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
      ...(init.signal ? { signal: init.signal } : {}),
    });
  } catch (error) {
    if (init.signal?.aborted) throw new ApiError(499, "CANCELLED", "The request was given up by its client.");
    const cause = (error as Error & { cause?: Error }).cause?.message ?? (error as Error).message;
    throw new ApiError(
      503,
      "TEMPORARILY_UNAVAILABLE",
      `The server of model ${model.label} cannot be reached: ${cause}`,
    );
  }
}

/** What an answer that is not a success means to a client of the workspace. */
export async function modelFailure(model: WorkspaceModel, answer: Response): Promise<ApiError> {
  const text = await answer.text().catch(() => "");
  let said = text.slice(0, 500);
  try {
    said = upstreamError.parse(JSON.parse(text)).error.message;
  } catch {
    // Not the Messages API's shape: what it said is shown as it is.
  }
  const message = `The model ${model.label} answered ${answer.status}: ${said || "nothing"}`;
  const { status } = answer;
  if (status === 429) return new ApiError(429, "REQUEST_LIMIT_EXCEEDED", message);
  // The client's own token was good: it is the workspace's credential that the model's server does not take.
  if (status === 401 || status === 403) return new ApiError(403, "PERMISSION_DENIED", message);
  if (status === 413) return new ApiError(413, "REQUEST_TOO_LARGE", message);
  if (status >= 500) return new ApiError(503, "TEMPORARILY_UNAVAILABLE", message);
  return new ApiError(400, "BAD_REQUEST", message);
}
