import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { Statement } from "./statements/statement.ts";

const pair = z.object({ key: z.string(), value: z.string() });
const grantSchema = z.record(z.string(), z.string());
const warehouseSchema = z.object({
  id: z.string(),
  name: z.string(),
  clusterSize: z.string(),
  autoStopMins: z.number(),
  minNumClusters: z.number(),
  maxNumClusters: z.number(),
  serverless: z.boolean(),
  warehouseType: z.string(),
  photon: z.boolean().default(false),
  spotPolicy: z.string().default("COST_OPTIMIZED"),
  channel: z.object({ name: z.string().optional(), dbsql_version: z.string().optional() }).default({}),
  tags: z.array(pair).default([]),
  creator: z.string(),
  permissions: z.array(grantSchema).default([]),
  state: z.enum(["STARTING", "RUNNING", "STOPPING", "STOPPED"]),
});
export type Warehouse = z.infer<typeof warehouseSchema>;

/** What warehouses know of the statements on them and of the engine behind them. */
export interface WarehouseWork {
  running(id: string): Statement[];
  cancel(statement: Statement): void;
  /** Resolves when the engine answers. */
  answers(): Promise<void>;
}

const LOOK_MS = 5_000;
const MINUTE = 60_000;

/**
 * SQL warehouses by name and size. All of them run on the one local engine, which is always there: a state says what a
 * client would see, size and scaling have no effect.
 */
export class Warehouses {
  readonly #file: string;
  readonly #all = new Map<string, Warehouse>();
  readonly #usedAt = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #work: WarehouseWork = { running: () => [], cancel: () => undefined, answers: async () => undefined };

  constructor(file: string, creator: string, log: (line: string) => void = () => undefined) {
    this.#file = file;
    try {
      if (existsSync(file)) this.#load();
    } catch {
      log(`${file} cannot be read; it is kept as ${file}.damaged`);
      renameSync(file, `${file}.damaged`);
    }
    if (this.#all.size === 0) this.create({ name: "Local Warehouse", creator });
    this.#timer = setInterval(() => void this.sweep(Date.now()), LOOK_MS);
    this.#timer.unref();
  }

  attach(work: WarehouseWork): void {
    this.#work = work;
  }

  list(): Warehouse[] {
    return [...this.#all.values()];
  }

  get(id: string): Warehouse | undefined {
    return this.#all.get(id);
  }

  named(name: string): Warehouse | undefined {
    return this.list().find((warehouse) => warehouse.name === name);
  }

  /** How many statements run on it now. */
  sessions(id: string): number {
    return this.#work.running(id).length;
  }

  create(wanted: Partial<Warehouse> & { name: string; creator: string }): Warehouse {
    const warehouse: Warehouse = {
      clusterSize: "2X-Small",
      autoStopMins: 10,
      minNumClusters: 1,
      maxNumClusters: wanted.minNumClusters ?? 1,
      serverless: true,
      warehouseType: "PRO",
      photon: false,
      spotPolicy: "COST_OPTIMIZED",
      channel: {},
      tags: [],
      permissions: [],
      ...wanted,
      state: "RUNNING",
      id: randomBytes(8).toString("hex"),
    };
    this.#all.set(warehouse.id, warehouse);
    this.#usedAt.set(warehouse.id, Date.now());
    this.#save();
    return warehouse;
  }

  edit(id: string, change: Partial<Omit<Warehouse, "id">>): void {
    const warehouse = this.#all.get(id);
    if (!warehouse) return;
    Object.assign(warehouse, change);
    this.#save();
  }

  /** Notes that it is in use, and starts it when it is stopped, as the first statement on it does. */
  start(id: string): void {
    const warehouse = this.#all.get(id);
    if (!warehouse) return;
    this.#usedAt.set(id, Date.now());
    if (warehouse.state === "RUNNING" || warehouse.state === "STARTING") return;
    this.edit(id, { state: "STARTING" });
    const started = () => {
      if (warehouse.state !== "STARTING") return;
      this.#usedAt.set(id, Date.now());
      this.edit(id, { state: "RUNNING" });
    };
    // An engine that does not answer is started again by itself; the statement then says what failed.
    this.#work.answers().then(started, started);
  }

  /** Cancels what runs on it; it is STOPPED when all of that has ended. */
  stop(id: string): void {
    const warehouse = this.#all.get(id);
    if (!warehouse || warehouse.state === "STOPPED" || warehouse.state === "STOPPING") return;
    this.edit(id, { state: "STOPPING" });
    const running = this.#work.running(id);
    for (const statement of running) this.#work.cancel(statement);
    void Promise.all(running.map(({ done }) => done)).then(() => {
      if (warehouse.state === "STOPPING") this.edit(id, { state: "STOPPED" });
    });
  }

  /** Stops what has been idle for as long as its `autoStopMins`. */
  sweep(now: number): void {
    for (const { id, state, autoStopMins } of this.list()) {
      if (state !== "RUNNING" || autoStopMins === 0) continue;
      if (this.sessions(id) > 0) this.#usedAt.set(id, now);
      else if (now - (this.#usedAt.get(id) ?? now) >= autoStopMins * MINUTE) this.stop(id);
    }
  }

  delete(id: string): void {
    this.stop(id);
    this.#all.delete(id);
    this.#usedAt.delete(id);
    this.#save();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #load() {
    const stored = z.array(warehouseSchema).parse(JSON.parse(readFileSync(this.#file, "utf8")));
    for (const warehouse of stored) {
      const state = warehouse.state.startsWith("STOP") ? "STOPPED" : "RUNNING";
      this.#all.set(warehouse.id, { ...warehouse, state });
      this.#usedAt.set(warehouse.id, Date.now());
    }
  }

  #save() {
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.list(), null, 2));
    renameSync(`${this.#file}.new`, this.#file);
  }
}
