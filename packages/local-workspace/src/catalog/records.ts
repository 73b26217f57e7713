import type { CatalogFunction, CatalogTable, NamespaceDetails } from "../sql/types.ts";

/* The workspace's own knowledge about catalog objects, kept as JSON beside the data it describes. */

export interface Stamps {
  /** Stable identifier (uuid). */
  id: string;
  owner: string;
  createdAt: string;
  createdBy: string;
  updatedAt: string;
  updatedBy: string;
  /** Governed and free tags, by key; a tag without a value has "". */
  tags?: Record<string, string>;
  /** Privileges by principal, as GRANT wrote them. Kept and shown, not enforced: the workspace has one user. */
  grants?: Record<string, string[]>;
}

export interface CatalogRecord extends Stamps, NamespaceDetails {
  name: string;
  comment?: string;
  /** Only the server itself may change it (`samples`). */
  readOnly?: boolean;
  /** Edition of generated data. */
  edition?: number;
}

export interface SchemaRecord extends Stamps, NamespaceDetails {
  name: string;
  comment?: string;
  /** The name before a renaming whose folder may still have to follow. */
  movedFrom?: string;
}

export interface TableRecord extends CatalogTable, Stamps {}

export interface FunctionRecord extends CatalogFunction, Stamps {}

export interface VolumeRecord extends Stamps {
  name: string;
  comment?: string;
  /** The name before a renaming whose folder may still have to follow. */
  movedFrom?: string;
}

export interface SchemaEntry {
  record: SchemaRecord;
  /** By lower-case name. */
  tables: Map<string, TableRecord>;
  volumes: Map<string, VolumeRecord>;
  functions: Map<string, FunctionRecord>;
}

export interface CatalogEntry {
  record: CatalogRecord;
  /** By lower-case name. */
  schemas: Map<string, SchemaEntry>;
}

export const emptySchema = (record: SchemaRecord): SchemaEntry => ({
  record,
  tables: new Map(),
  volumes: new Map(),
  functions: new Map(),
});

export const keyOf = (name: string) => name.toLowerCase();
