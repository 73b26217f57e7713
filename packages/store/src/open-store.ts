import { randomUUID } from "node:crypto";
import { accessSync, constants, mkdirSync } from "node:fs";
import { sql } from "drizzle-orm";
import { approvalStore } from "./approvals.ts";
import { blobStore } from "./blobs.ts";
import type { Context } from "./context.ts";
import { conversationStore } from "./conversations.ts";
import { type Backend, createRunner } from "./database.ts";
import { failedToConnect, StoreError, toStoreError } from "./errors.ts";
import { eventStore } from "./events.ts";
import { executionStore } from "./executions.ts";
import { openExternal } from "./external.ts";
import { idempotencyStore } from "./idempotency.ts";
import { inputStore } from "./inputs.ts";
import { migrate } from "./migrate.ts";
import { hasEmbeddedData, openEmbedded } from "./open-embedded.ts";
import { operationStore } from "./operations.ts";
import { hasPGliteData, openPGlite } from "./pglite/open.ts";
import { projectStore } from "./projects.ts";
import { resultStore } from "./results.ts";
import { openSignals } from "./signals.ts";
import { snapshotStore } from "./snapshots.ts";
import { statusStore } from "./status.ts";
import type { OpenStoreOptions, Store } from "./store.ts";
import { transcriptStore } from "./transcripts.ts";
import { usageStore } from "./usage.ts";

/** Opens the database, migrates it and gives the store. Throws StoreError. */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const backend = await openBackend(options);
  try {
    await migrate(backend.database);
  } catch (error) {
    await backend.close().catch(() => {});
    throw toStoreError(error, backend.where);
  }
  return createStore(backend, options.instanceId ?? randomUUID());
}

async function openBackend({ url, dataDir, force, log = () => {} }: OpenStoreOptions): Promise<Backend> {
  if (url && !force) return openExternal(url);
  checkFolder(dataDir);
  if (force === "pglite") return pglite(dataDir, "asked for");
  // Whoever began with PGlite keeps what is in it.
  if (!force && hasPGliteData(dataDir) && !hasEmbeddedData(dataDir)) {
    return pglite(dataDir, "this folder's data was created with it");
  }
  try {
    return await openEmbedded(dataDir, log);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    // Data that is there must not seem lost: no empty fallback in its place.
    if (force || hasEmbeddedData(dataDir))
      throw error instanceof StoreError ? error : startFailed(why, error);
    return pglite(dataDir, why.replace(/\.$/, ""));
  }
}

/** A folder of another user (a first start with sudo, say) must not be taken for an empty one. */
function checkFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new StoreError({
      code: "DATABASE_PERMISSION",
      message: `This user may not use the database folder ${dataDir}.`,
      next: "Start Lakehand as the user who owns it, give it to yourself (chown -R), or set LAKEHAND_HOME.",
      status: 503,
      cause,
    });
  }
}

async function pglite(dataDir: string, why: string): Promise<Backend> {
  try {
    return await openPGlite(dataDir, why);
  } catch (error) {
    throw error instanceof StoreError ? error : startFailed((error as Error).message, error);
  }
}

function startFailed(why: string, cause: unknown): StoreError {
  return new StoreError({
    code: "DATABASE_START_FAILED",
    message: `The embedded database cannot be started: ${why}.`,
    next: "Set LAKEBASE_PG_URL to use a PostgreSQL of your own, or move LAKEHAND_HOME to another folder.",
    status: 503,
    cause,
  });
}

/** A store on a migrated database. */
export async function createStore(backend: Backend, instanceId: string): Promise<Store> {
  const { run, drain } = createRunner(backend, failedToConnect);
  const context: Context = { run, instanceId };
  const { signals, close: stopSignals } = await openSignals(backend, run, instanceId);
  const blobs = blobStore(context);
  let closing: Promise<void> | undefined;
  return {
    instanceId,
    kind: backend.kind,
    label: backend.label,
    projects: projectStore(context),
    conversations: conversationStore(context),
    executions: executionStore(context),
    idempotency: idempotencyStore(context),
    inputs: inputStore(context),
    approvals: approvalStore(context),
    operations: operationStore(context),
    usage: usageStore(context),
    status: statusStore(context),
    signals,
    blobs,
    snapshots: snapshotStore(context, blobs),
    transcripts: transcriptStore(context),
    events: eventStore(context),
    results: resultStore(run),
    ping: () =>
      run(async (db) => {
        await db.execute(sql`select 1`);
      }),
    close: () => {
      closing ??= drain()
        .then(stopSignals)
        .then(() => backend.close());
      return closing;
    },
  };
}
