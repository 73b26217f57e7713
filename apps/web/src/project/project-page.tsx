import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { describeError } from "../api/errors.ts";
import { renameProject, stopStream, warmConversation } from "../api/mutations.ts";
import { configQuery, conversationsQuery, filesQuery, projectQuery } from "../api/queries.ts";
import { useRunControls } from "../checkpoints/use-run-controls.tsx";
import type { ComposerHandle, Delivery } from "../composer/composer.tsx";
import { usePageTitle } from "../events/page-title.ts";
import { useIsVeryWide, useIsWide } from "../lib/use-media.ts";
import { preloadMarkdown } from "../markdown/lazy-markdown.tsx";
import { useMode } from "../modes/use-mode.ts";
import { useOperations } from "../operations/use-operations.ts";
import { useChanges } from "../panels/changes/use-changes.ts";
import { resultEntries } from "../panels/result-entries.ts";
import { isRunning } from "../stream/session.ts";
import { useConversation } from "../stream/use-conversation.ts";
import { type TranscriptActions, TranscriptActionsContext } from "../transcript/actions.ts";
import { RunActionsContext } from "../transcript/run-actions.ts";
import { Drawer } from "../ui/drawer.tsx";
import { Empty } from "../ui/empty.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { Split } from "../ui/split.tsx";
import { ChatPane } from "./chat-pane.tsx";
import { ConversationList } from "./conversation-list.tsx";
import { filesRevision, projectPath } from "./files.ts";
import { PhoneLayout } from "./phone-layout.tsx";
import { ProjectHeader } from "./project-header.tsx";
import type { ProjectSearch } from "./search.ts";
import { ChangesView, FilesView, ResultsView, SidePanels } from "./side-panels.tsx";
import { useOutbox } from "./use-outbox.ts";
import { chosen, useSelection } from "./use-selection.ts";

preloadMarkdown();

