import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Cell, cellOf, notebookCells } from "../notebooks/cells.ts";
import type { Language } from "../objects/import-format.ts";
import { formatType, splitStatements } from "../sql/index.ts";
import { readRows } from "../statements/read-rows.ts";
import { SqlSession } from "../statements/sql-session.ts";
import type { Statement } from "../statements/statement.ts";
import type { StatementService } from "../statements/statement-service.ts";
import { type PythonOutcome, PythonProcess, type RequestHandler, type Shown } from "./python-process.ts";
import type { PythonLauncher } from "./python-sandbox.ts";

/** What a command has come to. `shown` are its tables and HTML, in order; `value` is that of a notebook's exit. */
export type Outcome = PythonOutcome;

export interface ContextParts {
  statements: StatementService;
  /** Undefined: there is no Python on this machine. Asked when the first Python command comes. */
  python(): Promise<PythonLauncher | undefined>;
  /** Folder under which each context gets one of its own. */
  dir: string;
  volumesDir: string;
  dbfsDir: string;
  user: { userName: string };
  /** Environment of its Python: the workspace's address and a token. */
  env(): Record<string, string>;
  /** Source of a notebook or file of the workspace tree; undefined when there is none. */
  source(path: string): Promise<{ text: string; language: Language } | undefined>;
  /** What `dbutils` asks for besides SQL; the fields `context` and `signal` say whose command asks, and end it. */
  ask: RequestHandler;
}

/** Most rows that one command shows, or that code fetches in one go. */
const MOST_SHOWN = 10_000;
const MOST_ROWS = 1_000_000;
const NOTHING: Outcome = { status: "ok", output: "", shown: [] };

const failure = (summary: string, cause = ""): Outcome => ({
  status: "error",
  output: "",
  shown: [],
  summary,
  cause,
});

/** An execution context: one SQL session, and a Python that starts with its first Python command. */
export class ExecutionContext {
  readonly id: string;
  readonly session = new SqlSession();
  readonly #parts: ContextParts;
  readonly #work: string;
  #python: PythonProcess | undefined;
  #running = new Set<Statement>();
  /** Of the command that runs: a cancel may come before there is anything to interrupt. */
  #turn = newTurn();
  #closed = false;
  /** Folder that `%run ./other` starts from. */
  notebookPath: string | undefined;
  /** Answers a statement of `spark` in place of the engine, where it gives an answer. */
  interceptSql: ((statement: string) => Promise<Record<string, unknown> | undefined>) | undefined;

  constructor(id: string, parts: ContextParts) {
    this.id = id;
    this.#parts = parts;
    this.#work = join(parts.dir, id);
  }

  /** Runs a command: its magic word decides the language. Never rejects. */
  run(text: string, language: Language, parameters?: Record<string, string>): Promise<Outcome> {
    this.#turn = newTurn();
    return this.#cell(cellOf(text, language), parameters);
  }

  /** Runs all cells of a notebook, to its end, its first error, or its exit. */
  async runNotebook(
    source: string,
    language: Language,
    parameters?: Record<string, string>,
  ): Promise<Outcome> {
    this.#turn = newTurn();
    return this.#cells(source, language, parameters);
  }

  /** Runs a Python file as a program; `args` are its `sys.argv` after the name. Never rejects. */
  async runFile(source: string, path: string, args: readonly string[]): Promise<Outcome> {
    this.#turn = newTurn();
    const argv = await this.#runPython(`import sys\nsys.argv = ${JSON.stringify([path, ...args])}\nNone`);
    if (argv.status !== "ok") return argv;
    // A program's last expression is not shown.
    return this.#runPython(`${source}\nNone\n`, undefined, path);
  }

