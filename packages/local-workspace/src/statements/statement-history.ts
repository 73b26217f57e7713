import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Statement } from "./statement.ts";

const DAY = 24 * 60 * 60 * 1000;
const KEPT_MS = 30 * DAY;
const KEPT = 10_000;
/** Entries of so long are written together. */
const GATHER_MS = 100;
/** Longer texts are cut in the history; the statement itself runs whole. */
const TEXT = 20_000;

const entrySchema = z.object({
  id: z.string(),
  text: z.string(),
  warehouseId: z.string(),
  userName: z.string(),
  state: z.enum(["PENDING", "RUNNING", "SUCCEEDED", "FAILED", "CANCELED", "CLOSED"]),
  type: z.string(),
  rowCount: z.number(),
  byteCount: z.number(),
  truncated: z.boolean(),
  ranAs: z.string(),
  tags: z.array(z.object({ key: z.string(), value: z.string().optional() })),
  error: z.string().optional(),
  createdAt: z.number(),
  plannedAt: z.number().optional(),
  endedAt: z.number().optional(),
});

/** One statement as the query history tells of it. */
export type HistoryEntry = z.infer<typeof entrySchema>;

/**
 * The statements of the last 30 days, 10 000 at most, also through a restart. A statement is written down when it has
 * ended, a moment later and without waiting for the disk: a power cut may cost the last ones.
 */
export class StatementHistory {
  readonly #file: string;
  readonly #ended = new Map<string, HistoryEntry>();
  readonly #running = new Map<string, Statement>();
  #unwritten = "";
  #writing: Promise<void> | undefined;
  #hasten: () => void = () => undefined;
  readonly #hurry = new Promise<void>((resolve) => {
    this.#hasten = resolve;
  });

  constructor(file: string, log: (line: string) => void = () => undefined) {
    this.#file = file;
    this.#log = log;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    if (existsSync(file)) this.#load(readFileSync(file, "utf8"));
    this.#trim(Date.now());
    const text = [...this.#ended.values()].map((entry) => `${JSON.stringify(entry)}\n`).join("");
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  readonly #log: (line: string) => void;

  began(statement: Statement): void {
    this.#running.set(statement.id, statement);
  }

  ended(statement: Statement): void {
    this.#running.delete(statement.id);
    const entry = entryOf(statement);
    this.#ended.set(entry.id, entry);
    this.#trim(Date.now());
    this.#unwritten += `${JSON.stringify(entry)}\n`;
    this.#writing ??= this.#write();
  }

  get(id: string): HistoryEntry | undefined {
    const running = this.#running.get(id);
    return running ? entryOf(running) : this.#ended.get(id);
  }

  /** Newest first. */
  list(): HistoryEntry[] {
    const all = [...this.#ended.values(), ...[...this.#running.values()].map(entryOf)];
    return all.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  }

  /** Resolves when all that has ended is written down. */
  async flushed(): Promise<void> {
    this.#hasten();
    while (this.#writing) await this.#writing;
  }

  async #write(): Promise<void> {
    await Promise.race([sleep(GATHER_MS, undefined, { ref: false }), this.#hurry]);
    while (this.#unwritten !== "") {
      const text = this.#unwritten;
      this.#unwritten = "";
      await appendFile(this.#file, text, { mode: 0o600 }).catch((error: Error) =>
        this.#log(`the query history cannot be written: ${error.message}`),
      );
    }
    this.#writing = undefined;
  }

  #trim(now: number): void {
    for (const [id, entry] of this.#ended) {
      if (this.#ended.size <= KEPT && now - entry.createdAt <= KEPT_MS) return;
      this.#ended.delete(id);
    }
  }

  #load(text: string): void {
    for (const line of text.split("\n")) {
      if (line === "") continue;
      try {
        const entry = entrySchema.parse(JSON.parse(line));
        this.#ended.set(entry.id, entry);
      } catch {
        // Cut short by a crash, or of another version.
      }
    }
  }
}

const cut = (text: string) => (text.length > TEXT ? `${text.slice(0, TEXT)} …` : text);

function entryOf(statement: Statement): HistoryEntry {
  const { id, request, state, statementType, rowCount, byteCount, truncated, createdAt } = statement;
  return {
    id,
    text: cut(request.statement),
    warehouseId: request.warehouseId,
    userName: request.userName,
    state,
    type: statementType,
    rowCount,
    byteCount,
    truncated,
    ranAs: cut(statement.ranAs.join(";\n")),
    tags: request.queryTags ?? [],
    ...(statement.error ? { error: statement.error.message } : {}),
    createdAt,
    ...(statement.plannedAt === undefined ? {} : { plannedAt: statement.plannedAt }),
    ...(statement.endedAt === undefined ? {} : { endedAt: statement.endedAt }),
  };
}
