import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { DASHBOARD_EXTENSION } from "../objects/import-format.ts";
import { nameOf, parentOf } from "../objects/object-path.ts";
import type { ObjectStore, WorkspaceObject } from "../objects/object-store.ts";
import { RecordLog } from "../state/record-log.ts";

const dashboardSchema = z.object({
  id: z.string(),
  displayName: z.string(),
  parentPath: z.string(),
  state: z.enum(["ACTIVE", "TRASHED"]),
  /** One more with every change; the etag. */
  version: z.number(),
  serialized: z.string(),
  warehouseId: z.string().optional(),
  datasetCatalog: z.string().optional(),
  datasetSchema: z.string().optional(),
  createdAt: z.number(),
  updatedAt: z.number(),
  /** Which content of the workspace object `serialized` is. */
  blob: z.string().optional(),
  published: z
    .object({
      displayName: z.string(),
      serialized: z.string(),
      warehouseId: z.string().optional(),
      embedCredentials: z.boolean(),
      at: z.number(),
    })
    .optional(),
});
export type Dashboard = z.infer<typeof dashboardSchema>;
export type DashboardChange = Partial<
  Pick<
    Dashboard,
    "displayName" | "parentPath" | "serialized" | "warehouseId" | "datasetCatalog" | "datasetSchema"
  >
>;

export const pathOf = ({ parentPath, displayName }: Pick<Dashboard, "parentPath" | "displayName">) =>
  `${parentPath === "/" ? "" : parentPath}/${displayName}${DASHBOARD_EXTENSION}`;

/**
 * Dashboards. An active one is a `.lvdash.json` object of the workspace tree too, and may be imported, overwritten and
 * deleted there: each call first takes over what has happened to the tree. Calls run one after the other.
 */
export class DashboardStore {
  readonly #objects: ObjectStore;
  readonly #records: RecordLog<Dashboard>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(dir: string, objects: ObjectStore) {
    this.#objects = objects;
    this.#records = new RecordLog(join(dir, "dashboards.jsonl"), dashboardSchema);
  }

  get(id: string): Promise<Dashboard | undefined> {
    return this.#alone(async () => this.#records.get(id));
  }

  list(): Promise<Dashboard[]> {
    return this.#alone(async () => this.#records.list());
  }

  create(
    wanted: DashboardChange & Pick<Dashboard, "displayName" | "parentPath" | "serialized">,
  ): Promise<Dashboard> {
    return this.#alone(async () => {
      const id = randomBytes(16).toString("hex");
      const object = await this.#write(pathOf(wanted), wanted.serialized, id);
      const now = Date.now();
      return this.#put({
        ...wanted,
        id,
        state: "ACTIVE",
        version: 1,
        createdAt: now,
        updatedAt: now,
        blob: object.blob,
      });
    });
  }

  /** `check` sees the dashboard as it is when its turn has come, and may refuse by throwing. */
  update(
    id: string,
    change: DashboardChange,
    check: (now: Dashboard | undefined) => void,
  ): Promise<Dashboard> {
    return this.#alone(async () => {
      const before = this.#records.get(id);
      check(before);
      const after = { ...before!, ...change };
      const object = this.#objects.get(pathOf(before!));
      const moved =
        object && pathOf(after) !== object.path ? this.#objects.rename(object, pathOf(after)) : object;
      const written =
        after.serialized === before!.serialized && moved
          ? moved
          : await this.#write(pathOf(after), after.serialized, id);
      return this.#changed({ ...after, blob: written.blob });
    });
  }

  publish(
    id: string,
    wanted: { warehouseId?: string | undefined; embedCredentials: boolean },
  ): Promise<Dashboard> {
    return this.#alone(async () => {
      const draft = this.#records.get(id)!;
      const warehouseId = wanted.warehouseId ?? draft.warehouseId;
      return this.#put({
        ...draft,
        published: {
          displayName: draft.displayName,
          serialized: draft.serialized,
          embedCredentials: wanted.embedCredentials,
          at: Date.now(),
          ...(warehouseId === undefined ? {} : { warehouseId }),
        },
      });
    });
  }

  unpublish(id: string): Promise<Dashboard> {
    return this.#alone(async () => {
      const { published: _, ...rest } = this.#records.get(id)!;
      return this.#put(rest);
    });
  }

  trash(id: string): Promise<void> {
    return this.#alone(async () => {
      const dashboard = this.#records.get(id)!;
      this.#changed({ ...dashboard, state: "TRASHED" });
      await this.#objects.remove(pathOf(dashboard));
    });
  }

  async close(): Promise<void> {
    await this.#last.catch(() => undefined);
    this.#records.close();
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last
      .catch(() => undefined)
      .then(async () => {
        await this.#takeOver();
        return work();
      });
    this.#last = turn;
    return turn;
  }

  /** Brings the records in step with the tree. */
  async #takeOver(): Promise<void> {
    const present = new Set<string>();
    for (const object of this.#objects.list()) {
      if (object.type !== "DASHBOARD" || object.resourceId === undefined) continue;
      const record = this.#records.get(object.resourceId);
      // Left over from a trash or a rename that was cut off.
      if (record && (record.state === "TRASHED" || present.has(record.id))) {
        await this.#objects.remove(object.path);
        continue;
      }
      present.add(object.resourceId);
      if (record && record.blob === object.blob && pathOf(record) === object.path) continue;
      const serialized = (await this.#objects.read(object)).toString("utf8");
      this.#changed({
        ...(record ?? {
          id: object.resourceId,
          state: "ACTIVE",
          version: 0,
          createdAt: object.createdAt,
          updatedAt: 0,
        }),
        displayName: nameOf(object.path).slice(0, -DASHBOARD_EXTENSION.length),
        parentPath: parentOf(object.path),
        serialized,
        blob: object.blob,
      });
    }
    for (const record of this.#records.list())
      if (record.state === "ACTIVE" && !present.has(record.id))
        this.#changed({ ...record, state: "TRASHED" });
  }

  #write(path: string, serialized: string, resourceId: string): Promise<WorkspaceObject> {
    return this.#objects.write(path, Buffer.from(serialized), { type: "DASHBOARD", resourceId });
  }

  #changed(dashboard: Dashboard): Dashboard {
    return this.#put({ ...dashboard, version: dashboard.version + 1, updatedAt: Date.now() });
  }

  #put(dashboard: Dashboard): Dashboard {
    return this.#records.put(dashboard.id, dashboard);
  }
}
