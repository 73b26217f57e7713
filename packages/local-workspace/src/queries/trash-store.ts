import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { ApiError, notFound } from "../rest/api-error.ts";
import { RecordLog } from "../state/record-log.ts";

const TRASH_MS = 30 * 24 * 60 * 60 * 1000;

interface Stamped {
  id: string;
  createdAt: string;
  updatedAt: string;
  trashedAt?: number | undefined;
  fields: { display_name?: string | undefined };
}

/** Objects with a name that go to the trash before they are gone, 30 days later. They outlive the process. */
export class TrashStore<T extends Stamped> {
  readonly #log: RecordLog<T>;
  readonly #what: string;

  constructor(file: string, schema: z.ZodType<T>, what: string) {
    this.#log = new RecordLog(file, schema);
    this.#what = what;
    for (const { id, trashedAt } of this.#log.list())
      if (trashedAt !== undefined && Date.now() - trashedAt > TRASH_MS) this.#log.delete(id);
  }

  /** Those not in the trash, by id. */
  list(): T[] {
    return this.#log
      .list()
      .filter(({ trashedAt }) => trashedAt === undefined)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Also what lies in the trash. Throws ApiError 404. */
  get(id: string): T {
    const found = this.#log.get(id);
    if (!found) throw notFound(`There is no ${this.#what} ${id}.`);
    return found;
  }

  create(rest: Omit<T, "id" | "createdAt" | "updatedAt">): T {
    const now = new Date().toISOString();
    const record = { ...rest, id: randomUUID(), createdAt: now, updatedAt: now } as T;
    return this.#log.put(record.id, record);
  }

  update(record: T, change: Partial<T>): T {
    return this.#log.put(record.id, { ...record, ...change, updatedAt: new Date().toISOString() });
  }

  /** Changes what a person did not change. */
  note(record: T, change: Partial<T>): T {
    return this.#log.put(record.id, { ...record, ...change });
  }

  trash(id: string): void {
    const record = this.get(id);
    if (record.trashedAt === undefined) this.note(record, { trashedAt: Date.now() } as Partial<T>);
  }

  /**
   * The name under which an object may be kept: another one of that name is a conflict, unless it may be resolved with
   * a number behind the name. Throws ApiError 409.
   */
  nameFor(wanted: string, resolve: boolean, id?: string): string {
    const taken = new Set(
      this.list()
        .filter((each) => each.id !== id)
        .map(({ fields }) => fields.display_name),
    );
    if (!taken.has(wanted)) return wanted;
    if (!resolve)
      throw new ApiError(409, "ALREADY_EXISTS", `There is already a ${this.#what} named '${wanted}'.`);
    for (let number = 1; ; number++) if (!taken.has(`${wanted} (${number})`)) return `${wanted} (${number})`;
  }

  close(): void {
    this.#log.close();
  }
}
