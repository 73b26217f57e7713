import type { Catalog } from "../../catalog/catalog.ts";
import type { CatalogWriter, WriteRequest } from "../../catalog/catalog-writer.ts";
import type { Stamps } from "../../catalog/records.ts";
import type { CatalogChange, CatalogColumn, SecurableKind } from "../../sql/types.ts";
import { asSqlErrorInfo } from "../../statements/sql-failure.ts";
import { ApiError, invalidParameter } from "../api-error.ts";

export interface CatalogAccessParts {
  catalog: Catalog;
  writer: CatalogWriter;
  user: { userName: string };
}

/** Catalog objects by full name, and changes of them, in the words of the REST API. */
export class CatalogAccess {
  readonly catalog: Catalog;
  readonly #writer: CatalogWriter;
  readonly #userName: string;

  constructor({ catalog, writer, user }: CatalogAccessParts) {
    this.catalog = catalog;
    this.#writer = writer;
    this.#userName = user.userName;
  }

  findCatalog(name: string) {
    return this.catalog.entry(name) ?? missing("CATALOG", name);
  }

  findSchema(fullName: string) {
    const [first, second] = split(fullName, 2);
    const entry = this.findCatalog(first!);
    const schema = this.catalog.schemaEntry(first!, second!) ?? missing("SCHEMA", fullName);
    return { catalogName: entry.record.name, schema };
  }

  findTable(fullName: string) {
    return this.catalog.tableRecord(...this.#inSchema(fullName)) ?? missing("TABLE", fullName);
  }

  findVolume(fullName: string) {
    const [first, second, name] = this.#inSchema(fullName);
    const { catalogName, schema } = this.findSchema(`${first}.${second}`);
    const record = this.catalog.volumeRecord(first, second, name) ?? missing("VOLUME", fullName);
    return { catalogName, schemaName: schema.record.name, record };
  }

  findFunction(fullName: string) {
    return this.catalog.functionRecord(...this.#inSchema(fullName)) ?? missing("FUNCTION", fullName);
  }

  /** What is known of an object of any kind, and the path by which changes name it. */
  find(
    kind: SecurableKind,
    fullName: string,
  ): { path: string[]; record: Stamps & { columns?: CatalogColumn[] } } {
    switch (kind) {
      case "catalog": {
        const { record } = this.findCatalog(fullName);
        return { path: [record.name], record };
      }
      case "schema": {
        const { catalogName, schema } = this.findSchema(fullName);
        return { path: [catalogName, schema.record.name], record: schema.record };
      }
      case "volume": {
        const { catalogName, schemaName, record } = this.findVolume(fullName);
        return { path: [catalogName, schemaName, record.name], record };
      }
      default: {
        const record = kind === "table" ? this.findTable(fullName) : this.findFunction(fullName);
        return { path: [record.catalog, record.schema, record.name], record };
      }
    }
  }

  /** Makes the changes as one definition; a refusal becomes an ApiError. */
  async define(changes: CatalogChange[], engine: string[] = []): Promise<void> {
    if (changes.length === 0) return;
    await this.attempt(() => this.#writer.define(changes, engine, this.#userName));
  }

  /** Has the objects of `locked` to itself while `plan` looks and tells what to do. */
  async redefine(
    locked: CatalogChange[],
    plan: () => Promise<Pick<WriteRequest, "changes" | "engine" | "version">>,
  ): Promise<void> {
    await this.attempt(() =>
      this.#writer.exclusive(locked, async () => {
        const { changes, engine, version } = await plan();
        return this.#writer.write({ changes, engine, ...(version ? { version } : {}) }, this.#userName);
      }),
    );
  }

  async attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw asApiError(error);
    }
  }

  #inSchema(fullName: string): [catalog: string, schema: string, name: string] {
    const [first, second, name] = split(fullName, 3) as [string, string, string];
    this.findSchema(`${first}.${second}`);
    return [first, second, name];
  }
}

export function missing(kind: string, name: string): never {
  const shown = `${kind[0]}${kind.slice(1).toLowerCase()}`.replaceAll("_", " ");
  throw new ApiError(404, `${kind}_DOES_NOT_EXIST`, `${shown} '${name}' does not exist.`);
}

export function split(fullName: string, count: number): string[] {
  const parts = fullName.split(".");
  if (parts.length !== count || parts.some((part) => part === ""))
    throw invalidParameter(`'${fullName}' is not a full name of ${count} parts joined by dots.`);
  return parts;
}

function asApiError(error: unknown): unknown {
  const info = asSqlErrorInfo(error);
  if (!info) return error;
  const message = info.message.replace(/^\[[^\]]*\] /, "").replace(/ SQLSTATE: \w+$/, "");
  if (/ALREADY_EXISTS/.test(info.errorClass)) return new ApiError(409, info.errorClass, message);
  if (/NOT_FOUND|NO_SUCH|DOES_NOT_EXIST/.test(info.errorClass))
    return new ApiError(404, info.errorClass, message);
  if (/^UNSUPPORTED_FEATURE/.test(info.errorClass)) return new ApiError(501, "NOT_IMPLEMENTED", message);
  if (info.sqlState === "42501") return new ApiError(403, "PERMISSION_DENIED", message);
  return new ApiError(400, info.errorClass, message);
}
