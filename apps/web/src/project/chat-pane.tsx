import type { Ref } from "react";
import { Composer, type ComposerHandle } from "../composer/composer.tsx";
import { ExamplePrompts } from "../shell/example-prompts.tsx";
import type { ConversationState } from "../stream/store.ts";
import { Transcript } from "../transcript/transcript.tsx";
import { Button } from "../ui/button.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Skeleton } from "../ui/spinner.tsx";

export interface ChatPaneProps {
  draftKey: string;
  /** Undefined: a conversation that is not begun. */
  state: ConversationState | undefined;
  running: boolean;
  composer: Ref<ComposerHandle>;
  onSend: (text: string) => Promise<void>;
  onStop: () => Promise<void>;
  onPick: (prompt: string) => void;
  onReload: () => void;
}

/** Transcript and message box. */
export function ChatPane({
  draftKey,
  state,
  running,
  composer,
  onSend,
  onStop,
  onPick,
  onReload,
}: ChatPaneProps) {
  return (
    <section aria-label="Chat" className="flex h-full min-h-0 min-w-0 flex-col">
      <div className="min-h-0 flex-1">
        <Body state={state} onPick={onPick} onReload={onReload} />
      </div>
      <div className="mx-auto w-full max-w-3xl shrink-0 space-y-2 px-3 pt-2 pb-1 sm:px-4">
        <ConnectionLine state={state} onReload={onReload} />
        <Composer
          ref={composer}
          draftKey={draftKey}
          running={running}
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
