import type { CatalogTable } from "../sql/types.ts";

/* The workspace's own knowledge about catalog objects, kept as JSON beside the data it describes. */

export interface Stamps {
  /** Stable identifier (uuid). */
  id: string;
  owner: string;
  createdAt: string;
  createdBy: string;
  updatedAt: string;
  updatedBy: string;
}

export interface CatalogRecord extends Stamps {
  name: string;
  comment?: string;
  /** Only the server itself may change it (`samples`). */
  readOnly?: boolean;
  /** Edition of generated data. */
  edition?: number;
}

export interface SchemaRecord extends Stamps {
  name: string;
  comment?: string;
}

export interface TableRecord extends CatalogTable, Stamps {}

export interface VolumeRecord extends Stamps {
  name: string;
  comment?: string;
}

export interface SchemaEntry {
  record: SchemaRecord;
  /** By lower-case name. */
  tables: Map<string, TableRecord>;
  volumes: Map<string, VolumeRecord>;
}

export interface CatalogEntry {
  record: CatalogRecord;
  /** By lower-case name. */
  schemas: Map<string, SchemaEntry>;
}

export const keyOf = (name: string) => name.toLowerCase();
