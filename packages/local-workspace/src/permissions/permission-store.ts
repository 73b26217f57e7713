import { join } from "node:path";
import { z } from "zod";
import { RecordLog } from "../state/record-log.ts";
import { type Granted, grantedSchema } from "./granted.ts";

/** Permissions of objects whose own records have no place for them. */
export class PermissionStore {
  readonly #lists: RecordLog<Granted[]>;

  constructor(dir: string) {
    this.#lists = new RecordLog(join(dir, "permissions.jsonl"), z.array(grantedSchema));
  }

  get(path: string, id: string): Granted[] {
    return this.#lists.get(`${path}/${id}`) ?? [];
  }

  set(path: string, id: string, list: Granted[]): void {
    if (list.length > 0) this.#lists.put(`${path}/${id}`, list);
    else this.#lists.delete(`${path}/${id}`);
  }

  close(): void {
    this.#lists.close();
  }
}
