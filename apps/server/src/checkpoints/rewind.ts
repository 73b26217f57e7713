import { isOpenStatus, LakehandError, type RewindRequest, type RewindResult } from "@lakehand/protocol";
import type { ConversationRow, ExecutionRow, Store } from "@lakehand/store";
import type { AppDeps } from "../deps.ts";
import { notFound } from "../http/errors.ts";
import type { CheckpointService } from "./checkpoints.ts";
import { KeptInWorkspace } from "./kept-in-workspace.ts";
import type { LeftAsIs } from "./left-as-is.ts";
import { othersNote } from "./others-note.ts";

/** No conversation is longer. */
const ALL = 1_000_000;
const PAGE = 2000;
const NAMED = 10;

export interface CheckpointDeps extends Pick<AppDeps, "store" | "user"> {
  agent: Pick<AppDeps["agent"], "forget">;
  checkpoints: CheckpointService;
}

export const noRun = () => notFound("run", "It may have been rewound already; reload the conversation.");

const refused = (code: string, message: string, next: string) =>
  new LakehandError({ code, message, next, status: 409 });

/** A run that is going on would lose its ground. */
export async function refuseWhileRunning(
  { store, user }: Pick<CheckpointDeps, "store" | "user">,
  { projectId, id }: Pick<ConversationRow, "projectId" | "id">,
  files: boolean,
): Promise<void> {
  const running = (await store.conversations.list(user.email, projectId)).filter((one) => one.running);
  if (running.some((one) => one.id === id))
    throw refused("CONVERSATION_BUSY", "A run is going on in this conversation.", "Stop it, then try again.");
  const other = running[0];
  if (files && other)
    throw refused(
      "PROJECT_BUSY",
      `The conversation "${other.title}" is working on the files of this project.`,
      "Wait until it is done or stop it, or go back in the conversation alone.",
    );
}

/** The run and all later ones, oldest first. */
async function runsFrom(store: Store, conversationId: string, executionId: string): Promise<ExecutionRow[]> {
  const newestFirst = await store.executions.listForConversation(conversationId, ALL);
  const at = newestFirst.findIndex((run) => run.id === executionId);
  if (at < 0) throw noRun();
  return newestFirst.slice(0, at + 1).toReversed();
}

async function readLogs(store: Store, runs: readonly ExecutionRow[]) {
  const kept = new KeptInWorkspace();
  let message: string | undefined;
  for (const run of runs) {
    for (let after = 0; ; ) {
      const page = await store.events.read(run.id, after, PAGE);
      for (const { event } of page) {
        kept.add(event);
        if (event.type === "user_message" && run === runs[0]) message ??= event.text;
      }
      const last = page.at(-1);
      if (!last) break;
      after = last.seq;
    }
  }
  return { kept: kept.list(), message: message ?? "" };
}

export function leftNotes(left: readonly LeftAsIs[]): string[] {
  const named = left.slice(0, NAMED).map(({ path, why }) => `${path} stays as it is: ${why}.`);
  return left.length > NAMED ? [...named, `${left.length - NAMED} more stay as they are.`] : named;
}

/** Back to the moment before a message: what that would do, or doing it. */
export async function rewind(
  deps: CheckpointDeps,
  conversation: ConversationRow,
  request: RewindRequest,
): Promise<RewindResult> {
  const { store, checkpoints, agent } = deps;
  const { id, projectId } = conversation;
  const runs = await runsFrom(store, id, request.execution_id);
  const { kept, message } = await readLogs(store, runs);
  const checkpoint = await store.snapshots.forExecution(request.execution_id, "before");
  const base = { runs: runs.length, kept_in_workspace: kept, message };
  const preview =
    request.files && checkpoint ? await checkpoints.preview(projectId, checkpoint.tree) : undefined;
  const changes = request.files ? (preview?.changes ?? null) : [];
  if (request.dry_run) {
    const others =
      preview && checkpoint ? await othersNote(deps, conversation, checkpoint, preview.changes) : [];
    return {
      ...base,
      dry_run: true,
      changes,
      undo_checkpoint_id: null,
      notes: [...others, ...leftNotes(preview?.left ?? [])],
    };
  }
  if (!request.files && !request.conversation)
    throw new LakehandError({
      code: "NOTHING_TO_REWIND",
      message: "Neither the files nor the conversation were chosen.",
      next: "Choose what is to go back.",
      status: 400,
    });
  if (request.files && !checkpoint)
    throw refused(
      "NO_CHECKPOINT",
      "No checkpoint of the files was taken before this message.",
      "Go back in the conversation alone.",
    );
  await refuseWhileRunning(deps, conversation, request.files);
  const rewindConversation = async () => {
    const hidden = await store.conversations.rewind(id, request.execution_id);
    if (hidden.length === 0) throw noRun();
    await agent.forget({ projectId, conversationId: id });
    await Promise.all(hidden.map((run) => store.approvals.cancel(run)));
  };
  const what = { projectId, conversationId: id, executionId: request.execution_id };
  const done =
    request.files && checkpoint
      ? await checkpoints.restore(
          { ...what, tree: checkpoint.tree },
          {
            allowed: () => refuseWhileRunning(deps, conversation, true),
            ...(request.conversation ? { afterwards: rewindConversation } : {}),
          },
        )
      : undefined;
  if (!done && request.conversation) await rewindConversation();
  return {
    ...base,
    runs: request.conversation ? runs.length : 0,
    dry_run: false,
    changes,
    undo_checkpoint_id: done?.undo.id ?? null,
    notes: leftNotes(done?.left ?? []),
  };
}

/** Refuses to branch off while the last run to be copied is going on. */
export async function refuseOpenRun(
  { store, user }: Pick<CheckpointDeps, "store" | "user">,
  conversationId: string,
  executionId: string,
  inclusive: boolean,
): Promise<void> {
  const run = await store.executions.get(user.email, executionId);
  if (!run || run.conversationId !== conversationId) throw noRun();
  if (inclusive && isOpenStatus(run.status))
    throw refused(
      "RUN_OPEN",
      "This run is still going on.",
      "Branch off when it has ended, or before its message.",
    );
}
