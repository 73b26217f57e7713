import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, FolderOpen } from "lucide-react";
import { useEffect } from "react";
import { fileContentQuery, filesQuery } from "../api/queries.ts";
import { formatBytes } from "../lib/format.ts";
import { Code } from "../markdown/code.tsx";
import { Empty } from "../ui/empty.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Skeleton } from "../ui/spinner.tsx";
import type { FilesPanelProps } from "./props.ts";

export function FilesPanel({ projectId, path, onOpen, revision }: FilesPanelProps) {
  const files = useQuery(filesQuery(projectId));
  const { refetch } = files;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision is the reason to read again.
  useEffect(() => void refetch(), [revision, refetch]);
  if (path !== undefined)
    return <OpenFile projectId={projectId} path={path} onClose={() => onOpen(undefined)} />;
  if (files.isError) return <ErrorNote error={files.error} />;
  if (files.isPending) return <Skeleton className="m-3 h-24" />;
  if (files.data.files.length === 0) {
    return (
      <Empty icon={<FolderOpen />} title="No files yet">
        Files that the agent writes in this project are shown here.
      </Empty>
    );
  }
  return (
    <ul className="h-full overflow-auto p-1.5 text-[13px]">
      {files.data.files.map((file) => (
        <li key={file.path}>
          <button
            type="button"
            onClick={() => onOpen(file.path)}
            className="flex h-8 w-full items-center gap-2 rounded-md px-2 text-left hover:bg-hover"
          >
            <span className="min-w-0 flex-1 truncate font-mono text-xs">{file.path}</span>
            <span className="text-xs text-faint tabular-nums">{formatBytes(file.size)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function OpenFile({ projectId, path, onClose }: { projectId: string; path: string; onClose: () => void }) {
  const file = useQuery(fileContentQuery(projectId, path));
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-10 items-center gap-1 border-b border-line px-1.5">
        <IconButton label="All files" onClick={onClose}>
          <ArrowLeft />
        </IconButton>
        <span className="truncate font-mono text-xs">{path}</span>
      </div>
      {file.isError && <ErrorNote error={file.error} />}
      {file.isPending && <Skeleton className="m-3 h-40" />}
      {file.data &&
        (file.data.content === null ? (
          <Empty title="A binary file">{formatBytes(file.data.size)}</Empty>
        ) : (
          <Code code={file.data.content} language={path.split(".").at(-1)} className="min-h-0 flex-1 p-3" />
        ))}
    </div>
  );
}
