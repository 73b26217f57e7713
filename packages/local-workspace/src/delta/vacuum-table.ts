import { rm } from "node:fs/promises";
import type { TableRecord } from "../catalog/records.ts";
import type { Engine } from "../engine/engine.ts";
import type { VersionNote } from "../sql/types.ts";
import type { DeltaStore } from "./delta-store.ts";
import { unneededFiles } from "./retention.ts";

/** Deletes what no version since the cutoff needs, with a version before and one after that say so. */
export async function vacuumTable(
  store: DeltaStore,
  engine: Engine,
  record: TableRecord,
  { cutoff, note }: { cutoff: number; note: VersionNote },
  user: string,
): Promise<void> {
  const state = await store.state(record.id);
  if (!state) return;
  const folder = store.folder(record.id);
  const found = await unneededFiles(folder, state, cutoff);
  const size = found.reduce((sum, file) => sum + file.size, 0);
  const commit = async (
    operation: string,
    parameters: Record<string, string>,
    figures: Record<string, string>,
  ) => {
    const version = await store.prepare(record, { ...note, operation, parameters, figures }, user);
    if (!version) return;
    const outcome = await engine.statement({ transaction: [], versions: [version] });
    await store.committed(outcome.versions);
  };
  const retention = note.parameters as Record<string, string>;
  await commit("VACUUM START", retention, {
    numFilesToDelete: String(found.length),
    sizeOfDataToDelete: String(size),
  });
  for (const { path } of found) {
    await rm(path, { force: true });
    state.removed.delete(path.slice(folder.length + 1));
  }
  await commit(
    "VACUUM END",
    { status: "COMPLETED" },
    {
      numDeletedFiles: String(found.length),
      numVacuumedDirectories: "1",
    },
  );
}
