import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { AiAnswers } from "../models/ai-request.ts";
import { isEnded, type Statement, type StatementRequest } from "./statement.ts";
import type { StatementHistory } from "./statement-history.ts";
import { type RunnerParts, runStatement } from "./statement-runner.ts";

/** A result can be fetched for an hour; the statement itself is known for longer. */
const RESULT_MS = 60 * 60 * 1000;
const RETENTION_MS = 12 * RESULT_MS;
const MAX_KEPT = 2000;
/** Results on disk beyond this are dropped, oldest first. */
const MAX_DISK_BYTES = 8 * 1024 ** 3;

/** All statements of the last hours: running ones, those whose result can still be fetched, and those that are over. */
export class StatementService {
  readonly #parts: RunnerParts & { history?: StatementHistory };
  readonly #statements = new Map<string, Statement>();
  readonly #running = new Set<Statement>();
  #disk = 0;
  readonly #sweeper: NodeJS.Timeout;
  /** Set by the area that serves models. */
  ai: AiAnswers | undefined;

  constructor(parts: RunnerParts & { history?: StatementHistory }) {
    this.#parts = { ...parts, ai: () => this.ai };
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
    this.#statements.set(statement.id, statement);
    this.#running.add(statement);
    this.#parts.history?.began(statement);
    statement.done = runStatement(this.#parts, statement).then(() => {
      this.#running.delete(statement);
      this.#parts.history?.ended(statement);
      this.#disk += diskBytes(statement);
      // The timer does the rest: looking at all of them after each would cost more than a small statement.
      if (this.#statements.size > MAX_KEPT * 1.1 || this.#disk > MAX_DISK_BYTES) void this.sweep(Date.now());
    });
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

  /** How many statements run or wait on a warehouse. */
  runningOn(warehouseId: string): Statement[] {
    return [...this.#running].filter((statement) => statement.request.warehouseId === warehouseId);
  }

  /** Drops the result; the statement is CLOSED from then on. */
  async closeResult(statement: Statement): Promise<void> {
    if (statement.state !== "SUCCEEDED") return;
    statement.state = "CLOSED";
    statement.chunks = [];
    await rm(join(this.#parts.resultsDir, statement.id), { recursive: true, force: true });
  }

  /** File of a chunk that did not travel inline. */
  chunkFile(statement: Statement, index: number): string {
    const ending = statement.request.format === "ARROW_STREAM" ? "arrow" : "json";
    return join(this.#parts.resultsDir, statement.id, `${index}.${ending}`);
  }

  /** Closes results after an hour, forgets ended statements after twelve, and both earlier beyond the bounds of disk and number. */
  async sweep(now: number): Promise<void> {
    const all = [...this.#statements.values()];
    let excess = all.length - MAX_KEPT;
    let disk = all.reduce((sum, statement) => sum + diskBytes(statement), 0);
    for (const statement of all) {
      if (!isEnded(statement)) continue;
      const age = now - (statement.endedAt ?? now);
      const bytes = diskBytes(statement);
      const tooMuch = disk > MAX_DISK_BYTES && bytes > 0 && statement !== all.at(-1);
      const forgotten = age > RETENTION_MS || excess > 0;
      if (!forgotten && !tooMuch && age <= RESULT_MS) continue;
      disk -= bytes;
      await this.closeResult(statement);
      if (!forgotten) continue;
      excess--;
      this.#statements.delete(statement.id);
    }
    this.#disk = [...this.#statements.values()].reduce((sum, statement) => sum + diskBytes(statement), 0);
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    for (const statement of this.#statements.values()) this.cancel(statement);
    const ended = Promise.all([...this.#statements.values()].map((statement) => statement.done));
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 1000).unref())]);
  }
}

const diskBytes = (statement: Statement) =>
  statement.chunks.reduce(
    (sum, chunk) => sum + (chunk.text === undefined && chunk.bytes === undefined ? chunk.byteCount : 0),
    0,
  );

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
