import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { RecordLog } from "../state/record-log.ts";

/** What Unity Catalog knows beside the objects of catalogs. */
export const SECURABLE_KINDS = [
  "metastore",
  "storage_credential",
  "credential",
  "external_location",
  "connection",
  "share",
  "recipient",
  "tag_policy",
] as const;
export type StoredKind = (typeof SECURABLE_KINDS)[number];

const securableSchema = z.object({
  kind: z.enum(SECURABLE_KINDS),
  name: z.string(),
  id: z.string(),
  owner: z.string(),
  createdAt: z.string(),
  createdBy: z.string(),
  updatedAt: z.string(),
  updatedBy: z.string(),
  grants: z.record(z.string(), z.array(z.string())).optional(),
  /** As the API names and shows them. */
  fields: z.record(z.string(), z.unknown()),
});
/** One record of what Unity Catalog keeps without effect here. */
export type Securable = z.infer<typeof securableSchema>;

const keyOf = (kind: StoredKind, name: string) => `${kind}/${name.toLowerCase()}`;

/** Records of securables that lie in no catalog. Names are compared without case. */
export class SecurableStore {
  readonly #records: RecordLog<Securable>;
  readonly #userName: string;

  constructor(dir: string, userName: string, onDropped?: (key: string) => void) {
    this.#records = new RecordLog(join(dir, "securables.jsonl"), securableSchema, onDropped);
    this.#userName = userName;
  }

  list(kind: StoredKind): Securable[] {
    return this.#records.list().filter((each) => each.kind === kind);
  }

  get(kind: StoredKind, name: string): Securable | undefined {
    return this.#records.get(keyOf(kind, name));
  }

  create(kind: StoredKind, name: string, fields: Securable["fields"]): Securable {
    const now = new Date().toISOString();
    const [owner, createdBy, updatedBy] = [this.#userName, this.#userName, this.#userName];
    const made = {
      kind,
      name,
      id: randomUUID(),
      owner,
      createdAt: now,
      createdBy,
      updatedAt: now,
      updatedBy,
      fields,
    };
    return this.#records.put(keyOf(kind, name), made);
  }

  /** Changes the record; under its new name when `change` has one. */
  change(
    { kind, name }: Securable,
    change: Partial<Pick<Securable, "name" | "owner" | "grants" | "fields">>,
  ): Securable {
    const before = this.get(kind, name)!;
    const next = { ...before, ...change, updatedAt: new Date().toISOString(), updatedBy: this.#userName };
    this.#records.put(keyOf(kind, next.name), next);
    if (keyOf(kind, next.name) !== keyOf(kind, name)) this.#records.delete(keyOf(kind, name));
    return next;
  }

  delete({ kind, name }: Securable): void {
    this.#records.delete(keyOf(kind, name));
  }

  close(): void {
    this.#records.close();
  }
}
