import { useQueryClient } from "@tanstack/react-query";
import { Columns2, FileDiff, RefreshCw, Rows3 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { plural } from "../lib/format.ts";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { Empty } from "../ui/empty.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Select } from "../ui/select.tsx";
import { Skeleton } from "../ui/spinner.tsx";
import { ChangeCounts, totals } from "./changes/change-counts.tsx";
import { ChangedFile } from "./changes/changed-file.tsx";
import type { DiffLayout } from "./changes/file-diff.tsx";
import { turnsOf } from "./changes/turns.ts";
import { useChanges } from "./changes/use-changes.ts";
import type { ChangesPanelProps } from "./props.ts";

const LAYOUT = "lakehand.diff";
/** A few files are opened at once; of many only the list. */
const OPEN_AT_ONCE = 3;

/** What this conversation did to the project's files, in all or message by message. */
export function ChangesPanel({
  projectId,
  conversationId,
  executions,
  revision,
  onOpenFile,
}: ChangesPanelProps) {
  const client = useQueryClient();
  const turns = turnsOf(executions);
  const [turnId, setTurn] = useState("");
  const turn = turns.find((t) => t.executionId === turnId);
  const range = turn?.range ?? {};
  const changes = useChanges(projectId, turns.length > 0 ? conversationId : undefined, revision, range);
  const [layout, setLayout] = useState<DiffLayout>(readLayout);
  const change = (next: DiffLayout) => {
    setLayout(next);
    try {
      localStorage.setItem(LAYOUT, next);
    } catch {
      // Not remembered; nothing else depends on it.
    }
  };
  // The list is new: so may be the lines of the files that are open.
  const at = changes.dataUpdatedAt;
  const known = useRef(at);
  useEffect(() => {
    if (known.current === at) return;
    known.current = at;
    void client.invalidateQueries({
      queryKey: ["changes", projectId, conversationId],
      predicate: ({ queryKey }) => queryKey.length > 5,
    });
  }, [at, client, projectId, conversationId]);

  if (!conversationId || turns.length === 0) return <Nothing />;
  const list = changes.data?.changes ?? [];
  return (
    <section aria-label="Changes" className="flex h-full min-h-0 flex-col bg-surface">
      <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-2 border-b border-line pr-1.5 pl-3 text-xs text-faint">
        <Select
          label="Changes of"
          value={turn ? turnId : ""}
          onChange={(event) => setTurn(event.target.value)}
          className="my-1 max-w-56 min-w-0 flex-1"
        >
          <option value="">The whole conversation</option>
          {turns.toReversed().map((t) => (
            <option key={t.executionId} value={t.executionId}>
              {`${t.number} · ${t.text.slice(0, 60)}`}
            </option>
          ))}
        </Select>
        {list.length > 0 && (
          <span className="whitespace-nowrap">
            {plural(list.length, "file")} <ChangeCounts change={totals(list)} />
          </span>
        )}
        <span className="ml-auto flex">
          <IconButton
            label={layout === "split" ? "One under the other" : "Side by side"}
            onClick={() => change(layout === "split" ? "unified" : "split")}
            className="size-7"
          >
            {layout === "split" ? <Rows3 /> : <Columns2 />}
          </IconButton>
          <IconButton label="Compare again" onClick={() => void changes.refetch()} className="size-7">
            <RefreshCw className={cx(changes.isFetching && "animate-spin")} />
          </IconButton>
        </span>
      </div>
      {changes.isPending && <Skeleton className="m-3 h-24" />}
      {changes.isError && (
        <div className="p-3">
          <ErrorNote error={changes.error}>
            <Button size="sm" onClick={() => void changes.refetch()}>
              Try again
            </Button>
          </ErrorNote>
        </div>
      )}
      {changes.data && list.length === 0 && <Nothing turn={turn !== undefined} />}
      {list.length > 0 && (
        <ul className="min-h-0 flex-1 overflow-auto">
          {list.map((file) => (
            <ChangedFile
              key={`${turnId}:${file.path}`}
              projectId={projectId}
              conversationId={conversationId}
              change={file}
              range={range}
              layout={layout}
              initiallyOpen={list.length <= OPEN_AT_ONCE}
              onOpenFile={onOpenFile}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function Nothing({ turn = false }: { turn?: boolean }) {
  return (
    <Empty icon={<FileDiff />} title={turn ? "No files changed here" : "No files changed yet"}>
      {turn
        ? "This message left the project's files as they were."
        : "What the agent does to the project's files in this conversation is shown here, line by line."}
    </Empty>
  );
}

function readLayout(): DiffLayout {
  try {
    return localStorage.getItem(LAYOUT) === "split" ? "split" : "unified";
  } catch {
    return "unified";
  }
}