  async #cells(source: string, language: Language, parameters?: Record<string, string>): Promise<Outcome> {
    const all: Outcome = { ...NOTHING, shown: [] };
    for (const cell of notebookCells(source, language)) {
      const outcome = await this.#cell(cell, parameters);
      all.output += outcome.output;
      all.shown.push(...outcome.shown);
      if (outcome.status !== "ok") return { ...outcome, output: all.output, shown: all.shown };
    }
    return all;
  }

  /** Cancels what runs, in the engine and in Python. */
  async cancel(): Promise<void> {
    this.#turn.cancelled = true;
    this.#turn.abort.abort("canceled");
    for (const statement of this.#running) this.#parts.statements.cancel(statement);
    await this.#python?.interrupt();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#turn.abort.abort("stopped");
    for (const statement of this.#running) this.#parts.statements.cancel(statement);
    await this.#python?.close();
    await rm(this.#work, { recursive: true, force: true });
  }

  async #cell(cell: Cell, parameters?: Record<string, string>): Promise<Outcome> {
    if (this.#closed) return failure("The context has been destroyed.");
    if (this.#turn.cancelled) return { ...NOTHING, status: "cancelled" };
    switch (cell.language) {
      case "md":
        return NOTHING;
      case "sql":
        return this.#sqlCell(cell.code, parameters);
      case "python":
        return this.#runPython(cell.code, parameters);
      case "pip":
        return this.#runPython(pipCode(cell.code));
      case "sh":
        return this.#runPython(shellCode(cell.code));
      case "fs": {
        const [command, ...rest] = cell.code.trim().split(/\s+/);
        const call = `dbutils.fs.${(command ?? "help").replace(/\W/g, "")}(${rest.map((part) => JSON.stringify(part)).join(", ")})`;
        return this.#runPython(call);
      }
      case "run":
        return this.#runOther(cell.code.trim().replace(/^["']|["']$/g, ""), parameters);
      default:
        return failure(
          `[NOT_IN_LOCAL_WORKSPACE] ${cell.language === "r" ? "R" : "Scala"} is not part of the local workspace.`,
          "Commands can be Python or SQL.",
        );
    }
  }

  /** `%run`: the other notebook in this context, its names and views included. */
  async #runOther(path: string, parameters?: Record<string, string>): Promise<Outcome> {
    const base = this.notebookPath?.slice(0, this.notebookPath.lastIndexOf("/"));
    const full = path.startsWith("/") ? path : normal(`${base ?? ""}/${path}`);
    const source = await this.#parts.source(full);
    if (!source) return failure(`The notebook ${full} does not exist.`);
    return this.#cells(source.text, source.language, parameters);
  }

  async #sqlCell(text: string, parameters?: Record<string, string>): Promise<Outcome> {
    let statements: { text: string }[];
    try {
      statements = splitStatements(text);
    } catch (error) {
      return failure(error instanceof Error ? error.message : String(error));
    }
    let shown: Shown[] = [];
    for (const { text: sql } of statements) {
      const named = Object.entries(parameters ?? {}).map(([name, value]) => ({
        name,
        value,
        type: "STRING",
      }));
      const statement = await this.#execute(sql, named, MOST_SHOWN);
      if (statement.state === "CANCELED") return { ...NOTHING, status: "cancelled", shown };
      if (statement.state !== "SUCCEEDED")
        return { ...failure(statement.error?.message ?? "The statement failed."), shown };
      // A cell shows the result of its last statement.
      shown = statement.fields.length === 0 ? [] : [await this.#table(statement)];
    }
    return { ...NOTHING, shown };
  }

  async #table(statement: Statement): Promise<Shown> {
    return {
      kind: "table",
      columns: columnsOf(statement),
      rows: await readRows(this.#parts.statements, statement),
      truncated: statement.truncated,
    };
  }

  async #execute(
    sql: string,
    parameters: { name: string; value: string | null; type: string }[],
    rowLimit: number,
  ): Promise<Statement> {
    const statement = this.#parts.statements.submit({
      statement: sql,
      warehouseId: "",
      catalog: this.session.catalog,
      schema: this.session.schema,
      disposition: "EXTERNAL_LINKS",
      format: "JSON_ARRAY",
      rowLimit,
      parameters,
      userName: this.#parts.user.userName,
      session: this.session,
    });
    this.#running.add(statement);
    await statement.done;
    this.#running.delete(statement);
    return statement;
  }

  async #runPython(code: string, parameters?: Record<string, string>, name?: string): Promise<Outcome> {
    const python = await this.#parts.python();
    if (!python)
      return failure(
        "There is no Python on this machine.",
        "Install it (sudo apt-get install python3) and start the workspace again. SQL works without.",
      );
    if (!this.#python?.alive) {
      // A process that has died took its variables along; the command that met it said so.
      await mkdir(this.#work, { recursive: true, mode: 0o700 });
      await mkdir(this.#parts.dbfsDir, { recursive: true, mode: 0o700 });
      const folders = { work: this.#work, volumes: this.#parts.volumesDir, dbfs: this.#parts.dbfsDir };
      this.#python = new PythonProcess(python.start(folders, this.#parts.env()), (kind, fields) =>
        kind === "sql"
          ? this.#sqlFor(fields)
          : this.#parts.ask(kind, { ...fields, context: this.id, signal: this.#turn.abort.signal }),
      );
    }
    if (this.#turn.cancelled) return { ...NOTHING, status: "cancelled" };
    return this.#python.run(code, { ...(parameters ? { parameters } : {}), ...(name ? { name } : {}) });
  }

  /** A statement of `spark`. */
  async #sqlFor(fields: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    const given = await this.interceptSql?.(String(fields.statement));
    if (given) return given;
    const limit = Math.min(Number(fields.limit ?? MOST_ROWS), MOST_ROWS);
    const parameters = Array.isArray(fields.parameters)
      ? (fields.parameters as { name: string; value: string | null; type: string }[])
      : [];
    const statement = await this.#execute(String(fields.statement), parameters, Math.max(limit, 1));
    if (statement.state === "CANCELED") return { error: "[OPERATION_CANCELED] The statement was cancelled." };
    if (statement.state !== "SUCCEEDED")
      return { error: statement.error?.message ?? "The statement failed." };
    return {
      columns: columnsOf(statement),
      rows: await readRows(this.#parts.statements, statement),
      truncated: statement.truncated,
    };
  }
}

const newTurn = () => ({ cancelled: false, abort: new AbortController() });

const columnsOf = (statement: Statement) =>
  statement.fields.map((field) => ({ name: field.name, type: formatType(field.type) }));

function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

const inPython = (text: string) => JSON.stringify(text);

function shellCode(script: string): string {
  return `import subprocess as _s, sys as _y
_r = _s.run(["bash", "-c", ${inPython(script)}], stdin=_s.DEVNULL, stdout=_s.PIPE, stderr=_s.STDOUT, text=True)
print(_r.stdout, end="")
if _r.returncode: raise RuntimeError(f"The shell ended with exit code {_r.returncode}.")`;
}

function pipCode(text: string): string {
  const words = text.trim().split(/\s+/);
  const given =
    words[0] === "install" ? ["install", "--target", "__SITE__", "--upgrade", ...words.slice(1)] : words;
  return `import os as _o, subprocess as _s, sys as _y, importlib as _i
_site = _o.environ["LAKEHAND_SITE"]
_r = _s.run([_y.executable, "-m", "pip", "--disable-pip-version-check", *[_site if w == "__SITE__" else w for w in ${JSON.stringify(given)}]], stdin=_s.DEVNULL, stdout=_s.PIPE, stderr=_s.STDOUT, text=True)
print(_r.stdout, end="")
if _r.returncode: raise RuntimeError("pip is not installed here: sudo apt-get install python3-pip" if "No module named pip" in _r.stdout else "pip could not install this; its output says why.")
_i.invalidate_caches()`;
}
