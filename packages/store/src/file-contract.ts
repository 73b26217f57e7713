/*
 * The contract of content-addressed snapshots. A blob is stored once whatever holds it, named by the SHA-256 of its
 * plain bytes and kept compressed. A tree is a blob too: JSON of one folder's entries, which name the trees of the
 * folders in it (see the server's checkpoints); the store does not read them itself.
 */

export interface BlobRow {
  /** SHA-256 of the plain bytes, hex. */
  hash: string;
  /** Plain size in bytes. */
  size: number;
  encoding: "identity" | "gzip" | "brotli" | "zstd";
  data: Uint8Array;
}

export interface BlobStore {
  /**
   * Those that are not stored yet. The others, as those of `put`, count as used from now on, in the same statement:
   * garbage collection leaves them alone for a day, so that a snapshot can be made of them meanwhile.
   */
  missing(hashes: readonly string[]): Promise<string[]>;
  /** Repeating one is harmless. */
  put(blobs: readonly BlobRow[]): Promise<void>;
  /** In no order; missing ones are left out. The caller bounds how many it asks for. */
  get(hashes: readonly string[]): Promise<BlobRow[]>;
}

export interface SnapshotRow {
  id: string;
  projectId: string;
  conversationId: string | null;
  /** The run before (or after) which it was taken. */
  executionId: string | null;
  /** "before" a message, "after" a run, "undo": before a rewind. */
  kind: "before" | "after" | "undo";
  /** Hash of the tree's blob. */
  tree: string;
  files: number;
  bytes: number;
  createdAt: Date;
}

export interface TreeContents {
  /** Hashes of the files' blobs. */
  blobs: readonly string[];
  /** Hashes of the trees below. */
  trees: readonly string[];
}

export interface SnapshotStore {
  create(snapshot: Omit<SnapshotRow, "createdAt">): Promise<SnapshotRow>;
  get(userEmail: string, id: string): Promise<SnapshotRow | undefined>;
  /** Oldest first. */
  listForConversation(conversationId: string): Promise<SnapshotRow[]>;
  forExecution(executionId: string, kind: SnapshotRow["kind"]): Promise<SnapshotRow | undefined>;
  /** The newest of the project, of whatever kind, by `createdAt`: a fork's copies keep the time of what they copy. */
  latest(projectId: string): Promise<SnapshotRow | undefined>;
  /**
   * Removes blobs that no snapshot needs and that were not used for a day (see `BlobStore.missing`; decided by the
   * deleting statement itself); gives their number. `reachable` names what a tree's plain bytes hold; it is asked
   * about each snapshot's tree and then about the trees that it names, each once.
   */
  collectGarbage(reachable: (tree: Uint8Array) => TreeContents): Promise<number>;
}
