import type { FileContent } from "@lakehand/protocol";
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, Download, FileX } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { fileContentQuery } from "../../api/queries.ts";
import { formatAgo, formatBytes } from "../../lib/format.ts";
import { Code } from "../../markdown/code.tsx";
import { languageOfPath } from "../../markdown/highlight.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { saveText } from "./save-text.ts";

const Markdown = lazy(() => import("../../markdown/markdown.tsx").then((m) => ({ default: m.Markdown })));

export interface FileViewProps {
  projectId: string;
  path: string;
  revision: number;
  onClose: () => void;
}

/** One file: Markdown as it reads, other text as code. Read again when the run may have changed it. */
export function FileView({ projectId, path, revision, onClose }: FileViewProps) {
  const file = useQuery(fileContentQuery(projectId, path));
  const [raw, setRaw] = useState(false);
  const seen = useRef(revision);
  const { refetch } = file;
  useEffect(() => {
    if (seen.current === revision) return;
    seen.current = revision;
    void refetch();
  }, [revision, refetch]);
  const language = languageOfPath(path);
  const content = file.data?.content ?? undefined;
  const rendered = language === "markdown" && !raw;
  const name = path.split("/").at(-1) ?? path;
  return (
    <div className="flex h-full flex-col bg-surface">
      <div className="flex min-h-11 items-center gap-1 border-b border-line px-1.5">
        <IconButton label="All files" onClick={onClose}>
          <ArrowLeft />
        </IconButton>
        <div className="min-w-0 flex-1 leading-tight">
          <h2 className="truncate font-mono text-xs font-medium" title={path}>
            {path}
          </h2>
          {file.data && (
            <p className="truncate text-2xs text-faint">
              {formatBytes(file.data.size)} · changed {formatAgo(file.data.modified)}
            </p>
          )}
        </div>
        {language === "markdown" && content !== undefined && (
          <button
            type="button"
            aria-pressed={raw}
            onClick={() => setRaw(!raw)}
            className="h-8 rounded-lg px-2 text-xs font-medium text-muted hover:bg-hover hover:text-ink aria-pressed:bg-hover aria-pressed:text-ink"
          >
            Source
          </button>
        )}
        {content !== undefined && (
          <>
            <CopyButton text={content} label="Copy the file" className="size-8" />
            <IconButton
              label={file.data?.truncated ? "Download the part shown" : "Download"}
              onClick={() => saveText(name, content)}
            >
              <Download />
            </IconButton>
          </>
        )}
      </div>
      {file.isError && (
        <div className="p-3">
          <ErrorNote error={file.error}>
            <button
              type="button"
              onClick={() => void refetch()}
              className="text-sm font-medium text-accent underline"
            >
              Read it again
            </button>
          </ErrorNote>
        </div>
      )}
      {file.isPending && <Skeleton className="m-3 h-40" />}
      {file.data && !file.isError && <Content file={file.data} rendered={rendered} />}
    </div>
  );
}

function Content({ file, rendered }: { file: FileContent; rendered: boolean }) {
  if (file.content === null) {
    return (
      <Empty icon={<FileX />} title="A binary file">
        {formatBytes(file.size)}; it has no text to show.
      </Empty>
    );
  }
  if (file.content === "") return <Empty title="An empty file" />;
  return (
    <>
      {file.truncated && (
        <p className="border-b border-line bg-warn-soft px-3 py-1.5 text-xs text-warn">
          The file is too long to show whole: this is its beginning ({formatBytes(file.size)} in all).
        </p>
      )}
      {rendered ? (
        <div className="min-h-0 flex-1 overflow-auto px-4 py-3">
          <Suspense fallback={<Skeleton className="h-40" />}>
            <Markdown text={file.content} />
          </Suspense>
        </div>
      ) : (
        <Code code={file.content} language={file.path.split(".").at(-1)} className="min-h-0 flex-1 p-3" />
      )}
    </>
  );
}
