import type { SecurableKind } from "./types.ts";

const IN_SCHEMA = [
  "ALL_PRIVILEGES",
  "APPLY_TAG",
  "CREATE_FUNCTION",
  "CREATE_MATERIALIZED_VIEW",
  "CREATE_MODEL",
  "CREATE_MODEL_VERSION",
  "CREATE_TABLE",
  "CREATE_VOLUME",
  "EXECUTE",
  "EXTERNAL_USE_SCHEMA",
  "MANAGE",
  "MODIFY",
  "READ_VOLUME",
  "REFRESH",
  "SELECT",
  "USE_SCHEMA",
  "WRITE_VOLUME",
];

/** What may be granted on each kind of catalog object. A privilege on a parent holds for all below it. */
export const PRIVILEGES: Record<SecurableKind, readonly string[]> = {
  catalog: [...IN_SCHEMA, "BROWSE", "CREATE_SCHEMA", "USE_CATALOG"],
  schema: IN_SCHEMA,
  table: ["ALL_PRIVILEGES", "APPLY_TAG", "MANAGE", "MODIFY", "REFRESH", "SELECT"],
  volume: ["ALL_PRIVILEGES", "APPLY_TAG", "MANAGE", "READ_VOLUME", "WRITE_VOLUME"],
  function: ["ALL_PRIVILEGES", "APPLY_TAG", "EXECUTE", "MANAGE"],
};

/** The one form in which the API names privileges; SQL writes `USE SCHEMA`. */
export const privilegeName = (privilege: string) => privilege.trim().toUpperCase().replaceAll(/\s+/g, "_");
