/** What is known of a version once its rows are written. All are counted, none is estimated. */
export interface VersionFacts {
  files: number;
  rows: number;
  bytes: number;
  removedFiles: number;
  removedBytes: number;
  /** Rows that the statement says it changed. */
  affected: number;
  milliseconds: number;
  /** Counted by the statement's own query, e.g. a MERGE's rows of each kind. */
  counted: Record<string, number>;
}

export type MetricsKind =
  | "write"
  | "overwrite"
  | "delete"
  | "update"
  | "merge"
  | "optimize"
  | "clone"
  | "none";

/** `operationMetrics`, under the names that DESCRIBE HISTORY uses. */
export function operationMetrics(kind: MetricsKind, facts: VersionFacts): Record<string, string> {
  const { files, rows, bytes, removedFiles, removedBytes, affected, milliseconds, counted } = facts;
  const write = { numFiles: files, numOutputRows: rows, numOutputBytes: bytes };
  const replaced = { numRemovedFiles: removedFiles, numRemovedBytes: removedBytes };
  const rewritten = {
    ...replaced,
    numAddedFiles: files,
    numAddedBytes: bytes,
    executionTimeMs: milliseconds,
  };
  const byKind: Record<MetricsKind, Record<string, number>> = {
    none: {},
    write,
    overwrite: { ...write, ...replaced },
    delete: { ...rewritten, numDeletedRows: affected, numCopiedRows: rows },
    update: { ...rewritten, numUpdatedRows: affected, numCopiedRows: rows - affected },
    merge: {
      numTargetFilesAdded: files,
      numTargetFilesRemoved: removedFiles,
      numTargetBytesAdded: bytes,
      numTargetBytesRemoved: removedBytes,
      numOutputRows: rows,
      executionTimeMs: milliseconds,
    },
    optimize: {
      numAddedFiles: files,
      numAddedBytes: bytes,
      ...replaced,
      minFileSize: bytes,
      p25FileSize: bytes,
      p50FileSize: bytes,
      p75FileSize: bytes,
      maxFileSize: bytes,
    },
    clone: {
      numCopiedFiles: files,
      copiedFilesSize: bytes,
      numRemovedFiles: removedFiles,
      removedFilesSize: removedBytes,
    },
  };
  const all = { ...byKind[kind], ...counted };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, String(value)]));
}
