import { mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "@lakehand/embedded-postgres";
import type { Identity } from "../identity/identity.ts";
import type { ObjectStore } from "../objects/object-store.ts";
import { appEnvironment } from "./app-environment.ts";
import { copySource } from "./app-files.ts";
import type { AppLog } from "./app-log.ts";
import { AppProcess } from "./app-process.ts";
import { findAppLauncher, provideTools } from "./app-sandbox.ts";
import { defaultCommand, readAppYaml, withPort } from "./app-yaml.ts";
import { buildApp } from "./build.ts";
import type { AppRecord, DeploymentRecord } from "./records.ts";
import type { AppResources } from "./resources.ts";

export interface RuntimeParts {
  dir: string;
  objects: ObjectStore;
  identity: Identity;
  resources: AppResources;
  address(): string;
  log: AppLog;
}

export type RuntimeState = "DOWN" | "STARTING" | "RUNNING" | "CRASHED";

const START_MS = 120_000;
const LONGEST_PAUSE_MS = 60_000;
/** A process that has run so long is not in a loop of crashes. */
const STEADY_MS = 60_000;
const SECRET_SECONDS = 365 * 24 * 60 * 60;

/** The process of one app: starts it, starts it again when it crashes, and puts a new one in its place. */
export class AppRuntime {
  readonly #parts: RuntimeParts;
  #state: RuntimeState = "DOWN";
  #message = "";
  #process: AppProcess | undefined;
  /** Aborted when the process that is supervised is not wanted any more. */
  #wanted = new AbortController();
  #supervised: Promise<void> = Promise.resolve();
  #secretId: string | undefined;

  constructor(parts: RuntimeParts) {
    this.#parts = parts;
  }

  get state(): RuntimeState {
    return this.#state;
  }

  get message(): string {
    return this.#message;
  }

  get port(): number | undefined {
    return this.#state === "RUNNING" ? this.#process?.port : undefined;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  folder(deployment: string): string {
    return join(this.#parts.dir, "deployments", deployment);
  }

  /**
   * Copies, builds and starts a deployment, and only then ends what ran before: a deployment that fails leaves that as
   * it is. Throws an Error for people.
   */
  async deploy(app: AppRecord, deployment: DeploymentRecord, signal: AbortSignal): Promise<void> {
    const { log, objects } = this.#parts;
    const home = this.folder(deployment.id);
    const source = join(home, "src");
    log.write("SYSTEM", `Deploying ${deployment.sourcePath} as ${deployment.id}`);
    const files = await copySource(objects, deployment.sourcePath, source);
    log.write("SYSTEM", `${files} files were copied`);
    signal.throwIfAborted();
    provideTools(home);
    // What is wrong with it is said before anything is installed.
    readAppYaml(source);
    await buildApp(home, source, { launcher: await findAppLauncher(), log, signal });
    const process = await this.#start(app, deployment);
    try {
      if (!(await process.listens(START_MS, signal))) throw new Error(this.#crash(await process.ended));
    } catch (error) {
      await process.stop();
      throw error;
    }
    if (signal.aborted) await process.stop();
    signal.throwIfAborted();
    const before = this.#release();
    this.#supervise(app, deployment, process);
    await before;
  }

  /** Starts a deployment that was built before. */
  start(app: AppRecord, deployment: DeploymentRecord): void {
    this.#supervise(app, deployment, undefined);
  }

  async stop(): Promise<void> {
    await this.#release();
    this.#state = "DOWN";
    this.#message = "";
  }

  async removeDeployment(id: string): Promise<void> {
    await rm(this.folder(id), { recursive: true, force: true });
  }

  /** Ends what is supervised now; the state is left to the caller. */
  async #release(): Promise<void> {
    const supervised = this.#supervised;
    const process = this.#process;
    this.#wanted.abort();
    this.#process = undefined;
    await process?.stop();
    await supervised;
  }

  #supervise(app: AppRecord, deployment: DeploymentRecord, first: AppProcess | undefined): void {
    this.#wanted = new AbortController();
    const { signal } = this.#wanted;
    const { log } = this.#parts;
    const supervise = async () => {
      let pause = 1000;
      for (let next = first; !signal.aborted; next = undefined) {
        const begun = Date.now();
        try {
          this.#set(signal, next ? "RUNNING" : "STARTING", "");
          const process = next ?? (await this.#start(app, deployment));
          if (signal.aborted) return void (await process.stop());
          this.#process = process;
          if (await process.listens(START_MS, signal)) {
            this.#set(signal, "RUNNING", "");
            log.write("SYSTEM", "The app is running");
          }
          const exit = await process.ended;
          if (signal.aborted) return;
          this.#set(signal, "CRASHED", this.#crash(exit));
        } catch (error) {
          await this.#process?.stop();
          if (signal.aborted) return;
          this.#set(signal, "CRASHED", (error as Error).message);
        }
        if (Date.now() - begun > STEADY_MS) pause = 1000;
        log.write("SYSTEM", `${this.#message} It is started again in ${pause / 1000} s.`);
        await sleep(pause, undefined, { signal, ref: false }).catch(() => {});
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    };
    this.#supervised = supervise();
  }

  #set(signal: AbortSignal, state: RuntimeState, message: string): void {
    if (signal.aborted) return;
    this.#state = state;
    this.#message = message;
  }

  async #start(app: AppRecord, deployment: DeploymentRecord): Promise<AppProcess> {
    const { resources, address, log } = this.#parts;
    const home = this.folder(deployment.id);
    const source = join(home, "src");
    const config = readAppYaml(source);
    const port = await freePort();
    const env = appEnvironment(app, deployment, config, {
      resources,
      address: address(),
      home,
      secret: this.#secret(app),
      port,
    });
    const command = withPort(deployment.command ?? config.command ?? defaultCommand(source), port);
    const launcher = await findAppLauncher();
    log.write("SYSTEM", `Starting ${command.join(" ")} ${launcher.label}`);
    mkdirSync(join(home, "tmp"), { recursive: true });
    const files = resources.files(app.resources);
    return new AppProcess(launcher, { command, home, cwd: source, env, reads: files }, port, log);
  }

  /** A new secret for each start; those before the last two end, since what they were given to has ended. */
  #secret({ principal }: AppRecord): string {
    const { secrets } = this.#parts.identity;
    const { value, record } = secrets.create(principal.id, SECRET_SECONDS);
    for (const { id } of secrets.of(principal.id))
      if (id !== record.id && id !== this.#secretId) secrets.delete(principal.id, id);
    this.#secretId = record.id;
    return value;
  }

  #crash({ code, signal }: { code: number | null; signal: NodeJS.Signals | null }): string {
    const how = code === null ? `was ended by ${signal ?? "the system"}` : `ended with exit code ${code}`;
    const said = this.#parts.log
      .lines()
      .slice(-50)
      .filter(({ source }) => source === "APP");
    // The line that names the error says more than the one that came last.
    const last = (said.findLast(({ message }) => /^\w*(Error|Exception)\b/.test(message)) ?? said.at(-1))
      ?.message;
    return `The app ${how}${last ? `: ${last.slice(0, 300)}` : "."}`;
  }
}
