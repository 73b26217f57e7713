import { join } from "node:path";
import { z } from "zod";
import { invalidParameter } from "../rest/api-error.ts";
import { RecordLog } from "../state/record-log.ts";

const entrySchema = z.object({
  server: z.string(),
  kind: z.enum(["roles", "databases"]),
  id: z.string(),
  name: z.string(),
});
type Entry = z.infer<typeof entrySchema>;
type Kind = Entry["kind"];

/** Ids of resources, as in host names (RFC 1123). Throws ApiError. */
export function checkId(field: string, id: string | undefined, least = 1): string {
  if (!id) throw invalidParameter(`Field '${field}' is required, expected non-default value (not "")!`);
  if (id.length < least || !/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(id))
    throw invalidParameter(
      `Field '${field}' must be ${least}-63 characters, begin with a lowercase letter, and contain only lowercase letters, numbers and hyphens.`,
    );
  return id;
}

/** An id for a name that has none: `me@example.com` is `me-example-com`. */
export function idFor(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return (/^[a-z]/.test(plain) ? plain : `r-${plain}`).slice(0, 63).replace(/-+$/, "");
}

/** The ids that roles and databases were given in the API, where they differ from what `idFor` makes of their names. */
export class ResourceIds {
  readonly #entries: RecordLog<Entry>;

  constructor(dir: string) {
    this.#entries = new RecordLog(join(dir, "ids.jsonl"), entrySchema);
  }

  idOf(server: string, kind: Kind, name: string): string {
    const entry = this.#entries
      .list()
      .find((each) => each.server === server && each.kind === kind && each.name === name);
    return entry?.id ?? idFor(name);
  }

  /** Of the names that there are, the one with this id. */
  nameOf(server: string, kind: Kind, id: string, names: string[]): string | undefined {
    return names.find((name) => this.idOf(server, kind, name) === id);
  }

  keep(server: string, kind: Kind, id: string, name: string): void {
    const key = `${server}/${kind}/${name}`;
    if (idFor(name) === id) this.#entries.delete(key);
    else this.#entries.put(key, { server, kind, id, name });
  }

  drop(server: string, kind: Kind, name: string): void {
    this.#entries.delete(`${server}/${kind}/${name}`);
  }

  /** A copy of a server has the same ids. */
  copy(from: string, to: string): void {
    for (const entry of this.#entries.list())
      if (entry.server === from) this.keep(to, entry.kind, entry.id, entry.name);
  }

  forget(server: string): void {
    for (const entry of this.#entries.list())
      if (entry.server === server) this.drop(server, entry.kind, entry.name);
  }

  close(): void {
    this.#entries.close();
  }
}
