import type { CatalogColumn, CatalogConstraint } from "../sql/types.ts";
import type { Protocol } from "./actions.ts";
import { holdsType } from "./schema-string.ts";

/** What a feature asks of a reader and a writer where features are not listed by name. */
const LEGACY: Record<string, [reader: number, writer: number]> = {
  appendOnly: [1, 2],
  invariants: [1, 2],
  checkConstraints: [1, 3],
  changeDataFeed: [1, 4],
  generatedColumns: [1, 4],
  columnMapping: [2, 5],
  identityColumns: [1, 6],
};
const READER_FEATURES = new Set(["columnMapping", "timestampNtz"]);

export const mapsColumns = (properties: Record<string, string> = {}) =>
  (properties["delta.columnMapping.mode"] ?? "none") !== "none";

interface Declared {
  columns: readonly CatalogColumn[];
  constraints?: CatalogConstraint[];
  properties?: Record<string, string>;
}

/** The least protocol for a table as it is declared, and never less than it had: what was asked of readers stays. */
export function protocolFor(table: Declared, before?: Protocol): Protocol {
  const used = new Set(["appendOnly", "invariants"]);
  if (table.constraints?.some(({ kind }) => kind === "check")) used.add("checkConstraints");
  if (table.columns.some(({ generatedSql }) => generatedSql !== undefined)) used.add("generatedColumns");
  if (table.columns.some(({ identity }) => identity !== undefined)) used.add("identityColumns");
  if (table.columns.some(({ defaultSql }) => defaultSql !== undefined)) used.add("allowColumnDefaults");
  if (mapsColumns(table.properties)) used.add("columnMapping");
  if (holdsType(table.columns, "timestamp_ntz")) used.add("timestampNtz");
  for (const feature of before ? featuresOf(before) : []) used.add(feature);
  const features = [...used].sort();
  if (features.some((feature) => !(feature in LEGACY))) {
    return {
      minReaderVersion: 3,
      minWriterVersion: 7,
      readerFeatures: features.filter((feature) => READER_FEATURES.has(feature)),
      writerFeatures: features,
    };
  }
  return {
    minReaderVersion: Math.max(...features.map((feature) => LEGACY[feature]![0])),
    minWriterVersion: Math.max(...features.map((feature) => LEGACY[feature]![1])),
  };
}

/** The features a protocol stands for, those that its version numbers imply among them. */
export function featuresOf(protocol: Protocol): string[] {
  if (protocol.writerFeatures) return protocol.writerFeatures;
  return Object.entries(LEGACY)
    .filter(([, [, writer]]) => writer <= protocol.minWriterVersion)
    .map(([feature]) => feature)
    .sort();
}
