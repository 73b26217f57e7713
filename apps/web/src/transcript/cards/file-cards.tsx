import type { ToolBlock } from "@lakehand/protocol";
import { FilePen, FilePlus, FileText, FolderUp } from "lucide-react";
import { useMemo } from "react";
import { formatBytes, formatDuration, plural } from "../../lib/format.ts";
import { countChanges, lineDiff } from "../../lib/line-diff.ts";
import { Code } from "../../markdown/code.tsx";
import { useTranscriptActions } from "../actions.ts";
import { inputText, toolTitle } from "../tool-title.ts";
import { Card, CardPart } from "./card.tsx";
import { DiffView } from "./diff-view.tsx";
import { editsOf } from "./edits.ts";
import { Facts } from "./facts.tsx";
import type { ToolCardProps } from "./generic-card.tsx";
import { OutputText } from "./output-text.tsx";
import { safeUrl, ToolExtras } from "./tool-extras.tsx";

const PREVIEW_CHARACTERS = 4000;

function PathLine({ path }: { path: string }) {
  const { openFile } = useTranscriptActions();
  return (
    <button
      type="button"
      onClick={() => openFile(path)}
      className="block max-w-full truncate px-3 pt-2 pb-1 text-left font-mono text-xs text-accent hover:underline"
      title="Open in Files"
    >
      {path}
    </button>
  );
}

const extension = (path: string) => path.split(".").at(-1);

export function WriteCard({ id, tool }: ToolCardProps) {
  const path = inputText(tool, "file_path") ?? "";
  const content = inputText(tool, "content") ?? "";
  const lines = content === "" ? 0 : content.replace(/\n$/, "").split("\n").length;
  return (
    <Card
      id={id}
      icon={<FilePlus />}
      title={toolTitle(tool)}
      status={tool.status}
      since={tool.startedAt}
      initiallyOpen={tool.status === "error"}
      facts={<span>{plural(lines, "line")}</span>}
    >
      {path && <PathLine path={path} />}
      <Code
        code={content.slice(0, PREVIEW_CHARACTERS)}
        language={extension(path)}
        className="max-h-72 px-3 pb-2.5"
      />
      {content.length > PREVIEW_CHARACTERS && (
        <p className="px-3 pb-2 text-xs text-faint">
          Open the file to see all {formatBytes(content.length)}.
        </p>
      )}
      {tool.status === "error" && tool.output && <OutputText label="Error" text={tool.output} />}
    </Card>
  );
}

export function EditCard({ id, tool }: ToolCardProps) {
  const path = inputText(tool, "file_path") ?? "";
  const diffs = useMemo(
    () => editsOf(tool.input).map(({ before, after }) => lineDiff(before, after)),
    [tool],
  );
  const { added, removed } = countChanges(diffs.flat());
  return (
    <Card
      id={id}
      icon={<FilePen />}
      title={toolTitle(tool)}
      status={tool.status}
      since={tool.startedAt}
      initiallyOpen
      facts={
        <span>
          <span className="text-ok">+{added}</span> <span className="text-danger">−{removed}</span>
        </span>
      }
    >
      {path && <PathLine path={path} />}
      {diffs.map((lines, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the edits of a call do not move.
        <DiffView key={i} lines={lines} label={`Change ${i + 1}`} />
      ))}
      {tool.status === "error" && tool.output && <OutputText label="Error" text={tool.output} />}
    </Card>
  );
}

export function ReadCard({ id, tool }: ToolCardProps) {
  const path = inputText(tool, "file_path");
  return (
    <Card
      id={id}
      icon={<FileText />}
      title={toolTitle(tool)}
      status={tool.status}
      since={tool.startedAt}
      compact
      initiallyOpen={tool.status === "error"}
      facts={tool.durationMs !== undefined && <span>{formatDuration(tool.durationMs)}</span>}
    >
      {path && <PathLine path={path} />}
      {tool.output && <OutputText text={tool.output} />}
    </Card>
  );
}

/** Several reads in a row as one line. */
export function ReadsCard({ id, tools }: { id: string; tools: readonly ToolBlock[] }) {
  const running = tools.some((t) => t.status === "running");
  const names = tools.map((t) => toolTitle(t)).join(" · ");
  return (
    <Card
      id={id}
      icon={<FileText />}
      compact
      status={running ? "running" : "done"}
      title={`Looked at ${plural(tools.length, "file or search", "files and searches")}`}
      facts={<span className="hidden max-w-64 truncate sm:inline">{names}</span>}
    >
      <div className="p-1.5">
        {tools.map((tool) => (
          <ReadCard key={tool.id} id={`${id}:${tool.id}`} tool={tool} />
        ))}
      </div>
    </Card>
  );
}

export function UploadCard({ id, tool }: ToolCardProps) {
  const upload = tool.details.find((d) => d.kind === "upload");
  const failed = upload?.files.filter((f) => f.error).length ?? 0;
  const url = safeUrl(upload?.url);
  return (
    <Card
      id={id}
      icon={<FolderUp />}
      title={toolTitle(tool)}
      status={failed > 0 ? "error" : tool.status}
      since={tool.startedAt}
      initiallyOpen
      facts={
        <Facts
          items={[
            upload &&
              (failed > 0
                ? `${failed} of ${upload.files.length} failed`
                : plural(upload.files.length, "file")),
            tool.durationMs !== undefined && formatDuration(tool.durationMs),
          ]}
        />
      }
    >
      <ToolExtras tool={tool} />
      {upload ? (
        <CardPart
          label="Uploaded"
          action={
            url && (
              <a
                href={url}
                target="_blank"
                rel="noopener noreferrer"
                className="pr-2 text-accent hover:underline"
              >
                Open in the workspace
              </a>
            )
          }
        >
          <ul className="max-h-64 overflow-auto pb-2 text-xs">
            {upload.files.map((file) => (
              <li key={file.remote_path} className="px-3 py-1">
                <div className="flex flex-wrap gap-x-2 wrap-anywhere">
                  <span className="font-mono">{file.local_path}</span>
                  <span className="text-faint">→</span>
                  <span className="font-mono text-muted">{file.remote_path}</span>
                  {file.bytes !== undefined && (
                    <span className="ml-auto text-faint tabular-nums">{formatBytes(file.bytes)}</span>
                  )}
                </div>
                {file.error && <p className="text-danger">{file.error}</p>}
              </li>
            ))}
          </ul>
        </CardPart>
      ) : (
        tool.output && <OutputText text={tool.output} />
      )}
    </Card>
  );
}
