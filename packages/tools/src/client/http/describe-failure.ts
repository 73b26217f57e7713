import { redact } from "./redact.ts";
import { WorkspaceError, type WorkspaceErrorCode } from "./workspace-error.ts";

interface Described {
  code: WorkspaceErrorCode;
  message: string;
  next: string;
  /** Status to answer our own caller with. */
  status: number;
  retryable?: boolean;
}

const tokenNext =
  "Make a new token in the workspace (Settings → Developer → Access tokens), set DATABRICKS_TOKEN to it and start again.";

/** What an HTTP error answer means. `said` is the workspace's own message. */
function describeStatus(status: number, apiCode: string | undefined, said: string): Described {
  const tail = said ? `: ${said}` : ".";
  const badToken =
    status === 401 ||
    (status === 403 && /invalid (access )?token|credential|token is (expired|invalid)/i.test(said));
  if (badToken)
    return {
      code: "WORKSPACE_TOKEN_REJECTED",
      message:
        "The workspace did not accept the sign-in (DATABRICKS_TOKEN, or the service principal's secret, is wrong or has expired).",
      next: tokenNext,
      status: 502,
    };
  if (status === 403)
    return {
      code: "WORKSPACE_FORBIDDEN",
      message: `You are not allowed to do this in the workspace${tail}`,
      next: "Ask the owner of the object, or a workspace admin, for the permission; or use another object.",
      status: 403,
    };
  if (status === 404 && (apiCode === "ENDPOINT_NOT_FOUND" || apiCode === "NOT_IMPLEMENTED"))
    return {
      code: "WORKSPACE_NOT_SUPPORTED",
      message: `This workspace does not offer that API${tail}`,
      next: "Check that DATABRICKS_HOST is a workspace URL and that the feature is enabled there.",
      status: 501,
    };
  if (status === 404)
    return {
      code: "WORKSPACE_NOT_FOUND",
      message: `The workspace has no such object${tail}`,
      next: "Check the name or path; list what is there first.",
      status: 404,
    };
  if (status === 409 || apiCode === "RESOURCE_ALREADY_EXISTS" || apiCode === "ALREADY_EXISTS")
    return {
      code: "WORKSPACE_ALREADY_EXISTS",
      message: `The workspace refused because of something that already exists or changed meanwhile${tail}`,
      next: "Use another name, or allow overwriting, or read the current state again.",
      status: 409,
    };
  if (status === 429)
    return {
      code: "WORKSPACE_RATE_LIMITED",
      message: `The workspace is limiting the number of requests${tail}`,
      next: "Wait a little, then try again with fewer calls at once.",
      status: 429,
      retryable: true,
    };
  if (status === 501)
    return {
      code: "WORKSPACE_NOT_SUPPORTED",
      message: `This workspace does not support that${tail}`,
      next: "Use another way to reach the same result.",
      status: 501,
    };
  if (status === 502 || status === 503 || status === 504)
    return {
      code: "WORKSPACE_UNAVAILABLE",
      message: `The workspace is not available at the moment (HTTP ${status})${tail}`,
      next: "Try again in a minute; if it stays, look at the workspace's status page.",
      status: 503,
      retryable: true,
    };
  if (status >= 500)
    return {
      code: "WORKSPACE_FAILED",
      message: `The workspace failed with HTTP ${status}${tail}`,
      next: "Try again; if it stays, report it to the workspace's support.",
      status: 502,
      retryable: true,
    };
  return {
    code: "WORKSPACE_BAD_REQUEST",
    message: `The workspace refused the request${tail}`,
    next: "Correct what the message names and try again.",
    status: 400,
  };
}

function readErrorBody(body: string): { apiCode?: string; said: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    // A proxy's HTML page helps nobody; a short plain text may.
    return { said: /^\s*</.test(body) ? "" : body.trim().slice(0, 300) };
  }
  if (typeof parsed !== "object" || parsed === null) return { said: "" };
  const { error_code, message, error, detail, error_description } = parsed as Record<string, unknown>;
  const said = [message, detail, error_description, error].find(
    (v): v is string => typeof v === "string" && v !== "",
  );
  const apiCode = typeof error_code === "string" && error_code !== "" ? error_code : undefined;
  return { ...(apiCode ? { apiCode } : {}), said: (said ?? "").slice(0, 2000) };
}

/** An HTTP answer that is not 2xx, as a typed error. */
export function httpFailure(
  status: number,
  body: string,
  options: { retryAfterMs?: number; secrets?: readonly string[] } = {},
): WorkspaceError {
  const { apiCode, said } = readErrorBody(body);
  const described = describeStatus(status, apiCode, redact(said, options.secrets));
  return new WorkspaceError({
    ...described,
    workspaceStatus: status,
    ...(apiCode ? { apiCode } : {}),
    ...(options.retryAfterMs === undefined ? {} : { retryAfterMs: options.retryAfterMs }),
  });
}

/** A 3xx answer: following it could hand the token to another host. */
export function redirectFailure(host: string, location: string | null): WorkspaceError {
  let target = "another address";
  if (location) {
    try {
      target = new URL(location, host).host;
    } catch {
      // keep the general words
    }
  }
  return new WorkspaceError({
    code: "WORKSPACE_REDIRECTED",
    message: `${host} answered with a redirect to ${target}, which was not followed.`,
    next: "Set DATABRICKS_HOST to the workspace's own URL, as the browser shows it after sign-in.",
    status: 502,
  });
}

const certificateCodes = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ISSUER/;

/** The low-level code of a failed `fetch`, e.g. ECONNREFUSED. */
export function networkCode(error: unknown): string | undefined {
  for (let e: unknown = error, depth = 0; e && depth < 4; depth++) {
    const { code, cause, errors } = e as { code?: unknown; cause?: unknown; errors?: unknown[] };
    if (typeof code === "string") return code;
    e = cause ?? errors?.[0];
  }
  return undefined;
}

/** A request that got no (whole) answer. `sent` says whether an answer had begun. */
export function networkFailure(host: string, error: unknown, sent = false): WorkspaceError {
  const code = networkCode(error) ?? "";
  if (certificateCodes.test(code))
    return new WorkspaceError({
      code: "WORKSPACE_UNTRUSTED",
      message: `The certificate of ${host} could not be verified (${code}), so nothing was sent.`,
      next: "Check DATABRICKS_HOST; behind a company proxy set NODE_EXTRA_CA_CERTS to its certificate file.",
      status: 502,
      cause: error,
    });
  if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CONNECT_TIMEOUT/.test(code))
    return new WorkspaceError({
      code: "WORKSPACE_UNREACHABLE",
      message: `The workspace at ${host} cannot be reached (${code === "ENOTFOUND" ? "no such host" : code}).`,
      next: "Check DATABRICKS_HOST and the network connection; `npm run doctor` checks each part.",
      status: 502,
      retryable: true,
      cause: error,
    });
  return new WorkspaceError({
    code: "WORKSPACE_CONNECTION_LOST",
    message: `The connection to ${host} broke ${sent ? "in the middle of its answer" : "before it answered"}${code ? ` (${code})` : ""}.`,
    next: "Try again; what was asked for may already have happened, so look first.",
    status: 502,
    retryable: true,
    cause: error,
  });
}

export function timeoutFailure(host: string, ms: number): WorkspaceError {
  return new WorkspaceError({
    code: "WORKSPACE_TIMEOUT",
    message: `The workspace at ${host} did not answer within ${Math.round(ms / 100) / 10} s.`,
    next: "It may still be working on it: look at the current state before trying again.",
    status: 504,
    retryable: true,
  });
}
