import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { z } from "zod";

const tableSchema = z.object({
  kind: z.literal("table"),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(z.array(z.string().nullable())),
  truncated: z.boolean(),
});
const shownSchema = z.discriminatedUnion("kind", [
  tableSchema,
  z.object({ kind: z.literal("html"), html: z.string() }),
]);
export type Shown = z.infer<typeof shownSchema>;

const doneSchema = z.object({
  type: z.literal("done"),
  id: z.string(),
  /** "exit": dbutils.notebook.exit, with its value. */
  status: z.enum(["ok", "error", "cancelled", "exit"]),
  /** What it printed. */
  output: z.string(),
  shown: z.array(shownSchema),
  summary: z.string().optional(),
  cause: z.string().optional(),
  value: z.string().optional(),
});
export type PythonOutcome = Omit<z.infer<typeof doneSchema>, "type" | "id">;

const fromChild = z.union([
  doneSchema,
  z.object({ type: z.literal("ready"), python: z.string() }),
  z.object({ type: z.literal("request"), id: z.number(), kind: z.string() }).loose(),
]);

/** Answers what the code asks of the workspace. The answer's `error` is raised in the code. */
export type RequestHandler = (
  kind: string,
  fields: Readonly<Record<string, unknown>>,
) => Promise<Record<string, unknown>>;

/** How long an interrupted command may go on before its process is ended. */
const INTERRUPT_GRACE_MS = 5000;
const MOST_RAW = 200_000;

/** One Python that keeps its names from command to command. Commands run one after the other. */
export class PythonProcess {
  readonly #child: ChildProcess;
  readonly #toChild: Writable;
  readonly #handler: RequestHandler;
  readonly #ready: Promise<string>;
  readonly #gone: Promise<void>;
  #waiting: { id: string; resolve(outcome: PythonOutcome): void } | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #raw = "";
  #next = 0;
  /** The command that is waited for, also while Python is still starting. */
  #current: string | undefined;
  #cancelled = new Set<string>();
  #dead = false;

  constructor(child: ChildProcess, handler: RequestHandler) {
    this.#child = child;
    this.#handler = handler;
    this.#toChild = child.stdio[3] as Writable;
    this.#toChild.on("error", () => {});
    // What programs print that the code starts goes past Python's own output.
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        if (this.#raw.length < MOST_RAW) this.#raw += chunk.toString("utf8");
      });
    let ready: (version: string) => void = () => {};
    let failed: (error: Error) => void = () => {};
    this.#ready = new Promise((resolve, reject) => {
      ready = resolve;
      failed = reject;
    });
    this.#ready.catch(() => {});
    this.#gone = new Promise((resolve) => {
      const end = () => {
        this.#dead = true;
        failed(new Error(`Python could not start. ${this.#raw.trim().split("\n").at(-1) ?? ""}`.trim()));
        this.#waiting?.resolve({
          status: "error",
          output: this.#raw,
          shown: [],
          summary: "The Python process ended unexpectedly.",
          cause:
            "The Python process of this context has ended, and its variables are gone. Create a new context.",
        });
        this.#waiting = undefined;
        resolve();
      };
      child.once("exit", end);
      child.once("error", end);
    });
    const lines = createInterface({ input: child.stdio[4] as Readable });
    lines.on("error", () => {});
    lines.on("line", (line) => {
      const message = fromChild.safeParse(parse(line));
      if (!message.success) return;
      if (message.data.type === "ready") ready(message.data.python);
      else if (message.data.type === "done") this.#done(message.data);
      else void this.#answer(message.data.id, message.data.kind, message.data);
    });
  }

  /** Python's version, once it takes commands. */
  get ready(): Promise<string> {
    return this.#ready;
  }

  get alive(): boolean {
    return !this.#dead;
  }

  /** Runs code after the commands before it. Never rejects: a failure is the outcome. */
  run(
    code: string,
    options: { name?: string; parameters?: Record<string, string> } = {},
  ): Promise<PythonOutcome> {
    this.#next += 1;
    const id = String(this.#next);
    const run = this.#queue.then(async (): Promise<PythonOutcome> => {
      this.#current = id;
      try {
        await this.#ready;
      } catch (error) {
        return { status: "error", output: "", shown: [], summary: (error as Error).message, cause: "" };
      }
      if (this.#dead)
        return {
          status: "error",
          output: "",
          shown: [],
          summary: "The Python process of this context has ended. Create a new context.",
          cause: "",
        };
      if (this.#cancelled.delete(id)) return { status: "cancelled", output: "", shown: [] };
      this.#raw = "";
      return new Promise((resolve) => {
        this.#waiting = { id, resolve };
        this.#send({ type: "run", id, code, ...options });
      });
    });
    this.#queue = run;
    return run;
  }

  /** Interrupts the running command; a process that does not listen is ended. */
  async interrupt(): Promise<void> {
    const running = this.#waiting;
    if (!running) {
      if (this.#current !== undefined) this.#cancelled.add(this.#current);
      return;
    }
    this.#send({ type: "interrupt", command: running.id });
    await new Promise((resolve) => setTimeout(resolve, INTERRUPT_GRACE_MS).unref());
    if (this.#waiting === running) this.#child.kill("SIGKILL");
  }

  async close(): Promise<void> {
    if (this.#dead) return;
    this.#toChild.end();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 500);
    await this.#gone;
    clearTimeout(timer);
  }

  #done({ type: _type, id, ...outcome }: z.infer<typeof doneSchema>): void {
    if (this.#waiting?.id !== id) return;
    const { resolve } = this.#waiting;
    this.#waiting = undefined;
    this.#current = undefined;
    resolve({ ...outcome, output: outcome.output + this.#raw });
  }

  async #answer(id: number, kind: string, fields: Record<string, unknown>): Promise<void> {
    let answer: Record<string, unknown>;
    try {
      answer = await this.#handler(kind, fields);
    } catch (error) {
      answer = { error: error instanceof Error ? error.message : String(error) };
    }
    this.#send({ ...answer, type: "answer", id });
  }

  #send(message: object): void {
    if (!this.#dead) this.#toChild.write(`${JSON.stringify(message)}\n`);
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
