import { useQuery } from "@tanstack/react-query";
import { FolderOpen, RefreshCw } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { filesQuery } from "../api/queries.ts";
import { plural } from "../lib/format.ts";
import { cx } from "../ui/cx.ts";
import { Empty } from "../ui/empty.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Skeleton } from "../ui/spinner.tsx";
import { FileView } from "./files/file-view.tsx";
import { TreeView } from "./files/tree-view.tsx";
import type { FilesPanelProps } from "./props.ts";

/** The project's files as the agent leaves them: a tree, or the file that stands in the address. */
export function FilesPanel({ projectId, path, onOpen, revision }: FilesPanelProps) {
  const files = useQuery(filesQuery(projectId));
  const { refetch } = files;
  const seen = useRef(revision);
  const [last, setLast] = useState<string>();
  useEffect(() => {
    if (seen.current === revision) return;
    seen.current = revision;
    void refetch();
  }, [revision, refetch]);
  if (path) {
    return (
      <FileView
        key={path}
        projectId={projectId}
        path={path}
        revision={revision}
        onClose={() => {
          setLast(path);
          onOpen(undefined);
        }}
      />
    );
  }
  if (files.isPending) return <Skeleton className="m-3 h-24" />;
  if (!files.data) {
    return (
      <div className="p-3">
        <ErrorNote error={files.error} />
      </div>
    );
  }
  const { files: list, truncated } = files.data;
  return (
    <section aria-label="Files" className="flex h-full flex-col bg-surface">
      <div className="flex h-10 shrink-0 items-center gap-2 border-b border-line pr-1.5 pl-3 text-xs text-faint">
        <span className="flex-1">
          {truncated
            ? `The first ${plural(list.length, "file")}; there are more`
            : plural(list.length, "file")}
        </span>
        <IconButton label="Read the list again" onClick={() => void refetch()} className="size-7">
          <RefreshCw className={cx(files.isFetching && "animate-spin")} />
        </IconButton>
      </div>
      {files.isError && (
        <div className="p-3">
          <ErrorNote error={files.error} />
        </div>
      )}
      {list.length === 0 ? (
        <Empty icon={<FolderOpen />} title="No files yet">
          Files that the agent writes in this project are shown here.
        </Empty>
      ) : (
        <div className="min-h-0 flex-1 overflow-auto">
          <TreeView files={list} last={last} onOpen={onOpen} />
        </div>
      )}
    </section>
  );
}
