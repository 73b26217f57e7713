import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import pino, { type Logger } from "pino";

const SECRET_FIELDS = ["token", "secret", "password", "authorization", "apiKey", "headers"];

/**
 * An error with what caused it. The causes keep their kind and code only: what a database driver says quotes
 * statements and values, and with them what people wrote.
 */
export function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error).slice(0, 500) };
  const { name, message, stack } = error;
  const causes: object[] = [];
  for (let cause = error.cause; cause instanceof Error && causes.length < 5; cause = cause.cause)
    causes.push({ type: cause.name, ...codeOf(cause) });
  return { type: name, ...codeOf(error), message, stack, ...(causes.length > 0 ? { causes } : {}) };
}

const codeOf = (error: Error): { code?: unknown } => ("code" in error ? { code: error.code } : {});

/**
 * Structured log without secrets. Goes to a file beside the state, so that the terminal keeps sentences for a
 * person; `toStdout` is for platforms that collect standard output.
 */
export function createLog(options: { file: string; toStdout: boolean }): Logger {
  const redact = {
    paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
    censor: "[hidden]",
  };
  const serializers = { err: describeError };
  if (options.toStdout) return pino({ redact, serializers });
  mkdirSync(dirname(options.file), { recursive: true });
  return pino(
    { redact, serializers },
    pino.destination({ dest: options.file, sync: true, append: true, mode: 0o600 }),
  );
}
