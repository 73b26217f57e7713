import { LakehandError, type LakehandErrorOptions } from "@lakehand/protocol";

export type StoreErrorCode =
  | "DATABASE_UNREACHABLE"
  | "DATABASE_UNAVAILABLE"
  | "DATABASE_AUTH"
  | "DATABASE_PERMISSION"
  | "DATABASE_URL_INVALID"
  | "DATABASE_LOCKED"
  | "DATABASE_VERSION"
  | "DATABASE_START_FAILED"
  | "DATABASE_CLOSED"
  | "DATABASE_ERROR"
  | "SEQ_CONFLICT"
  | "LEASE_LOST"
  | "CONVERSATION_BUSY"
  | "KEY_USED"
  | "VALUE_TOO_LONG"
  | "NOT_FOUND";

/** The only thing a Store throws. The message never carries a password, a row or a statement. */
export class StoreError extends LakehandError {
  declare readonly code: StoreErrorCode;

  constructor(options: LakehandErrorOptions & { code: StoreErrorCode }) {
    super(options);
    this.name = "StoreError";
  }
}

interface DriverError {
  code?: string;
  constraint?: string;
  message: string;
}

/** The driver's own error under any wrapping (Drizzle wraps, and puts statement and values in its message). */
export function driverError(error: unknown): DriverError | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    if (current instanceof AggregateError && current.errors[0] instanceof Error) current = current.errors[0];
    const { code, cause } = current as Error & { code?: unknown };
    if (typeof code === "string" || cause === undefined) return current as unknown as DriverError;
    current = cause;
  }
  return undefined;
}

const refused = new Set([
  "ECONNREFUSED",
  "ENOENT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "57P03",
]);
const cut = new Set(["ECONNRESET", "EPIPE", "57P01", "57P02", "53300", "08003", "08006", "08001", "08004"]);

/** True when the connection was never made, so that nothing has been executed and the call can be repeated. */
export function failedToConnect(error: unknown): boolean {
  const found = driverError(error);
  if (!found) return false;
  return refused.has(found.code ?? "") || /timeout exceeded when trying to connect/.test(found.message);
}

/** True when the database undid the call to let another one through (deadlock, serialization), so that it can be repeated. */
export function wasUndone(error: unknown): boolean {
  const code = driverError(error)?.code;
  return code === "40P01" || code === "40001";
}

/** A database that was there when the store was opened, and is away now, comes back by itself. */
export function unavailable(error: StoreError): StoreError {
  if (error.code !== "DATABASE_UNREACHABLE" || !error.retryable) return error;
  return new StoreError({
    code: "DATABASE_UNAVAILABLE",
    message: error.message,
    next: "Nothing has to be done if it comes back; try again in a moment.",
    status: 503,
    retryable: true,
    cause: error.cause,
  });
}

function unreachable(where: string, error: unknown, detail: string): StoreError {
  return new StoreError({
    code: "DATABASE_UNREACHABLE",
    message: `The database ${where} cannot be reached: ${detail}.`,
    next: "Check that the database server runs and that its address is right, then try again.",
    status: 503,
    retryable: true,
    cause: error,
  });
}

/**
 * What may be logged of a failure: the driver's sentence and code. Drizzle's wrapper quotes the statement with all
 * its values, and PostgreSQL's details quote rows: both are what people wrote.
 */
function loggable(failure: unknown): unknown {
  const found = driverError(failure);
  if (!found || found.message.startsWith("Failed query:"))
    return failure instanceof Error ? new Error(failure.name) : undefined;
  const { code, constraint } = found;
  const cause = new Error(found.message);
  if (found instanceof Error && found.stack) cause.stack = found.stack;
  return Object.assign(cause, { ...(code ? { code } : {}), ...(constraint ? { constraint } : {}) });
}

