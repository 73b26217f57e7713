import { mkdir, rm } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { join, resolve } from "node:path";
import type { Hono } from "hono";
import { openAreas } from "./areas.ts";
import { Catalog } from "./catalog/catalog.ts";
import { listCatalogFiles } from "./catalog/catalog-files.ts";
import { CatalogWriter } from "./catalog/catalog-writer.ts";
import { Clusters } from "./compute/clusters.ts";
import { ComputeService } from "./compute/compute-service.ts";
import { notebookRequests } from "./compute/notebook-requests.ts";
import { findPython } from "./compute/python-sandbox.ts";
import { DeltaStore } from "./delta/delta-store.ts";
import { StoredVersions } from "./delta/table-versions.ts";
import type { Dialect } from "./dialect.ts";
import { lockDir } from "./dir-lock.ts";
import { byteSize } from "./engine/byte-size.ts";
import { Engine } from "./engine/engine.ts";
import { Identity } from "./identity/identity.ts";
import { ORG_ID } from "./identity/org-id.ts";
import { type Jobs, openJobs } from "./jobs/jobs.ts";
import type { ServedRoute } from "./ledger/ledger.ts";
import { objectPath } from "./objects/object-path.ts";
import { ObjectStore } from "./objects/object-store.ts";
import { OwnPipelines } from "./pipelines/own-pipelines.ts";
import { PipelineService } from "./pipelines/pipeline-service.ts";
import { buildApp } from "./rest/app.ts";
import { LinkSigner } from "./rest/signed-link.ts";
import { ensureFrame } from "./rest/workspace-routes.ts";
import { provideSamples, SAMPLES } from "./samples/samples.ts";
import { SecretStore } from "./secrets/secret-store.ts";
import { StatementHistory } from "./statements/statement-history.ts";
import { StatementService } from "./statements/statement-service.ts";
import { keepToken } from "./token-file.ts";
import type { LocalWorkspaceOptions } from "./types.ts";
import { Warehouses } from "./warehouses.ts";

export interface WorkspaceApp {
  statements: StatementService;
  /** Answers requests; needs no socket. */
  fetch: Hono["fetch"];
  token: string;
  /** Every endpoint and page that is served, as patterns; the same `handler` under two paths is one endpoint. */
  routes(): ServedRoute[];
  ready(): Promise<void>;
  health(): Promise<{ ok: boolean; message?: string }>;
  close(): Promise<void>;
  /** Process id of the engine, while it runs. */
  enginePid(): number | undefined;
}

/** How long a context's own token is good. */
const CODE_SECONDS = 24 * 60 * 60;
const DEFAULT_USER = { userName: "me@lakehand.local", displayName: "Local user" };

