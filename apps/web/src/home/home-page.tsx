import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useRef, useState } from "react";
import { createProject, invokeAgent } from "../api/mutations.ts";
import { Composer, type ComposerHandle } from "../composer/composer.tsx";
import { readDraft, writeDraft } from "../composer/draft.ts";
import { usePageTitle } from "../events/page-title.ts";
import { useNeedsYouCount } from "../events/status-store.ts";
import { InboxBell } from "../inbox/bell.tsx";
import { ModePicker } from "../modes/mode-picker.tsx";
import { useMode } from "../modes/use-mode.ts";
import { ExamplePrompts } from "../shell/example-prompts.tsx";
import { RunsOn } from "../shell/runs-on.tsx";
import { ThemeMenu } from "../shell/theme-menu.tsx";
import { noteStarted } from "../stream/store.ts";
import { Logo } from "../ui/logo.tsx";
import { RecentProjects } from "./recent-projects.tsx";
import { createStarter } from "./start.ts";

const HomeInbox = lazy(() => import("../inbox/home-inbox.tsx").then((m) => ({ default: m.HomeInbox })));

/** What was typed while the project was being made belongs to its conversation. */
function moveDraft(sent: string, conversationId: string): void {
  const draft = readDraft("home");
  const since = draft.startsWith(sent) ? draft.slice(sent.length).trimStart() : draft;
  if (since) writeDraft(conversationId, since);
  writeDraft("home", "");
}

/** Start page: say what to build, or go on with something. */
export function HomePage() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const composer = useRef<ComposerHandle>(null);
  const [starting, setStarting] = useState(false);
  const [begin] = useState(() => createStarter({ createProject, invokeAgent }));
  const needsYou = useNeedsYouCount();
  // What was answered here stays in view until the page is left.
  const hadSome = useRef(false);
  if (needsYou > 0) hadSome.current = true;
  const { mode, chosen, change } = useMode("", undefined, undefined);
  usePageTitle("");

  const start = async (message: string) => {
    setStarting(true);
    try {
      const { projectId, conversationId, executionId } = await begin(message, chosen);
      noteStarted(conversationId, executionId, message);
      moveDraft(message, conversationId);
      void client.invalidateQueries({ queryKey: ["projects"] });
      await navigate({ to: "/projects/$projectId/c/$conversationId", params: { projectId, conversationId } });
    } finally {
      setStarting(false);
    }
  };

  return (
    <div className="flex h-full flex-col overflow-y-auto">
      <header className="flex h-14 shrink-0 items-center gap-2.5 px-4 sm:px-6">
        <Logo />
        <span className="text-[15px] font-semibold tracking-tight">Lakehand</span>
        <div className="ml-auto flex items-center gap-1">
          <InboxBell />
          <ThemeMenu />
        </div>
      </header>
      <main className="mx-auto w-full max-w-3xl flex-1 px-4 pt-[6vh] pb-10 sm:px-6">
        <h1 className="text-[26px] leading-tight font-semibold tracking-tight sm:text-3xl">
          What shall we build?
        </h1>
        <p className="mt-2 mb-5 text-[15px] text-muted">
          Say it in your words. The agent writes and runs the SQL, and shows every step and its rows.
        </p>
        <Composer
          ref={composer}
          draftKey="home"
          onSend={start}
          autoFocus
          rows={3}
          placeholder="Build bronze, silver and gold tables from the bakehouse sales…"
          footer={
            starting ? (
              <span className="text-xs text-muted">Creating the project…</span>
            ) : (
              <ModePicker align="start" mode={mode} onChange={(next) => void change(next)} />
            )
          }
        />
        {hadSome.current && (
          <Suspense>
            <HomeInbox />
          </Suspense>
        )}
        <section className="mt-6" aria-labelledby="examples">
          <h2 id="examples" className="mb-2 text-sm font-semibold">
            Try one of these
          </h2>
          <ExamplePrompts disabled={starting} onPick={(prompt) => composer.current?.submit(prompt)} />
        </section>
        <RecentProjects />
      </main>
      <div className="shrink-0 border-t border-line px-4 py-3 sm:px-6">
        <RunsOn />
      </div>
    </div>
  );
}
