/**
 * Keeps transcripts of the runtime outside its own files; the server gives its database. Same shape as
 * `Store["transcripts"]` of the store package, which this package does not depend on.
 */
export interface TranscriptKey {
  projectKey: string;
  sessionId: string;
  subpath?: string;
}

export interface TranscriptStore {
  append(key: TranscriptKey, entries: readonly Record<string, unknown>[]): Promise<void>;
  load(key: TranscriptKey): Promise<Record<string, unknown>[] | undefined>;
  listSubkeys(key: Omit<TranscriptKey, "subpath">): Promise<string[]>;
  delete(key: TranscriptKey): Promise<void>;
  deleteProject(projectKey: string): Promise<void>;
}