/** Opens the workspace in `dir` and builds its REST app, without binding a port. Throws DirInUseError when it is served already. */
export async function openWorkspace(
  options: LocalWorkspaceOptions & {
    withoutSamples?: boolean;
    /** Where this workspace is served, for code that runs in it; known once the port is bound. */
    address?: () => string;
  },
  dialect: Dialect,
): Promise<WorkspaceApp> {
  const dir = resolve(options.dir);
  const log = options.log ?? (() => undefined);
  const user = options.user ?? DEFAULT_USER;
  const place = (name: string) => join(dir, name);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const unlock = lockDir(dir);
  try {
    for (const name of ["results", "tmp", "uploads", "contexts"])
      await rm(place(name), { recursive: true, force: true });
    for (const name of ["catalogs", "volumes", "delta", "results", "tmp", "uploads"])
      await mkdir(place(name), { recursive: true });
    const token = options.token ?? keepToken(place("token"));
    const catalog = new Catalog({
      catalogsDir: place("catalogs"),
      volumesDir: place("volumes"),
      deltaDir: place("delta"),
      engineName: dialect.engineName,
    });
    const memoryLimit = options.memoryLimit ?? "2GB";
    const names = () => listCatalogFiles(place("catalogs"));
    const engine = new Engine({
      log,
      config: () => ({
        catalogsDir: place("catalogs"),
        volumesDir: place("volumes"),
        deltaDir: place("delta"),
        tempDir: place("tmp"),
        memoryLimit,
        largestProcessBytes: (byteSize(memoryLimit) ?? totalmem() / 2) + 2 * 1024 ** 3,
        threads: Math.min(availableParallelism(), 8),
        prelude: dialect.prelude(),
        catalogs: names().map((name) => catalog.file(name, name === SAMPLES)),
      }),
      opened: async (read) => {
        await catalog.reload(read, names());
        await delta.recover(read);
      },
    });
    const delta: DeltaStore = new DeltaStore({ dir: place("delta"), catalog, read: engine.read, log });
    catalog.versions = new StoredVersions(delta, catalog);
    const writer = new CatalogWriter(catalog, engine, delta);
    const open = async () => {
      await engine.start();
      const main = {
        op: "create_catalog",
        name: "main",
        comment: "Main catalog",
        ifNotExists: true,
      } as const;
      await writer.define([main], [], user.userName);
      if (options.withoutSamples) return;
      await provideSamples(engine, catalog).catch((error: Error) => log(`no samples: ${error.message}`));
    };
    const warehouses = new Warehouses(place("warehouses.json"), user.userName, log);
    const history = new StatementHistory(place("query-history.jsonl"), log);
    const statements = new StatementService({
      history,
      dialect,
      catalog,
      writer,
      read: engine.read,
      ownPipelines: () => ownPipelines,
      resultsDir: place("results"),
      log,
    });
    warehouses.attach({
      running: (id) => statements.runningOn(id),
      cancel: (statement) => statements.cancel(statement),
      answers: () => engine.ping(),
    });
    const objects = new ObjectStore(place("objects"));
    ensureFrame(objects, user.userName);
    const secrets = new SecretStore(place("secrets"));
    const identity = new Identity(place("identity"), token, user);
    let closing = false;
    let jobs: Jobs;
    const compute: ComputeService = new ComputeService(new Clusters(place("clusters.jsonl"), user.userName), {
      statements,
      python: findPython,
      dir: place("contexts"),
      volumesDir: place("volumes"),
      dbfsDir: place("dbfs"),
      user,
      env: () => ({
        ...(options.address ? { DATABRICKS_HOST: options.address() } : {}),
        DATABRICKS_TOKEN: identity.tokens.forCode(CODE_SECONDS),
      }),
      source: async (path) => {
        const object = objects.get(objectPath(path));
        if (!object || object.type === "DIRECTORY") return undefined;
        return { text: (await objects.read(object)).toString("utf8"), language: object.language ?? "PYTHON" };
      },
      ask: notebookRequests(secrets, (kind, fields) => jobs.ask(kind, fields)),
    });
    jobs = openJobs({
      dir: place("jobs"),
      user,
      objects,
      catalog,
      dbfsDir: place("dbfs"),
      statements,
      hasWarehouse: (id) => warehouses.get(id) !== undefined,
      open: () => compute.open(),
      workspace: { id: ORG_ID, url: () => options.address?.() ?? "" },
      pipelines: () => pipelines,
      log,
    });
    const pipelines = new PipelineService({
      dialect,
      catalog,
      writer,
      engine,
      objects,
      compute,
      user,
      dir: place("pipelines"),
      log,
    });
    const ownPipelines = new OwnPipelines(pipelines);
    catalog.eventLog = async (reference) => pipelines.eventLog(reference);
    const opening = open();
    const { model } = options;
    const areas = openAreas({
      dir,
      user,
      catalog,
      writer,
      engine,
      dialect,
      statements,
      warehouses,
      objects,
      secrets,
      identity,
      compute,
      jobs: jobs.service,
      pipelines,
      model: () => (typeof model === "function" ? model() : model),
      address: () => options.address?.() ?? "",
      ready: () => opening,
      log,
    });
    opening.then(
      async () => {
        if (closing) return;
        jobs.begin();
        for (const area of areas) {
          await Promise.resolve(area.begin?.()).catch((error: Error) =>
            log(`an area could not begin: ${error.message}`),
          );
        }
      },
      () => undefined,
    );
    const app = buildApp({
      identity,
      areas,
      user,
      log,
      compute,
      jobs: jobs.service,
      pipelines,
      address: options.address,
      catalog,
      engine,
      dialect,
      objects,
      uploadsDir: place("uploads"),
      dbfsDir: place("dbfs"),
      secrets,
      statements,
      history,
      warehouses,
      signer: new LinkSigner(),
      ready: () => opening,
      ...(options.host ? { host: options.host } : {}),
    });
    opening.catch((error: Error) => closing || log(`the engine could not start: ${error.message}`));
    return {
      statements,
      fetch: app.fetch,
      routes: () =>
        app.routes
          .filter(({ method }) => method !== "ALL")
          .map(({ method, path, handler }) => ({ method, path, handler })),
      token,
      ready: () => opening,
      enginePid: () => engine.pid,
      health: async () => {
        try {
          await opening;
          await engine.ping();
          return { ok: true };
        } catch (error) {
          return { ok: false, message: error instanceof Error ? error.message : String(error) };
        }
      },
      close: async () => {
        closing = true;
        for (const area of areas) await area.close?.();
        await jobs.close();
        await pipelines.close();
        await compute.close();
        warehouses.close();
        await statements.close();
        await history.flushed();
        await engine.close();
        secrets.close();
        identity.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}
