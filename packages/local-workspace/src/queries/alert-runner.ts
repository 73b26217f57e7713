import { nextFire } from "../jobs/cron.ts";
import { isNumeric } from "../sql/spark-type.ts";
import { readRows } from "../statements/read-rows.ts";
import type { Statement } from "../statements/statement.ts";
import type { StatementService } from "../statements/statement-service.ts";
import type { Warehouses } from "../warehouses.ts";
import { evaluate } from "./evaluate.ts";
import type { AlertV2Record } from "./query-schema.ts";
import type { TrashStore } from "./trash-store.ts";

const LOOK_MS = 1000;
const MOST_ROWS = 100_000;

export interface AlertRunnerParts {
  alerts: TrashStore<AlertV2Record>;
  statements: StatementService;
  warehouses: Warehouses;
  user: { userName: string };
  log(line: string): void;
}

/** Evaluates alerts at the times of their schedules. Times while the workspace did not run are not made up for. */
export class AlertRunner {
  readonly #parts: AlertRunnerParts;
  /** The next time of each alert, and what it was worked out from. */
  readonly #next = new Map<string, { of: string; at: number | undefined }>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #statements = new Set<Statement>();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: AlertRunnerParts) {
    this.#parts = parts;
  }

  begin(): void {
    this.tick(Date.now());
    this.#timer = setInterval(() => this.tick(Date.now()), LOOK_MS);
    this.#timer.unref();
  }

  /** Starts what is due. One evaluation of an alert runs at a time. */
  tick(now: number): void {
    for (const alert of this.#parts.alerts.list()) {
      const { schedule } = alert.fields;
      const of = JSON.stringify(schedule);
      const known = this.#next.get(alert.id);
      if (known?.of !== of) {
        this.#next.set(alert.id, { of, at: fireAfter(alert, now) });
        continue;
      }
      if (known.at === undefined || known.at > now) continue;
      this.#next.set(alert.id, { of, at: fireAfter(alert, now) });
      if (!this.#running.has(alert.id)) void this.evaluate(alert.id);
    }
  }

  evaluate(id: string): Promise<void> {
    const work = this.#evaluate(id).finally(() => this.#running.delete(id));
    this.#running.set(id, work);
    return work;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const statement of this.#statements) this.#parts.statements.cancel(statement);
    await Promise.all(this.#running.values());
  }

  async #evaluate(id: string): Promise<void> {
    const { alerts } = this.#parts;
    const found = await this.#judge(alerts.get(id)).catch((error: Error) => ({
      state: "ERROR" as const,
      message: error.message,
    }));
    const alert = alerts.get(id);
    alerts.note(alert, { ...found, lastEvaluatedAt: new Date().toISOString() });
    if (found.state !== alert.state)
      this.#parts.log(`alert '${alert.fields.display_name}': ${alert.state} → ${found.state}`);
  }

  async #judge({ fields }: AlertV2Record) {
    const { statements, warehouses, user } = this.#parts;
    if (!warehouses.get(fields.warehouse_id))
      throw new Error(`There is no SQL warehouse ${fields.warehouse_id}.`);
    warehouses.start(fields.warehouse_id);
    const statement = statements.submit({
      statement: fields.query_text,
      warehouseId: fields.warehouse_id,
      catalog: "main",
      schema: "default",
      disposition: "EXTERNAL_LINKS",
      format: "JSON_ARRAY",
      rowLimit: MOST_ROWS,
      parameters: [],
      userName: user.userName,
    });
    this.#statements.add(statement);
    await statement.done;
    this.#statements.delete(statement);
    if (statement.state !== "SUCCEEDED")
      throw new Error(statement.error?.message ?? `The query was ${statement.state}.`);
    if (statement.truncated) throw new Error(`The query gives more than ${MOST_ROWS} rows.`);
    const columns = statement.fields.map(({ name, type }) => ({ name, numeric: isNumeric(type) }));
    const state = evaluate(fields.evaluation, { columns, rows: await readRows(statements, statement) });
    return { state, message: undefined };
  }
}

/** Undefined for a schedule that is paused or has no time left. */
function fireAfter({ fields: { schedule } }: AlertV2Record, now: number): number | undefined {
  if (schedule.pause_status === "PAUSED") return undefined;
  return nextFire(
    {
      quartz_cron_expression: schedule.quartz_cron_schedule,
      timezone_id: schedule.timezone_id,
      pause_status: "UNPAUSED",
    },
    now,
  );
}
