import type { Operation } from "@lakehand/protocol";
import { type ReactNode, type RefObject, useCallback } from "react";
import { Composer, type ComposerHandle, type Delivery } from "../composer/composer.tsx";
import { OutboxRows } from "../composer/outbox-rows.tsx";
import { ContextChip } from "../context/context-chip.tsx";
import { BackgroundChip } from "../operations/background-chip.tsx";
import { QueueStrip } from "../queue/queue-strip.tsx";
import { ExamplePrompts } from "../shell/example-prompts.tsx";
import type { ConversationState } from "../stream/store.ts";
import { Transcript } from "../transcript/transcript.tsx";
import { Button } from "../ui/button.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Skeleton } from "../ui/spinner.tsx";

export interface ChatPaneProps {
  projectId: string;
  conversationId: string | undefined;
  /** Names the draft and the messages on their way. */
  place: string;
  /** Undefined: a conversation that is not begun. */
  state: ConversationState | undefined;
  /** Long calls that go on behind the conversation. */
  background: readonly Operation[];
  /** The practice model costs nothing. */
  practice: boolean;
  /** The run that is going on. */
  executionId: string | undefined;
  composer: RefObject<ComposerHandle | null>;
  banner: ReactNode;
  onSend: (text: string, delivery: Delivery) => Promise<void>;
  onStop: () => Promise<void>;
  onPick: (prompt: string) => void;
  onReload: () => void;
  /** A message that could not be sent goes back to the box. */
  onTakeBack: (id: string) => void;
}

/** Transcript and message box. */
export function ChatPane({
  projectId,
  conversationId,
  place,
  state,
  background,
  practice,
  executionId,
  composer,
  banner,
  onTakeBack,
  onSend,
  onStop,
  onPick,
  onReload,
}: ChatPaneProps) {
  const keep = useCallback(
    (text: string) => {
      const before = composer.current?.replace(text);
      if (before) composer.current?.replace(`${before}\n\n${text}`);
    },
    [composer],
  );
  return (
    <section aria-label="Chat" className="flex h-full min-h-0 min-w-0 flex-col">
      <div className="min-h-0 flex-1">
        <Body state={state} onPick={onPick} onReload={onReload} />
      </div>
      <div className="mx-auto w-full max-w-3xl shrink-0 space-y-2 px-3 pt-2 pb-1 sm:px-4">
        <ConnectionLine state={state} onReload={onReload} />
        {conversationId && state?.phase === "ready" && (
          <QueueStrip
            key={conversationId}
            projectId={projectId}
            conversationId={conversationId}
            executionId={executionId}
            ended={executionId ? undefined : state.executions.at(-1)?.status}
            onOrphan={keep}
          />
        )}
        <OutboxRows place={place} onTakeBack={onTakeBack} />
        <Composer
          ref={composer}
          draftKey={place}
          running={executionId !== undefined}
          several
          footer={
            conversationId &&
            state && (
              <>
                <ContextChip
                  projectId={projectId}
                  conversationId={conversationId}
                  executions={state.executions}
                  running={executionId !== undefined}
                  practice={practice}
                />
                <BackgroundChip running={background} />
              </>
            )
          }
          banner={banner}
          onSend={onSend}
          onStop={onStop}
          autoFocus={!state}
        />
      </div>
    </section>
  );
}

function Body({
  state,
  onPick,
  onReload,
}: {
  state: ConversationState | undefined;
  onPick: (prompt: string) => void;
  onReload: () => void;
}) {
  if (state?.phase === "failed") {
    return (
      <div className="mx-auto max-w-3xl p-4">
        <ErrorNote error={state.error}>
          <Button size="sm" onClick={onReload}>
            Try again
          </Button>
        </ErrorNote>
      </div>
    );
  }
  if (state?.phase === "loading") {
    return (
      <div
        role="status"
        aria-label="Loading the conversation"
        className="mx-auto w-full max-w-3xl space-y-4 px-4 pt-8"
      >
        <Skeleton className="ml-auto h-11 w-2/3 rounded-2xl" />
        <Skeleton className="h-4 w-5/6" />
        <Skeleton className="h-4 w-2/3" />
        <Skeleton className="h-24" />
      </div>
    );
  }
  if (state && state.executions.length > 0) return <Transcript state={state} />;
  return (
    <div className="flex h-full flex-col overflow-y-auto">
      <div className="m-auto w-full max-w-3xl px-4 py-8">
        <h2 className="text-xl font-semibold tracking-tight">What shall we build?</h2>
        <p className="mt-1 mb-5 text-sm text-muted">
          Ask about the data in the catalog, or say what to make. Every step is shown here.
        </p>
        <ExamplePrompts onPick={onPick} />
      </div>
    </div>
  );
}

function ConnectionLine({ state, onReload }: { state: ConversationState | undefined; onReload: () => void }) {
  if (!state) return null;
  if (state.connection === "reconnecting") {
    return (
      <p role="status" className="rounded-lg bg-warn-soft px-3 py-1.5 text-xs text-warn">
        The connection is lost; trying again. The run goes on, and nothing of it is lost.
      </p>
    );
  }
  const error = state.connectionError ?? (state.phase === "ready" ? state.error : undefined);
  if (!error) return null;
  return (
    <ErrorNote error={error}>
      <Button size="sm" onClick={onReload}>
        Load again
      </Button>
    </ErrorNote>
  );
}
