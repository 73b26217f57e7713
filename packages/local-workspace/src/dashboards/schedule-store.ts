import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { RecordLog } from "../state/record-log.ts";

const scheduleSchema = z.object({
  id: z.string(),
  dashboardId: z.string(),
  displayName: z.string().optional(),
  cron: z.object({ quartz_cron_expression: z.string(), timezone_id: z.string() }),
  pauseStatus: z.enum(["PAUSED", "UNPAUSED"]),
  warehouseId: z.string().optional(),
  version: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type Schedule = z.infer<typeof scheduleSchema>;

export const subscriberSchema = z.union([
  z.object({ user_subscriber: z.object({ user_id: z.number().int() }) }),
  z.object({ destination_subscriber: z.object({ destination_id: z.string().min(1) }) }),
]);

const subscriptionSchema = z.object({
  id: z.string(),
  scheduleId: z.string(),
  dashboardId: z.string(),
  subscriber: subscriberSchema,
  createdAt: z.number(),
});
export type Subscription = z.infer<typeof subscriptionSchema>;

const newId = () => randomBytes(16).toString("hex");

/** Schedules of dashboards and who subscribes to them. Kept only: nothing is run at these times, nothing is sent. */
export class ScheduleStore {
  readonly #schedules: RecordLog<Schedule>;
  readonly #subscriptions: RecordLog<Subscription>;

  constructor(dir: string) {
    this.#schedules = new RecordLog(join(dir, "schedules.jsonl"), scheduleSchema);
    this.#subscriptions = new RecordLog(join(dir, "subscriptions.jsonl"), subscriptionSchema);
  }

  schedules(dashboardId: string): Schedule[] {
    return this.#schedules.list().filter((schedule) => schedule.dashboardId === dashboardId);
  }

  schedule(dashboardId: string, id: string): Schedule | undefined {
    const schedule = this.#schedules.get(id);
    return schedule?.dashboardId === dashboardId ? schedule : undefined;
  }

  add(wanted: Omit<Schedule, "id" | "version" | "createdAt" | "updatedAt">): Schedule {
    const now = Date.now();
    const schedule = { ...wanted, id: newId(), version: 1, createdAt: now, updatedAt: now };
    return this.#schedules.put(schedule.id, schedule);
  }

  update(schedule: Schedule): Schedule {
    const changed = { ...schedule, version: schedule.version + 1, updatedAt: Date.now() };
    return this.#schedules.put(schedule.id, changed);
  }

  /** With its subscriptions. */
  remove(id: string): void {
    for (const subscription of this.#subscriptions.list())
      if (subscription.scheduleId === id) this.#subscriptions.delete(subscription.id);
    this.#schedules.delete(id);
  }

  subscriptions(scheduleId: string): Subscription[] {
    return this.#subscriptions.list().filter((each) => each.scheduleId === scheduleId);
  }

  subscribe(schedule: Schedule, subscriber: Subscription["subscriber"]): Subscription {
    const subscription = {
      id: newId(),
      scheduleId: schedule.id,
      dashboardId: schedule.dashboardId,
      subscriber,
      createdAt: Date.now(),
    };
    return this.#subscriptions.put(subscription.id, subscription);
  }

  unsubscribe(id: string): void {
    this.#subscriptions.delete(id);
  }

  close(): void {
    this.#schedules.close();
    this.#subscriptions.close();
  }
}
