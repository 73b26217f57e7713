import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";

const warehouseSchema = z.object({
  id: z.string(),
  name: z.string(),
  clusterSize: z.string(),
  autoStopMins: z.number(),
  minNumClusters: z.number(),
  maxNumClusters: z.number(),
  serverless: z.boolean(),
  warehouseType: z.string(),
  creator: z.string(),
  state: z.enum(["RUNNING", "STOPPED"]),
});
export type Warehouse = z.infer<typeof warehouseSchema>;

/** SQL warehouses by name and size. All of them run on the one local engine; size and scaling have no effect. */
export class Warehouses {
  readonly #file: string;
  readonly #all = new Map<string, Warehouse>();

  constructor(file: string, creator: string, log: (line: string) => void = () => undefined) {
    this.#file = file;
    try {
      if (existsSync(file)) this.#load();
    } catch {
      log(`${file} cannot be read; it is kept as ${file}.damaged`);
      renameSync(file, `${file}.damaged`);
    }
    if (this.#all.size === 0) this.create({ name: "Local Warehouse", creator });
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

  create(wanted: Partial<Warehouse> & { name: string; creator: string }): Warehouse {
    const warehouse: Warehouse = {
      clusterSize: "2X-Small",
      autoStopMins: 10,
      minNumClusters: 1,
      maxNumClusters: 1,
      serverless: true,
      warehouseType: "PRO",
      ...wanted,
      state: "RUNNING",
      id: randomBytes(8).toString("hex"),
    };
    this.#all.set(warehouse.id, warehouse);
    this.#save();
    return warehouse;
  }

  edit(id: string, change: Partial<Omit<Warehouse, "id">>): void {
    const warehouse = this.#all.get(id);
    if (!warehouse) return;
    Object.assign(warehouse, change);
    this.#save();
  }

  start(id: string): void {
    if (this.#all.get(id)?.state === "STOPPED") this.edit(id, { state: "RUNNING" });
  }

  delete(id: string): void {
    this.#all.delete(id);
    this.#save();
  }

  #load() {
    const stored = z.array(warehouseSchema).parse(JSON.parse(readFileSync(this.#file, "utf8")));
    for (const warehouse of stored) this.#all.set(warehouse.id, warehouse);
  }

  #save() {
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.list(), null, 2));
    renameSync(`${this.#file}.new`, this.#file);
  }
}
