import { randomInt, randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { AreaParts } from "../area.ts";
import { ORG_ID } from "../identity/org-id.ts";
import { ApiError, badRequest, notFound } from "../rest/api-error.ts";
import { RecordLog } from "../state/record-log.ts";
import { AppLog } from "./app-log.ts";
import { AppRuntime } from "./app-runtime.ts";
import { FrontDoor, type Visitor } from "./front-door.ts";
import { type AppRecord, appSchema, type DeploymentRecord, deploymentSchema } from "./records.ts";
import type { AppResources } from "./resources.ts";

export type AppServiceParts = Pick<AreaParts, "objects" | "identity" | "user" | "address" | "log"> & {
  dir: string;
  resources: AppResources;
};

interface OpenApp {
  log: AppLog;
  runtime: AppRuntime;
  door: FrontDoor;
  deploying?: AbortController | undefined;
  /** Ends with the deployment that is under way. */
  run?: Promise<void>;
}

const MOST_DEPLOYMENTS = 50;
/** How long a token given to an app with a request is good. */
const VISIT_SECONDS = 3600;

/** Apps: their records, and what runs of them. */
export class AppService {
  readonly #parts: AppServiceParts;
  readonly #apps: RecordLog<AppRecord>;
  readonly #deployments: RecordLog<DeploymentRecord>;
  readonly #open = new Map<string, OpenApp>();
  readonly #making = new Set<string>();

  constructor(parts: AppServiceParts) {
    this.#parts = parts;
    this.#apps = new RecordLog(join(parts.dir, "apps.jsonl"), appSchema);
    this.#deployments = new RecordLog(join(parts.dir, "deployments.jsonl"), deploymentSchema);
  }

  /** Opens the front doors, and starts what ran before the restart. */
  async begin(): Promise<void> {
    for (const each of this.#deployments.list())
      if (each.state === "IN_PROGRESS")
        this.#end(each, "FAILED", "The workspace ended before the deployment did.");
    for (const app of this.list()) {
      const open = await this.#openApp(app);
      const record = this.#apps.put(app.name, { ...app, port: open.door.port });
      const deployment = record.deployment && this.deployment(app.name, record.deployment);
      if (!record.stopped && deployment) open.runtime.start(record, deployment);
    }
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.#open.values()].map(async ({ runtime, door, deploying, run }) => {
        deploying?.abort(new Error("The workspace is ending."));
        await door.close();
        await run;
        await runtime.stop();
      }),
    );
    this.#apps.close();
    this.#deployments.close();
  }

  list(): AppRecord[] {
    return this.#apps.list();
  }

  /** Throws ApiError when there is none. */
  get(name: string): AppRecord {
    const found = this.#apps.get(name);
    if (!found) throw notFound(`App with name ${name} does not exist or is deleted.`);
    return found;
  }

  runtime({ name }: AppRecord): AppRuntime | undefined {
    return this.#open.get(name)?.runtime;
  }

  log({ name }: AppRecord): AppLog | undefined {
    return this.#open.get(name)?.log;
  }

  /** Newest first. */
  deployments(name: string): DeploymentRecord[] {
    return this.#deployments
      .list()
      .filter(({ app }) => app === name)
      .reverse();
  }

  deployment(name: string, id: string): DeploymentRecord | undefined {
    return this.#deployments.get(`${name}/${id}`);
  }

  async create(
    fields: Pick<
      AppRecord,
      "name" | "description" | "resources" | "userApiScopes" | "computeSize" | "stopped"
    >,
  ): Promise<AppRecord> {
    const { name } = fields;
    if (this.#apps.has(name) || this.#making.has(name))
      throw new ApiError(409, "RESOURCE_ALREADY_EXISTS", `An app with the same name already exists: ${name}`);
    this.#making.add(name);
    const { directory } = this.#parts.identity;
    const applicationId = randomUUID();
    const displayName = `app-${randomInt(36 ** 5)
      .toString(36)
      .padStart(5, "0")} ${name}`;
    try {
      await this.#parts.resources.attach(fields.resources, applicationId);
      const principal = directory.create("ServicePrincipal", { displayName, applicationId, active: true });
      const now = Date.now();
      const { userName } = this.#parts.user;
      const draft: AppRecord = {
        ...fields,
        id: randomUUID(),
        creator: userName,
        updater: userName,
        createdAt: now,
        updatedAt: now,
        principal: { id: principal.id, clientId: applicationId, name: displayName },
        port: 0,
      };
      const { door } = await this.#openApp(draft);
      return this.#apps.put(name, { ...draft, port: door.port });
    } finally {
      this.#making.delete(name);
    }
  }

  async update(
    app: AppRecord,
    change: Partial<Pick<AppRecord, "description" | "resources" | "userApiScopes" | "computeSize">>,
  ): Promise<AppRecord> {
    if (change.resources) await this.#parts.resources.attach(change.resources, app.principal.clientId);
    const now = this.get(app.name);
    return this.#apps.put(app.name, {
      ...now,
      ...change,
      updater: this.#parts.user.userName,
      updatedAt: Date.now(),
    });
  }

  async delete(app: AppRecord): Promise<void> {
    const open = this.#open.get(app.name);
    this.#apps.delete(app.name);
    this.#open.delete(app.name);
    open?.deploying?.abort(new Error("The app was deleted."));
    await open?.door.close();
    await open?.run;
    await open?.runtime.stop();
    for (const { id } of this.deployments(app.name)) this.#deployments.delete(`${app.name}/${id}`);
    const { directory, tokens, secrets } = this.#parts.identity;
    const principal = directory.get("ServicePrincipal", app.principal.id);
    if (principal) directory.delete(principal);
    tokens.revokeAllOf(app.principal.id);
    secrets.deleteAllOf(app.principal.id);
    await rm(this.#folder(app), { recursive: true, force: true });
  }

  start(app: AppRecord): AppRecord {
    if (!app.stopped) throw badRequest(`The app ${app.name} is running or starting already.`);
    const started = this.#apps.put(app.name, { ...app, stopped: false });
    const deployment = app.deployment && this.deployment(app.name, app.deployment);
    if (deployment) this.runtime(app)?.start(started, deployment);
    return started;
  }

  async stop(app: AppRecord): Promise<AppRecord> {
    const open = this.#open.get(app.name);
    const stopped = this.#apps.put(app.name, { ...app, stopped: true });
    open?.deploying?.abort(new Error("The app was stopped."));
    await open?.runtime.stop();
    open?.log.write("SYSTEM", "The app was stopped");
    return stopped;
  }

  /** Begins a deployment; its record tells how it goes on. */
  deploy(
    app: AppRecord,
    request: Pick<DeploymentRecord, "sourcePath" | "command" | "env">,
  ): DeploymentRecord {
    const open = this.#open.get(app.name);
    if (app.stopped || !open)
      throw badRequest(`The compute of the app ${app.name} is stopped. Start the app to deploy to it.`);
    if (open.deploying)
      throw badRequest(`Cannot deploy the app ${app.name}: another deployment is in progress.`);
    const now = Date.now();
    const deployment = this.#put({
      ...request,
      app: app.name,
      id: `01${now.toString(16)}${randomUUID().replaceAll("-", "").slice(0, 19)}`,
      mode: "SNAPSHOT",
      creator: this.#parts.user.userName,
      createdAt: now,
      updatedAt: now,
      state: "IN_PROGRESS",
      message: "Downloading the source code, building and starting the app.",
    });
    const abort = new AbortController();
    open.deploying = abort;
    open.run = this.#run(open, app, deployment, abort.signal).finally(() => {
      open.deploying = undefined;
    });
    return deployment;
  }

  async #run(
    open: OpenApp,
    app: AppRecord,
    deployment: DeploymentRecord,
    signal: AbortSignal,
  ): Promise<void> {
    const { runtime, log } = open;
    try {
      await runtime.deploy(app, deployment, signal);
      const now = this.#apps.get(app.name);
      if (!now) return;
      this.#apps.put(app.name, { ...now, deployment: deployment.id, sourcePath: deployment.sourcePath });
      this.#end(deployment, "SUCCEEDED", "App started successfully");
      log.write("SYSTEM", `Deployment ${deployment.id} succeeded`);
      await this.#tidy(app.name, runtime);
    } catch (error) {
      await runtime.removeDeployment(deployment.id);
      if (!this.#apps.has(app.name)) return;
      const { message } = signal.aborted ? (signal.reason as Error) : (error as Error);
      const kept =
        runtime.state === "RUNNING" && !signal.aborted ? " What was deployed before goes on running." : "";
      log.write("SYSTEM", `Deployment ${deployment.id} failed: ${message}`);
      this.#end(deployment, signal.aborted ? "CANCELLED" : "FAILED", `${message}${kept}`);
    }
  }

  /** Only the files of the running deployment are kept, and of the records the last ones. */
  async #tidy(name: string, runtime: AppRuntime): Promise<void> {
    const running = this.#apps.get(name)?.deployment;
    for (const [at, { id, state }] of this.deployments(name).entries()) {
      if (id === running || state === "IN_PROGRESS") continue;
      await runtime.removeDeployment(id);
      if (at >= MOST_DEPLOYMENTS) this.#deployments.delete(`${name}/${id}`);
    }
  }

  #end(deployment: DeploymentRecord, state: DeploymentRecord["state"], message: string): void {
    this.#put({ ...deployment, state, message, updatedAt: Date.now() });
  }

  #put(deployment: DeploymentRecord): DeploymentRecord {
    return this.#deployments.put(`${deployment.app}/${deployment.id}`, deployment);
  }

  #folder({ id }: AppRecord): string {
    return join(this.#parts.dir, id);
  }

  async #openApp(app: AppRecord): Promise<OpenApp> {
    const dir = this.#folder(app);
    const log = new AppLog(join(dir, "log.jsonl"));
    const runtime = new AppRuntime({ ...this.#parts, dir, log });
    const door = new FrontDoor({
      name: app.name,
      log,
      target: () => runtime.port,
      status: () => this.#why(app.name),
      visitor: (bearer) => this.#visitor(app.name, bearer),
    });
    await door.listen(app.port);
    const open: OpenApp = { log, runtime, door };
    this.#open.set(app.name, open);
    return open;
  }

  #why(name: string): string {
    const app = this.#apps.get(name);
    const state = this.#open.get(name)?.runtime;
    if (!app || app.stopped) return `The app ${name} is stopped. Start it in the workspace.`;
    if (app.deployment === undefined) return `The app ${name} has not been deployed yet.`;
    return state?.message || `The app ${name} is starting.`;
  }

  #visitor(name: string, bearer: string | undefined): Visitor | undefined {
    const { identity, user } = this.#parts;
    if (bearer !== undefined && !identity.tokens.accepts(bearer)) return undefined;
    const principal = bearer === undefined ? undefined : identity.principalOf(bearer);
    if (principal) {
      const id = String(principal.fields.applicationId);
      return {
        email: id,
        user: `${principal.id}@${ORG_ID}`,
        preferredName: String(principal.fields.displayName ?? id),
      };
    }
    const scopes = this.#apps.get(name)?.userApiScopes ?? [];
    return {
      email: user.userName,
      user: `${identity.directory.me}@${ORG_ID}`,
      preferredName: user.displayName,
      ...(scopes.length > 0 ? { accessToken: identity.tokens.forCode(VISIT_SECONDS) } : {}),
    };
  }
}
