import { randomUUID } from "node:crypto";
import type { FileChange } from "@lakehand/protocol";
import type { SnapshotRow, Store } from "@lakehand/store";
import type { AppDeps } from "../deps.ts";
import type { Checkpoints, RunRef } from "../run-parts.ts";
import { BlobError } from "./blob-codec.ts";
import { BlobReader } from "./blob-reader.ts";
import type { Captured } from "./capture.ts";
import { diffTrees, type EntryChange } from "./diff-trees.ts";
import { FileChanges } from "./file-changes.ts";
import { garbageCollection } from "./garbage.ts";
import { type LeftAsIs, leaveAlone } from "./left-as-is.ts";
import { LIMITS, type SnapshotLimits } from "./limits.ts";
import { Looks } from "./looks.ts";
import { lockFolder } from "./project-lock.ts";
import { type Journal, ProjectState } from "./project-state.ts";
import { restore } from "./restore.ts";

export interface CheckpointsOptions {
  store: Pick<Store, "blobs" | "snapshots">;
  /** The project's own folder, as a real path. */
  projectDir(projectId: string): Promise<string>;
  log: AppDeps["log"];
  limits?: SnapshotLimits;
  /** For tests: called before each step of a restore that changes the folder. */
  step?: (what: string) => void;
}

export interface TakeSnapshot {
  projectId: string;
  conversationId: string | null;
  executionId: string | null;
  kind: SnapshotRow["kind"];
}

/** Snapshots of projects' folders: what the run engine needs, and what the routes add. */
export interface CheckpointService extends Checkpoints {
  readonly reader: BlobReader;
  readonly changes: FileChanges;
  take(what: TakeSnapshot): Promise<SnapshotRow>;
  /** Tree of the folder as it is now. Its blobs are stored, but nothing keeps them longer than a day. */
  now(projectId: string): Promise<string>;
  /** What `restore` would do. */
  preview(projectId: string, tree: string): Promise<{ changes: FileChange[]; left: LeftAsIs[] }>;
  /**
   * Makes the folder what the tree says, after a snapshot of how it was. Nothing else is done with the folder
   * meanwhile, so no run begins to work in it.
   */
  restore(
    what: { projectId: string; conversationId: string; executionId: string | null; tree: string },
    around?: {
      /** Throws to refuse. */
      allowed?(): Promise<void>;
      /** What belongs to it; when it throws the files are as they were again. */
      afterwards?(): Promise<void>;
    },
  ): Promise<{ undo: SnapshotRow; left: LeftAsIs[] }>;
  /** Forgets what this machine knows of a project that was deleted. */
  drop(projectId: string): Promise<void>;
  /** Begins to remove what no snapshot needs any more, now and then. */
  start(): void;
  close(): Promise<void>;
}

