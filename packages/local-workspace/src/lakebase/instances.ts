import { join } from "node:path";
import { z } from "zod";
import { RecordLog } from "../state/record-log.ts";
import { addressSchema } from "./address.ts";
import type { ServerPolicy } from "./database-server.ts";
import type { DatabaseServers } from "./servers.ts";

export const instanceSchema = z.object({
  name: z.string(),
  uid: z.string(),
  creator: z.string(),
  createdAt: z.number(),
  address: addressSchema,
  stopped: z.boolean(),
  nativeLogin: z.boolean(),
  /** Kept and given back; one machine has one size. */
  capacity: z.string(),
  retentionDays: z.number(),
  tags: z.array(z.object({ key: z.string(), value: z.string().optional() })),
  usagePolicyId: z.string().optional(),
});
/** A Provisioned database instance. */
export type InstanceRecord = z.infer<typeof instanceSchema>;

export type InstanceSettings = Pick<
  InstanceRecord,
  "stopped" | "nativeLogin" | "capacity" | "retentionDays" | "tags"
> & { usagePolicyId?: string | undefined };

/** Provisioned instances, each a database server of its own. */
export class Instances {
  readonly #records: RecordLog<InstanceRecord>;
  readonly #servers: DatabaseServers;
  readonly #making = new Set<string>();

  constructor(dir: string, servers: DatabaseServers) {
    this.#records = new RecordLog(join(dir, "instances.jsonl"), instanceSchema);
    this.#servers = servers;
  }

  async reopen(): Promise<void> {
    for (const record of this.#records.list()) {
      const address = await this.#servers.reopen(record, this.#policy(record.name));
      this.#records.put(record.name, { ...record, address });
    }
  }

  list(): InstanceRecord[] {
    return this.#records.list();
  }

  get(name: string): InstanceRecord | undefined {
    return this.#records.get(name);
  }

  byServer(uid: string): InstanceRecord | undefined {
    return this.#records.list().find((record) => record.uid === uid);
  }

  isTaken(name: string): boolean {
    return this.#making.has(name) || this.#records.has(name);
  }

  async create(name: string, creator: string, settings: InstanceSettings): Promise<InstanceRecord> {
    this.#making.add(name);
    try {
      const server = await this.#servers.create(this.#policy(name), creator);
      const { uid, address } = server;
      if (settings.stopped) await server.suspend();
      const record = { ...settings, name, uid, address, creator, createdAt: Date.now() };
      return this.#records.put(name, instanceSchema.parse(record));
    } finally {
      this.#making.delete(name);
    }
  }

  /** Stopping ends all connections; the data stays. */
  async change(record: InstanceRecord, change: Partial<InstanceSettings>): Promise<InstanceRecord> {
    const changed = this.#records.put(record.name, instanceSchema.parse({ ...record, ...change }));
    if (changed.stopped && !record.stopped) await this.#servers.get(record.uid).suspend();
    if (!changed.stopped && record.stopped) await this.#servers.get(record.uid).cluster.start();
    return changed;
  }

  async delete(record: InstanceRecord): Promise<void> {
    this.#records.delete(record.name);
    await this.#servers.remove(record.uid);
  }

  close(): void {
    this.#records.close();
  }

  #policy(name: string): ServerPolicy {
    return {
      closed: () =>
        this.#records.get(name)?.stopped
          ? `The database instance ${name} is stopped. Start it to connect.`
          : undefined,
      nativeLogin: () => this.#records.get(name)?.nativeLogin ?? false,
      suspendAfter: () => undefined,
    };
  }
}
