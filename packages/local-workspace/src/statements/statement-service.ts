import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { isEnded, type Statement, type StatementRequest } from "./statement.ts";
import { type RunnerParts, runStatement } from "./statement-runner.ts";

const RETENTION_MS = 60 * 60 * 1000;
const MAX_KEPT = 2000;
/** Results on disk beyond this are dropped, oldest first. */
const MAX_DISK_BYTES = 8 * 1024 ** 3;

/** All statements of the last hour: running ones and those whose result can still be fetched. */
export class StatementService {
  readonly #parts: RunnerParts;
  readonly #statements = new Map<string, Statement>();
  readonly #sweeper: NodeJS.Timeout;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.#sweeper = setInterval(() => void this.sweep(Date.now()), 60_000);
    this.#sweeper.unref();
  }

  /** Starts a statement and returns at once. */
  submit(request: StatementRequest): Statement {
    const statement: Statement = {
      id: randomUUID(),
      request,
      state: "PENDING",
      statementType: "OTHER",
      fields: [],
      chunks: [],
      rowCount: 0,
      byteCount: 0,
      truncated: false,
      ranAs: [],
      createdAt: Date.now(),
      abort: new AbortController(),
      done: Promise.resolve(),
    };
    statement.done = runStatement(this.#parts, statement).then(() => this.sweep(Date.now()));
    this.#statements.set(statement.id, statement);
    return statement;
  }

  get(id: string): Statement | undefined {
    return this.#statements.get(id);
  }

  /** Newest first. */
  recent(): Statement[] {
    return [...this.#statements.values()].reverse();
  }

  cancel(statement: Statement): void {
    if (!isEnded(statement)) statement.abort.abort();
  }

  /** File of a chunk that did not travel inline. */
  chunkFile(statement: Statement, index: number): string {
    return join(this.#parts.resultsDir, statement.id, `${index}.json`);
  }

  /** Forgets ended statements older than an hour, and the oldest beyond the bounds of number and disk, with their files. */
  async sweep(now: number): Promise<void> {
    const all = [...this.#statements.values()];
    let excess = all.length - MAX_KEPT;
    let disk = all.reduce((sum, statement) => sum + diskBytes(statement), 0);
    for (const statement of all) {
      if (!isEnded(statement)) continue;
      const old = now - (statement.endedAt ?? now) > RETENTION_MS;
      const tooMuch = disk > MAX_DISK_BYTES && diskBytes(statement) > 0 && statement !== all.at(-1);
      if (!old && !tooMuch && excess <= 0) continue;
      excess--;
      disk -= diskBytes(statement);
      this.#statements.delete(statement.id);
      await rm(join(this.#parts.resultsDir, statement.id), { recursive: true, force: true });
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    for (const statement of this.#statements.values()) this.cancel(statement);
    const ended = Promise.all([...this.#statements.values()].map((statement) => statement.done));
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 1000).unref())]);
  }
}

const diskBytes = (statement: Statement) =>
  statement.chunks.reduce((sum, chunk) => sum + (chunk.text === undefined ? chunk.byteCount : 0), 0);

/** Resolves to true when the statement ended within the time. */
export async function waitFor(statement: Statement, milliseconds: number): Promise<boolean> {
  if (isEnded(statement)) return true;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const ended = await Promise.race([statement.done.then(() => true as const), timeout]);
  clearTimeout(timer);
  return ended;
}
