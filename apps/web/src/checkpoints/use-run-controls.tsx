import type { ExecutionView, RewindResult } from "@lakehand/protocol";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, type ReactNode, type RefObject, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { describeError } from "../api/errors.ts";
import type { ComposerHandle } from "../composer/composer.tsx";
import { plural } from "../lib/format.ts";
import { noticeRun, reloadOpen } from "../stream/session.ts";
import type { RunActions } from "../transcript/run-actions.ts";
import { toast } from "../ui/toast.tsx";
import { continueRun, forkConversation, restoreCheckpoint, rewindConversation } from "./api.ts";
import { EditBanner } from "./edit-banner.tsx";
import type { RewindChoice } from "./rewind-dialog.tsx";

const RewindDialog = lazy(() => import("./rewind-dialog.tsx").then((m) => ({ default: m.RewindDialog })));

export interface Replaces {
  executionId: string;
  files: boolean;
}

interface Editing extends Replaces {
  /** A checkpoint was taken, so the files can go back too. */
  canFiles: boolean;
  /** What stood in the box. */
  before: string;
}

export interface RunControlsOptions {
  projectId: string;
  conversationId: string | undefined;
  executions: readonly ExecutionView[] | undefined;
  running: boolean;
  composer: RefObject<ComposerHandle | null>;
}

/** What the messages of a conversation offer: continue, edit, retry, fork, rewind. */
export function useRunControls(options: RunControlsOptions) {
  const { projectId, conversationId, executions, running, composer } = options;
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<{ kind: "rewind" | "retry"; executionId: string }>();
  const [editing, setEditing] = useState<Editing>();
  const latest = executions?.at(-1)?.executionId;

  const views = useRef(executions);
  useEffect(() => {
    views.current = executions;
  });

  // What was begun in one conversation is not for the next.
  const place = useRef(conversationId);
  useEffect(() => {
    if (place.current === conversationId) return;
    place.current = conversationId;
    setAsking(undefined);
    setEditing(undefined);
  }, [conversationId]);

  const actions = useMemo<RunActions | undefined>(() => {
    if (!conversationId) return undefined;
    return {
      projectId,
      conversationId,
      latest,
      busy: running,
      async continueRun(executionId) {
        const next = await continueRun(executionId);
        noticeRun(next.conversation_id, next.execution_id);
      },
      edit(executionId, text) {
        const before = composer.current?.replace(text) ?? "";
        const view = views.current?.find((e) => e.executionId === executionId);
        const canFiles = view?.checkpointId !== undefined;
        setEditing((now) => ({ executionId, files: canFiles, canFiles, before: now ? now.before : before }));
      },
      retry: (executionId) => setAsking({ kind: "retry", executionId }),
      rewind: (executionId) => setAsking({ kind: "rewind", executionId }),
      async fork(executionId) {
        try {
          const made = await forkConversation(projectId, conversationId, executionId);
          await client.invalidateQueries({ queryKey: ["projects", projectId, "conversations"] });
          await navigate({
            to: "/projects/$projectId/c/$conversationId",
            params: { projectId, conversationId: made.id },
          });
          toast("This is the fork; the conversation it came from is as it was.");
        } catch (cause) {
          toast(describeError(cause).message, { tone: "danger" });
        }
      },
    };
  }, [projectId, conversationId, latest, running, composer, client, navigate]);

  const refresh = async () => {
    if (conversationId) reloadOpen(conversationId);
    void client.invalidateQueries({
      queryKey: ["changes", projectId],
      predicate: ({ queryKey }) => queryKey.length <= 5,
    });
    await client.invalidateQueries({ queryKey: ["projects", projectId] });
  };

  const undo = async (checkpointId: string) => {
    if (!conversationId) return;
    try {
      await restoreCheckpoint(projectId, conversationId, checkpointId);
      await refresh();
      toast("The files are back as they were before.");
    } catch (cause) {
      toast(describeError(cause).message, { tone: "danger" });
    }
  };

  /** Goes back, shows it, and offers the way back for the files. */
  const rewind = async (executionId: string, choice: RewindChoice): Promise<RewindResult> => {
    const result = await rewindConversation(projectId, conversationId ?? "", {
      execution_id: executionId,
      ...choice,
      dry_run: false,
    });
    tellRewound(result, choice, (id) => void undo(id));
    await refresh();
    return result;
  };

  const confirm = async (choice: RewindChoice) => {
    if (!asking) return;
    const { message } = await rewind(asking.executionId, choice);
    if (asking.kind === "retry") composer.current?.submit(message);
    else if (choice.conversation) {
      // Ready to be changed and sent again; what was being typed stays behind it.
      const before = composer.current?.replace(message);
      if (before) composer.current?.replace(`${message}\n\n${before}`);
    }
  };

  const dialog: ReactNode = asking && conversationId && (
    <Suspense>
      <RewindDialog
        key={asking.executionId}
        {...asking}
        projectId={projectId}
        conversationId={conversationId}
        onClose={() => setAsking(undefined)}
        onConfirm={confirm}
      />
    </Suspense>
  );
  const banner: ReactNode = editing && (
    <EditBanner
      files={editing.canFiles ? editing.files : undefined}
      onFiles={(files) => setEditing({ ...editing, files })}
      onCancel={() => {
        composer.current?.replace(editing.before);
        setEditing(undefined);
      }}
    />
  );
  return {
    actions,
    dialog,
    banner,
    rewind,
    /** The run whose message the text in the box takes the place of; asking for it ends the editing. */
    takeEdited(): Replaces | undefined {
      if (!editing) return undefined;
      const { executionId, files, before } = editing;
      setEditing(undefined);
      if (before) queueMicrotask(() => composer.current?.replace(before));
      return { executionId, files };
    },
    /** It could not be sent: the text is back in the box, and still takes that place. */
    editAgain: (replaces: Replaces) => setEditing({ ...replaces, canFiles: replaces.files, before: "" }),
  };
}

function tellRewound(result: RewindResult, choice: RewindChoice, undo: (checkpointId: string) => void): void {
  const files = choice.files ? (result.changes?.length ?? 0) : 0;
  const parts = [
    choice.conversation && result.runs > 0 && `${plural(result.runs, "message")} taken back`,
    files > 0 && `${plural(files, "file")} put back`,
  ].filter(Boolean);
  if (parts.length === 0) return;
  const id = result.undo_checkpoint_id;
  toast(`${parts.join(", ")}.`, {
    ...(id && files > 0 ? { action: { label: "Undo files", run: () => undo(id) } } : {}),
  });
}
