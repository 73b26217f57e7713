/*
 * The engine process: owns DuckDB, obeys messages from its parent, ends when the parent is gone.
 * It shares nothing else with the server, so that a crash or a runaway query takes only itself down.
 */
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { attach, openDatabase, runBound } from "./database.ts";
import { EngineError } from "./engine-error.ts";
import type { EngineRequest, FromEngine, StatementJob, StatementOutcome, ToEngine } from "./messages.ts";
import { type CancelFlag, runStatement } from "./run-statement.ts";
import { identifier } from "./sql-text.ts";

interface RunningJob extends CancelFlag {
  /** Absent until the job has its connection. */
  connection?: DuckDBConnection;
}

let instance: DuckDBInstance | undefined;
const running = new Map<number, RunningJob>();

/** Opened ahead of time. Each serves one job and is closed then, so that nothing passes from one to another. */
let spare: Promise<DuckDBConnection> | undefined;

async function withConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  if (!instance) throw new EngineError("internal", "The engine is not open yet.");
  const opening = spare ?? instance.connect();
  spare = undefined;
  const connection = await opening;
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    spare ??= instance.connect();
    // An error is met by the job that takes it.
    spare.catch(() => undefined);
  }
}

async function handle(id: number, request: EngineRequest): Promise<unknown> {
  switch (request.op) {
    case "open":
      instance = await openDatabase(request.config);
      watchMemory(request.config.largestProcessBytes);
      return undefined;
    case "ping":
      return "pong";
    case "attach":
      return withConnection(async (connection) => {
        await attach(connection, request.catalog);
        for (const bound of request.setup ?? []) await runBound(connection, bound);
      });
    case "detach":
      return withConnection((connection) =>
        connection.run(`DETACH ${identifier(request.alias)}`).then(() => undefined),
      );
    case "read":
      return withConnection(async (connection) => {
        const result = await runBound(connection, request.query);
        return result.getRowsJson();
      });
    case "statement":
      return runJob(id, request.job);
  }
}

/** The job can be cancelled from the moment it is known. */
async function runJob(id: number, statement: StatementJob): Promise<StatementOutcome> {
  const job: RunningJob = { cancelled: false };
  running.set(id, job);
  try {
    return await withConnection((connection) => {
      job.connection = connection;
      return runStatement(connection, statement, job);
    });
  } catch (error) {
    if (job.cancelled) throw new EngineError("cancelled", "The statement was cancelled.");
    throw error;
  } finally {
    running.delete(id);
  }
}

/** An interrupt that falls between two statements of a job is lost, so it is repeated until the job ends. */
function cancel(id: number) {
  const job = running.get(id);
  if (!job) return;
  job.cancelled = true;
  job.connection?.interrupt();
  const again = setInterval(() => {
    if (running.get(id) === job) job.connection?.interrupt();
    else clearInterval(again);
  }, 20);
}

function send(message: FromEngine) {
  process.send?.(message);
}

process.on("message", (message: ToEngine) => {
  if ("cancel" in message) return cancel(message.cancel);
  handle(message.id, message.request).then(
    (value) => send({ id: message.id, ok: true, value }),
    (error: unknown) => {
      const kind =
        error instanceof EngineError ? (error.kind === "crashed" ? "internal" : error.kind) : "sql";
      send({
        id: message.id,
        ok: false,
        error: { kind, message: error instanceof Error ? error.message : String(error) },
      });
    },
  );
});
/** Ends at once. An ordinary exit would wait for statements that are still at work; what is committed is safe. */
const end = () => process.kill(process.pid, "SIGKILL");

function watchMemory(largest: number) {
  setInterval(() => {
    if (process.memoryUsage.rss() <= largest) return;
    process.send?.(
      { giveUp: "The SQL engine needed too much memory" } satisfies FromEngine,
      undefined,
      undefined,
      end,
    );
  }, 500).unref();
}

process.on("disconnect", end);
// Ctrl-C reaches the whole process group; the parent decides when the engine ends.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", end);
