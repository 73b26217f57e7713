import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import pino, { type Logger } from "pino";

const SECRET_FIELDS = ["token", "secret", "password", "authorization", "apiKey", "headers"];

/**
 * Structured log without secrets. Goes to a file beside the state, so that the terminal keeps sentences for a
 * person; `toStdout` is for platforms that collect standard output.
 */
export function createLog(options: { file: string; toStdout: boolean }): Logger {
  const redact = {
    paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
    censor: "[hidden]",
  };
  if (options.toStdout) return pino({ redact });
  mkdirSync(dirname(options.file), { recursive: true });
  return pino({ redact }, pino.destination({ dest: options.file, sync: true, append: true, mode: 0o600 }));
}
