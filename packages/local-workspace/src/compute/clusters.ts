import { randomBytes } from "node:crypto";
import { z } from "zod";
import { RecordLog } from "../state/record-log.ts";

const clusterSchema = z.object({
  id: z.string(),
  name: z.string(),
  sparkVersion: z.string(),
  nodeTypeId: z.string(),
  numWorkers: z.number(),
  autoterminationMinutes: z.number(),
  /** Whatever else a client asked for; kept and shown, without effect. */
  spec: z.record(z.string(), z.unknown()),
  state: z.enum(["RUNNING", "TERMINATED"]),
  creator: z.string(),
  startedAt: z.number(),
  terminatedAt: z.number().optional(),
});
export type Cluster = z.infer<typeof clusterSchema>;

export const LOCAL_CLUSTER = "local-cluster";
export const SPARK_VERSION = "local-python3";
export const NODE_TYPE = "local";

/** Clusters by name. All of them are this machine; sizes and Spark settings have no effect. */
export class Clusters {
  readonly #all: RecordLog<Cluster>;

  constructor(file: string, creator: string) {
    this.#all = new RecordLog(file, clusterSchema);
    if (!this.#all.has(LOCAL_CLUSTER)) this.create({ id: LOCAL_CLUSTER, name: "Local cluster", creator });
  }

  list(): Cluster[] {
    return this.#all.list();
  }

  get(id: string): Cluster | undefined {
    return this.#all.get(id);
  }

  create(wanted: Partial<Cluster> & { name: string; creator: string }): Cluster {
    const id = wanted.id ?? `local-${randomBytes(6).toString("hex")}`;
    return this.#all.put(id, {
      sparkVersion: SPARK_VERSION,
      nodeTypeId: NODE_TYPE,
      numWorkers: 0,
      autoterminationMinutes: 0,
      spec: {},
      startedAt: Date.now(),
      ...wanted,
      id,
      state: "RUNNING",
    });
  }

  change(id: string, change: Partial<Cluster>): void {
    const cluster = this.#all.get(id);
    if (cluster) this.#all.put(id, { ...cluster, ...change });
  }

  start(id: string): void {
    if (this.#all.get(id)?.state === "TERMINATED")
      this.change(id, { state: "RUNNING", startedAt: Date.now() });
  }

  delete(id: string): void {
    this.#all.delete(id);
  }

  close(): void {
    this.#all.close();
  }
}
