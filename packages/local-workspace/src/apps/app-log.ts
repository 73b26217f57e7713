import { EventEmitter } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";

export interface LogLine {
  source: "APP" | "SYSTEM" | "BUILD";
  /** Seconds since 1970, as Databricks' log stream has it. */
  timestamp: number;
  message: string;
}

const MOST_BYTES = 1024 * 1024;
const MOST_LINES = 5000;
const MOST_CHARS = 10_000;
const MOST_PER_SECOND = 5000;

/** The last lines of an app, on disk in two files that take turns. */
export class AppLog {
  readonly #file: string;
  readonly #events = new EventEmitter();
  #lines: LogLine[] = [];
  #size = 0;
  #second = 0;
  #inSecond = 0;

  constructor(file: string) {
    this.#file = file;
    this.#events.setMaxListeners(0);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    for (const each of [`${file}.1`, file])
      if (existsSync(each)) this.#lines.push(...read(readFileSync(each, "utf8")));
    this.#lines = this.#lines.slice(-MOST_LINES);
    this.#size = existsSync(file) ? statSync(file).size : 0;
  }

  lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** The last lines that hold these words. */
  tail(count: number, search = ""): LogLine[] {
    const words = search.toLowerCase();
    return this.#lines.filter(({ message }) => message.toLowerCase().includes(words)).slice(-count);
  }

  write(source: LogLine["source"], text: string): void {
    const now = Date.now();
    if (Math.floor(now / 1000) !== this.#second) {
      this.#second = Math.floor(now / 1000);
      this.#inSecond = 0;
    }
    let added = "";
    for (const part of text.split("\n")) {
      const message = part.replace(/\r$/, "").slice(0, MOST_CHARS);
      this.#inSecond += 1;
      if (this.#inSecond > MOST_PER_SECOND + 1) continue;
      const line: LogLine =
        this.#inSecond > MOST_PER_SECOND
          ? { source: "SYSTEM", timestamp: now / 1000, message: "More lines of this second were dropped." }
          : { source, timestamp: now / 1000, message };
      this.#lines.push(line);
      added += `${JSON.stringify(line)}\n`;
      this.#events.emit("line", line);
    }
    if (this.#lines.length > MOST_LINES * 2) this.#lines = this.#lines.slice(-MOST_LINES);
    if (added !== "") this.#append(added);
  }

  /** Calls back for each new line until the result is called. */
  follow(onLine: (line: LogLine) => void): () => void {
    this.#events.on("line", onLine);
    return () => this.#events.off("line", onLine);
  }

  #append(text: string): void {
    if (this.#size > MOST_BYTES) {
      renameSync(this.#file, `${this.#file}.1`);
      this.#size = 0;
    }
    try {
      appendFileSync(this.#file, text, { mode: 0o600 });
      this.#size += Buffer.byteLength(text);
    } catch {
      // A full disk, or the app is being deleted: the lines in memory must do.
    }
  }
}

function read(text: string): LogLine[] {
  return text.split("\n").flatMap((line) => {
    try {
      return line === "" ? [] : [JSON.parse(line) as LogLine];
    } catch {
      return []; // Cut short by a crash.
    }
  });
}

/** Whole lines of a stream to `write`; what comes last without an end counts as one when it ends. */
export function linesOf(
  stream: NodeJS.ReadableStream | null | undefined,
  write: (line: string) => void,
): void {
  let rest = "";
  stream?.setEncoding("utf8");
  stream?.on("data", (chunk: string) => {
    const parts = (rest + chunk).split("\n");
    rest = (parts.pop() ?? "").slice(0, 100_000);
    if (parts.length > 0) write(parts.join("\n"));
  });
  stream?.once("end", () => {
    if (rest !== "") write(rest);
    rest = "";
  });
}