/** The workbench of one project: conversations, transcript, results and files. */
export function ProjectPage() {
  const { projectId = "", conversationId } = useParams({ strict: false });
  const search: ProjectSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const client = useQueryClient();
  const wide = useIsWide();
  const veryWide = useIsVeryWide();
  const composer = useRef<ComposerHandle>(null);
  const [drawer, setDrawer] = useState(false);
  const [renameError, setRenameError] = useState<unknown>();

  const project = useQuery(projectQuery(projectId));
  const conversations = useQuery(conversationsQuery(projectId));
  const config = useQuery(configQuery);
  const conversation = conversations.data?.find((c) => c.id === conversationId);
  const { state, session } = useConversation(projectId, conversationId);
  const { selection, change, error: selectionError, dismiss } = useSelection(projectId, conversation);
  const running = isRunning(state);
  const mode = useMode(projectId, conversation, running ? state?.executions.at(-1)?.mode : undefined);
  const { executions, running: background } = useOperations(conversationId, state?.executions);
  const entries = useMemo(() => resultEntries(executions ?? []), [executions]);
  const revision = useMemo(() => filesRevision(executions ?? []), [executions]);
  const marked = executions.some((view) => view.checkpointId !== undefined);
  // The end of a run is a moment to compare, too: files change by other ways than the file tools.
  const compared = revision * 2 + (running ? 1 : 0);
  const changed = useChanges(projectId, marked ? conversationId : undefined, compared);

  const title = [conversation?.title, project.data?.name].filter(Boolean).join(" · ");
  usePageTitle(`${running ? "● " : ""}${title}`);

  // Looking on for a moment, not just passing by: then the first answer need not wait for the agent's start.
  const idle = state?.phase === "ready" && !running;
  useEffect(() => {
    if (!conversationId || !idle) return;
    const timer = setTimeout(() => void warmConversation(projectId, conversationId).catch(() => {}), 800);
    return () => clearTimeout(timer);
  }, [projectId, conversationId, idle]);

  // A run that another tab started is heard of from the list; its log is then followed here too.
  const elsewhere = conversation?.running === true && state?.phase === "ready" && !running;
  useEffect(() => {
    if (elsewhere) void session.current?.look().catch(() => undefined);
  }, [elsewhere, session]);

  const setSearch = (part: ProjectSearch) =>
    void navigate({ to: ".", search: (before: ProjectSearch) => ({ ...before, ...part }), replace: true });

  const shown = useMemo(
    () => (conversationId ? { phase: "loading" as const, ...state, executions } : undefined),
    [conversationId, state, executions],
  );
  const executionId = state?.activeId ?? state?.pending?.executionId;
  const run = useRunControls({ projectId, conversationId, executions, running, composer });
  const outbox = useOutbox({
    projectId,
    conversationId,
    settings: { ...chosen(selection), ...(mode.chosen ? { mode: mode.chosen } : {}) },
    onConversation: (made) =>
      navigate({
        to: "/projects/$projectId/c/$conversationId",
        params: { projectId, conversationId: made },
        replace: !conversationId,
      }),
  });
  const send = async (message: string, delivery: Delivery) => {
    const replaces = run.takeEdited();
    try {
      await outbox.send(message, delivery === "steer" ? "steer" : "queue", replaces);
    } catch (cause) {
      if (replaces) run.editAgain(replaces);
      throw cause;
    }
  };

  const stop = async () => {
    if (executionId) await stopStream(executionId);
  };

  const rename = async (name: string) => {
    setRenameError(undefined);
    try {
      await renameProject(projectId, name);
      await client.invalidateQueries({ queryKey: ["projects"] });
    } catch (cause) {
      setRenameError(cause);
    }
  };

  const actions: TranscriptActions = {
    openResult: (key) => setSearch({ panel: "results", result: key }),
    openFile: (path) => {
      const files = client.getQueryData(filesQuery(projectId).queryKey)?.files ?? [];
      setSearch({
        panel: "files",
        file: projectPath(
          path,
          files.map((f) => f.path),
        ),
      });
    },
    retry: (text) => composer.current?.submit(text),
    practice: config.data?.model.kind === "practice",
    running,
  };

  const gone = project.isError && describeError(project.error).code?.includes("NOT_FOUND");
  // A server that is away for a moment takes nothing from the page that is already here.
  if (gone || (project.isError && !project.data)) {
    return (
      <main className="h-full">
        <Empty title={gone ? "This project does not exist" : "The project could not be opened"}>
          <ErrorNote error={project.error} />
          <Link to="/" className="mt-3 inline-block text-accent underline">
            All projects
          </Link>
        </Empty>
      </main>
    );
  }
  const newest = conversations.data?.[0];
  if (!conversationId && !search.new && newest) {
    return (
      <Navigate
        to="/projects/$projectId/c/$conversationId"
        params={{ projectId, conversationId: newest.id }}
        search={search}
        replace
      />
    );
  }

  const results = {
    entries,
    // What a person wants to look at is the newest with rows, not the DROP that came after it.
    selected:
      search.result ?? entries.findLast(({ result }) => result.result_id || result.status === "running")?.key,
    onSelect: (key: string) => setSearch({ panel: "results", result: key }),
  };
  const files = {
    projectId,
    path: search.file,
    onOpen: (path: string | undefined) => setSearch({ panel: "files", file: path }),
    revision,
  };
  const changes = {
    projectId,
    conversationId,
    executions: executions ?? [],
    revision: compared,
    onOpenFile: (path: string) => setSearch({ panel: "files", file: path }),
  };
  const chat = (
    <ChatPane
      projectId={projectId}
      conversationId={conversationId}
      place={outbox.place}
      state={shown}
      background={background}
      practice={actions.practice}
      executionId={running ? executionId : undefined}
      composer={composer}
      banner={run.banner}
      onTakeBack={(id) => {
        const text = outbox.takeBack(id);
        const since = composer.current?.replace(text);
        if (since) composer.current?.replace(`${text}\n\n${since}`);
      }}
      onSend={send}
      onStop={stop}
      onPick={(prompt) => composer.current?.submit(prompt)}
      onReload={() => void session.current?.load()}
    />
  );
  const panel = search.panel === "none" ? undefined : (search.panel ?? "results");
  const list = (
    <ConversationList projectId={projectId} current={conversationId} onPicked={() => setDrawer(false)} />
  );

  return (
    <TranscriptActionsContext value={actions}>
      <RunActionsContext value={run.actions}>
        <div className="flex h-full flex-col">
          <ProjectHeader
            projectId={projectId}
            name={project.data?.name}
            onRename={rename}
            selection={selection}
            onSelection={(part) => void change(part)}
            mode={mode}
            error={selectionError ?? renameError ?? mode.error}
            onDismissError={() => {
              dismiss();
              mode.dismiss();
              setRenameError(undefined);
            }}
            onOpenList={veryWide ? undefined : () => setDrawer(true)}
            panelOpen={panel !== undefined}
            onTogglePanel={() => setSearch({ panel: panel ? "none" : "results" })}
          />
          <main className={wide ? "flex min-h-0 flex-1" : "flex min-h-0 flex-1 flex-col"}>
            {veryWide && <aside className="w-60 shrink-0 border-r border-line">{list}</aside>}
            {wide ? (
              panel ? (
                <Split
                  id="workbench"
                  main={chat}
                  side={
                    <SidePanels
                      panel={panel}
                      onPanel={(next) => setSearch({ panel: next })}
                      results={results}
                      changes={changes}
                      changed={changed.data?.changes.length}
                      files={files}
                    />
                  }
                />
              ) : (
                <div className="min-w-0 flex-1">{chat}</div>
              )
            ) : (
              <PhoneLayout
                view={search.panel === undefined || search.panel === "none" ? "chat" : search.panel}
                onView={(view) => setSearch({ panel: view === "chat" ? "none" : view })}
                counts={{ results: entries.length, changes: changed.data?.changes.length }}
              >
                {search.panel === "results" ? (
                  <ResultsView {...results} />
                ) : search.panel === "changes" ? (
                  <ChangesView {...changes} />
                ) : search.panel === "files" ? (
                  <FilesView {...files} />
                ) : (
                  chat
                )}
              </PhoneLayout>
            )}
          </main>
        </div>
        <Drawer open={drawer && !veryWide} onOpenChange={setDrawer} title="Conversations">
          {list}
        </Drawer>
        {run.dialog}
      </RunActionsContext>
    </TranscriptActionsContext>
  );
}
