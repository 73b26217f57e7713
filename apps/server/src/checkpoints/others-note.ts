import type { FileChange } from "@lakehand/protocol";
import type { ConversationRow, SnapshotRow } from "@lakehand/store";
import { diffTrees } from "./diff-trees.ts";
import type { CheckpointDeps } from "./rewind.ts";

const MAX_CONVERSATIONS = 10;
const MAX_RUNS = 20;

/**
 * Conversations of a project share its files: one sentence for each other conversation whose runs, since the
 * checkpoint, changed files that would go back now.
 */
export async function othersNote(
  { store, user, checkpoints }: Pick<CheckpointDeps, "store" | "user" | "checkpoints">,
  { id, projectId }: Pick<ConversationRow, "id" | "projectId">,
  checkpoint: Pick<SnapshotRow, "createdAt">,
  changes: readonly FileChange[],
): Promise<string[]> {
  const since = checkpoint.createdAt.getTime();
  const going = new Set(changes.map(({ path }) => path));
  const others = (await store.conversations.list(user.email, projectId))
    .filter((one) => one.id !== id && one.updatedAt.getTime() >= since)
    .slice(0, MAX_CONVERSATIONS);
  const notes = await Promise.all(
    others.map(async (other) => {
      const runs = (await store.executions.listForConversation(other.id, MAX_RUNS)).filter(
        (run) => run.createdAt.getTime() >= since,
      );
      const changed = new Set<string>();
      for (const run of runs) {
        const [before, after] = await Promise.all([
          store.snapshots.forExecution(run.id, "before"),
          store.snapshots.forExecution(run.id, "after"),
        ]);
        if (!before || !after) continue;
        for (const { parts } of await diffTrees(checkpoints.reader, before.tree, after.tree))
          changed.add(parts.join("/"));
      }
      const both = [...changed].filter((path) => going.has(path)).sort();
      if (both.length === 0) return undefined;
      const named =
        both.length > 3 ? `${both.slice(0, 3).join(", ")} and ${both.length - 3} more` : both.join(", ");
      return `The conversation "${other.title}" has changed ${named} since; these changes go too.`;
    }),
  );
  return notes.filter((note) => note !== undefined);
}
