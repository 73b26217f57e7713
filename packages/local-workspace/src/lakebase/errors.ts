import { ApiError } from "../rest/api-error.ts";

export const alreadyExists = (message: string) => new ApiError(409, "ALREADY_EXISTS", message);
export const noSuch = (kind: string, name: string) =>
  new ApiError(404, "NOT_FOUND", `${kind} not found: ${name}`);
export const unsupported = (message: string) => new ApiError(501, "NOT_IMPLEMENTED", message);

/** What PostgreSQL refuses is the request's fault, but for its being away. */
export function fromPostgres(error: unknown): never {
  if (error instanceof ApiError) throw error;
  const { code, message, detail } = error as { code?: string; message: string; detail?: string };
  if (code === "42P04" || code === "42710") throw alreadyExists(message);
  if (code !== undefined && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith("57") && !code.startsWith("08"))
    throw new ApiError(400, "BAD_REQUEST", detail ? `${message} (${detail})` : message);
  throw new ApiError(503, "TEMPORARILY_UNAVAILABLE", `PostgreSQL cannot be used: ${message}`);
}