export function createCheckpoints(options: CheckpointsOptions): CheckpointService {
  const { store, log, projectDir, limits = LIMITS } = options;
  const reader = new BlobReader(store.blobs);
  const changes = new FileChanges(reader);
  const looks = new Looks(store.blobs, limits);
  const queues = new Map<string, Promise<unknown>>();
  const garbage = garbageCollection(store.snapshots, log);

  const look = ({ projectId, folder, state }: Place) => looks.look(projectId, folder, state.folder);

  /** One at a time for each folder, in this process and among all that share it. */
  function alone<T>(projectId: string, work: (place: Place) => Promise<T>): Promise<T> {
    const turn = (queues.get(projectId) ?? Promise.resolve()).then(async () => {
      const folder = await projectDir(projectId);
      const state = new ProjectState(folder);
      await state.make();
      const release = await lockFolder(state.folder);
      try {
        const place = { projectId, folder, state };
        await finishRestore(place);
        return await work(place);
      } finally {
        await release();
      }
    });
    const settled = turn.then(
      () => {},
      () => {},
    );
    queues.set(projectId, settled);
    void settled.then(() => {
      if (queues.get(projectId) === settled) queues.delete(projectId);
    });
    return turn;
  }

  async function record(place: Place, what: TakeSnapshot, captured: Captured): Promise<SnapshotRow> {
    const { tree, files, bytes } = captured;
    const row = await store.snapshots.create({ id: randomUUID(), ...what, tree, files, bytes });
    const marker = await place.state.marker();
    if (marker?.synced !== tree || marker.tree !== tree)
      await place.state.setMarker({ synced: tree, tree, at: row.createdAt.getTime() });
    return row;
  }

  async function bringTo(place: Place, tree: string, from: Captured): Promise<LeftAsIs[]> {
    const { folder, state } = place;
    return restore({
      projectDir: folder,
      changes: await diffTrees(reader, from.tree, tree),
      reader,
      staging: state.staging,
      step: options.step,
    });
  }

  /** A restore that was cut off is finished before anything else is done with the folder. */
  async function finishRestore(place: Place): Promise<void> {
    const journal = await place.state.journal();
    if (!journal) return;
    log.warn({ project: place.projectId }, "finishing a restore that was cut off");
    try {
      await bringTo(place, journal.tree, await look(place));
      await settle(place, journal);
    } catch (error) {
      if (!(error instanceof BlobError)) throw error;
      log.error({ err: error, project: place.projectId }, "a restore that was cut off cannot be finished");
      await place.state.setJournal(undefined);
    }
  }

  /** The restored state becomes the project's newest, so that other machines follow it. */
  async function settle(place: Place, { tree, conversation, at }: Journal): Promise<void> {
    const { projectId, state } = place;
    const now = await look(place);
    if (conversation)
      await record(place, { projectId, conversationId: conversation, executionId: null, kind: "after" }, now);
    else await state.setMarker({ synced: tree, tree: now.tree, at });
    await state.setJournal(undefined);
  }

  async function ensureFiles(projectId: string): Promise<void> {
    const state = new ProjectState(await projectDir(projectId));
    const [newest, marker, cutOff] = await Promise.all([
      store.snapshots.latest(projectId),
      state.marker(),
      state.journal(),
    ]);
    if (!cutOff && (!newest || marker?.synced === newest.tree)) return;
    await alone(projectId, async (place) => {
      const latest = await store.snapshots.latest(projectId);
      const known = await state.marker();
      if (!latest || known?.synced === latest.tree) return;
      const now = await look(place);
      const at = latest.createdAt.getTime();
      // The newest may have gone with its conversation, or this may be another database: nothing to follow.
      if (known && at < known.at) return;
      const untouched = known ? now.tree === known.tree : now.files === 0;
      if (now.tree !== latest.tree && !untouched) {
        log.warn({ project: projectId }, "the files here are not those of the newest checkpoint; they stay");
        return;
      }
      const journal = { tree: latest.tree, conversation: null, at };
      if (now.tree !== latest.tree) {
        await state.setJournal(journal);
        const left = await bringTo(place, latest.tree, now).catch((error: unknown) => {
          if (!(error instanceof BlobError)) throw error;
          throw new BlobError({
            code: "FILES_NOT_HERE",
            message:
              "This server could not get the files of the project: a part of its newest checkpoint is unusable.",
            next: "Continue on the server that has the files, or go back to an earlier checkpoint.",
            cause: error,
          });
        });
        for (const { path, why } of left)
          log.warn({ project: projectId, path }, `a file of the newest checkpoint is left out: ${why}`);
      }
      await settle(place, journal);
    });
  }

  const nowOf = (projectId: string) => alone(projectId, async (place) => (await look(place)).tree);

  const take = (what: TakeSnapshot) =>
    alone(what.projectId, async (place) => record(place, what, await look(place)));

  const ofRun = ({ execution }: RunRef, kind: SnapshotRow["kind"]): TakeSnapshot => ({
    projectId: execution.projectId,
    conversationId: execution.conversationId,
    executionId: execution.id,
    kind,
  });

  return {
    reader,
    changes,
    take,
    ensureFiles,
    async before(run) {
      try {
        return await take(ofRun(run, "before"));
      } catch (error) {
        log.warn({ err: error, execution: run.execution.id }, "no checkpoint before a message");
        run.emit({
          type: "notice",
          level: "warning",
          message: "No checkpoint could be taken: the files cannot be brought back to before this message.",
        });
        return undefined;
      }
    },
    async after(run) {
      await take(ofRun(run, "after")).catch((error: unknown) =>
        log.warn({ err: error, execution: run.execution.id }, "no checkpoint after a run"),
      );
    },
    now: nowOf,
    async preview(projectId, tree) {
      const [folder, now] = [await projectDir(projectId), await nowOf(projectId)];
      const made: EntryChange[] = [];
      const left: LeftAsIs[] = [];
      for (const change of await diffTrees(reader, now, tree)) {
        const why = leaveAlone(change, folder);
        if (why === undefined) made.push(change);
        else if (why !== "") left.push({ path: change.parts.join("/"), why });
      }
      return { changes: await changes.describe(made), left };
    },
    restore: ({ projectId, conversationId, executionId, tree }, around) =>
      alone(projectId, async (place) => {
        await around?.allowed?.();
        const now = await look(place);
        const undo = await record(place, { projectId, conversationId, executionId, kind: "undo" }, now);
        const journal = { tree, conversation: conversationId, at: undo.createdAt.getTime() };
        await place.state.setJournal(journal);
        let left: LeftAsIs[];
        try {
          left = await bringTo(place, tree, now);
        } catch (error) {
          // Content is fetched before anything is touched.
          if (error instanceof BlobError) await place.state.setJournal(undefined);
          throw error;
        }
        try {
          await around?.afterwards?.();
        } catch (error) {
          const back = { ...journal, tree: undo.tree };
          await place.state.setJournal(back);
          await bringTo(place, undo.tree, await look(place));
          await settle(place, back);
          throw error;
        }
        await settle(place, journal);
        return { undo, left };
      }),
    async drop(projectId) {
      looks.forget(projectId);
      await new ProjectState(await projectDir(projectId)).drop();
    },
    start: garbage.start,
    async close() {
      await Promise.all([garbage.close(), looks.close()]);
    },
  };
}

interface Place {
  projectId: string;
  folder: string;
  state: ProjectState;
}
