import type { FileChange } from "@lakehand/protocol";
import { useQuery } from "@tanstack/react-query";
import { ChevronRight, FileText } from "lucide-react";
import { lazy, Suspense, useId } from "react";
import { useDisclosure } from "../../lib/disclosure.ts";
import { Button } from "../../ui/button.tsx";
import { cx } from "../../ui/cx.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { fileDiffQuery, type Range } from "./api.ts";
import { ChangeCounts, ChangeLetter } from "./change-counts.tsx";
import type { DiffLayout } from "./file-diff.tsx";

const FileDiffView = lazy(() => import("./file-diff.tsx").then((m) => ({ default: m.FileDiffView })));

export interface ChangedFileProps {
  projectId: string;
  conversationId: string;
  change: FileChange;
  range: Range;
  layout: DiffLayout;
  initiallyOpen: boolean;
  onOpenFile: (path: string) => void;
}

/** One file of the list; opened, its lines before and after. */
export function ChangedFile(props: ChangedFileProps) {
  const { change, range, initiallyOpen, conversationId, onOpenFile } = props;
  const key = `changes:${conversationId}:${range.from ?? ""}:${range.to ?? ""}:${change.path}`;
  const [open, setOpen] = useDisclosure(key, initiallyOpen);
  const region = useId();
  const slash = change.path.lastIndexOf("/") + 1;
  return (
    <li className="border-b border-line">
      <div className="sticky top-0 z-10 flex items-center bg-surface pr-1.5">
        <h3 className="min-w-0 flex-1">
          <button
            type="button"
            aria-expanded={open}
            aria-controls={region}
            onClick={() => setOpen(!open)}
            className="flex h-9 w-full min-w-0 items-center gap-2 px-3 text-left text-xs outline-offset-[-2px] hover:bg-hover"
          >
            <ChevronRight
              aria-hidden
              className={cx("size-3.5 shrink-0 text-faint transition-transform", open && "rotate-90")}
            />
            <ChangeLetter status={change.status} />
            <span
              title={change.path}
              className={cx("min-w-0 truncate font-mono", change.status === "deleted" && "line-through")}
            >
              <span className="text-faint">{change.path.slice(0, slash)}</span>
              {change.path.slice(slash)}
            </span>
            <span className="ml-auto shrink-0 pl-2">
              <ChangeCounts change={change} />
            </span>
          </button>
        </h3>
        {change.status !== "deleted" && (
          <IconButton
            label={`Open ${change.path} in Files`}
            onClick={() => onOpenFile(change.path)}
            className="size-7"
          >
            <FileText />
          </IconButton>
        )}
      </div>
      {open && (
        <div id={region} className="border-t border-line">
          <Lines {...props} />
        </div>
      )}
    </li>
  );
}

function Lines({ projectId, conversationId, change, range, layout }: ChangedFileProps) {
  const diff = useQuery(fileDiffQuery(projectId, conversationId, change.path, range));
  if (diff.isPending) return <Skeleton className="m-3 h-20" />;
  if (!diff.data)
    return (
      <div className="p-3">
        <ErrorNote error={diff.error}>
          <Button size="sm" onClick={() => void diff.refetch()}>
            Try again
          </Button>
        </ErrorNote>
      </div>
    );
  if (diff.data.binary || (diff.data.before === null && diff.data.after === null))
    return <p className="px-3 py-2 text-xs text-faint">Binary, or too large to show line by line.</p>;
  return (
    <Suspense fallback={<Skeleton className="m-3 h-20" />}>
      <FileDiffView file={diff.data} layout={layout} />
    </Suspense>
  );
}