/** Any thrown value as a StoreError. `where` names the database in the sentence, e.g. `at db.example:5432/app`. */
export function toStoreError(failure: unknown, where: string): StoreError {
  if (failure instanceof StoreError) return failure;
  const found = driverError(failure);
  const error = loggable(failure);
  const code = found?.code ?? "";
  if (code === "23505" && found?.constraint === "execution_events_pkey") {
    return new StoreError({
      code: "SEQ_CONFLICT",
      message: "An event with this sequence number is already in the log.",
      next: "Only the process that owns a run may append to it; read the last sequence number and go on from there.",
      status: 409,
      cause: error,
    });
  }
  if (code === refusal.notFound) return notFound("What this belongs to does not exist any more.", error);
  if (code === refusal.keyUsed) return keyUsed("This request has been carried out already.", error);
  if (code === "23505" && found?.constraint === "messages_pkey")
    return keyUsed("A message with this id has been sent already.", error);
  if (code === "23505" && found?.constraint === "executions_one_open") {
    return new StoreError({
      code: "CONVERSATION_BUSY",
      message: "The agent is still working on this conversation.",
      next: "Wait until it has finished, or press Stop first.",
      status: 409,
      cause: error,
    });
  }
  if (code === "23503") return notFound("What this belongs to does not exist any more.", error);
  if (code === "22001") {
    return new StoreError({
      code: "VALUE_TOO_LONG",
      message: "A name or title is too long (255 characters at most).",
      next: "Shorten it and try again.",
      status: 400,
      cause: error,
    });
  }
  if (code === "28P01" || code === "28000") {
    return new StoreError({
      code: "DATABASE_AUTH",
      message: `The database ${where} does not accept this user or password.`,
      next: "Correct the user and password in LAKEBASE_PG_URL (or PGUSER and PGPASSWORD).",
      status: 503,
      cause: error,
    });
  }
  if (code === "3D000") {
    return new StoreError({
      code: "DATABASE_UNREACHABLE",
      message: `There is no such database: ${where}.`,
      next: "Create it, or correct the database name in LAKEBASE_PG_URL (or PGDATABASE).",
      status: 503,
      cause: error,
    });
  }
  if (code === "42501") {
    return new StoreError({
      code: "DATABASE_PERMISSION",
      message: `The database user may not do this ${where}.`,
      next: "Grant the user CREATE on the database (Lakehand keeps its tables in a schema of its own, `lakehand`).",
      status: 503,
      cause: error,
    });
  }
  if (refused.has(code) || cut.has(code)) return unreachable(where, error, reasons[code] ?? code);
  if (found && /timeout|terminated|Connection ended|not queryable/i.test(found.message)) {
    return unreachable(where, error, "the connection was lost or took too long");
  }
  if (found && /SSL|certificate|self.signed/i.test(found.message)) {
    return new StoreError({
      code: "DATABASE_UNREACHABLE",
      message: `The encrypted connection to the database ${where} failed (${found.message}).`,
      next: "Name the server's certificate authority with sslrootcert=FILE in the URL; without one, sslmode=no-verify encrypts without checking, and sslmode=disable is for a server without TLS.",
      status: 503,
      cause: error,
    });
  }
  return new StoreError({
    code: "DATABASE_ERROR",
    message: `The database ${where} answered with an error${code ? ` (${code})` : ""}.`,
    next: "Try again; if it stays, look at the database's log.",
    cause: error,
  });
}

/** SQLSTATEs that our statements raise themselves (`lakehand.refuse`). */
export const refusal = { notFound: "LH404", keyUsed: "LH409" } as const;

export function keyUsed(message: string, cause?: unknown): StoreError {
  return new StoreError({ code: "KEY_USED", message, next: "Reload the page.", status: 409, cause });
}

export function leaseLost(): StoreError {
  return new StoreError({
    code: "LEASE_LOST",
    message:
      "This run is not held by this process any more: it has ended, or another process has taken it over.",
    next: "Reload the page to see how it went on.",
    status: 409,
  });
}

export function busy(): StoreError {
  return new StoreError({
    code: "CONVERSATION_BUSY",
    message: "The agent is still working on this conversation.",
    next: "Wait until it has finished, or press Stop first.",
    status: 409,
  });
}

export function notFound(message: string, cause?: unknown): StoreError {
  return new StoreError({ code: "NOT_FOUND", message, next: "Reload the page.", status: 404, cause });
}

const reasons: Record<string, string> = {
  ECONNREFUSED: "nothing answers at this address",
  ENOENT: "its socket is not there",
  ENOTFOUND: "the host name is unknown",
  EAI_AGAIN: "the host name could not be looked up",
  ETIMEDOUT: "no answer in time",
  ECONNRESET: "the connection was cut",
  EPIPE: "the connection was cut",
  "57P01": "it was shut down",
  "57P02": "it has crashed and is restarting",
  "53300": "it has no connection left",
  "57P03": "it is starting or stopping",
};
