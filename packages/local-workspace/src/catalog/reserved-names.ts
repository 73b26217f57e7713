import { sqlFailure } from "../statements/sql-failure.ts";
import { safeSegment } from "./catalog-files.ts";
import { RECORD_SCHEMA } from "./record-store.ts";
import { keyOf } from "./records.ts";

/** Schemas that every engine database has already, or that hold the workspace's own records. */
const SCHEMAS = new Set(["information_schema", "pg_catalog", "main", RECORD_SCHEMA]);
const CATALOGS = new Set(["system", "samples"]);
/** A name is part of a file name, which file systems bound at 255 bytes. */
const LONGEST_SEGMENT = 200;

/** Throws SqlFailure for a name that cannot be given to a new catalog, schema or volume. */
export function refuseReservedName(kind: "catalog" | "schema" | "volume", name: string): void {
  const key = keyOf(name);
  if ((kind === "catalog" && CATALOGS.has(key)) || (kind === "schema" && SCHEMAS.has(key))) {
    throw sqlFailure(
      "INVALID_PARAMETER_VALUE",
      "22023",
      `The ${kind} name '${name}' is reserved in the local workspace.`,
    );
  }
  if (name === "" || safeSegment(name).length > LONGEST_SEGMENT) {
    throw sqlFailure("INVALID_PARAMETER_VALUE", "22023", `The ${kind} name is empty or too long.`);
  }
}
