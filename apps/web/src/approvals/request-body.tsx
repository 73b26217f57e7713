import type { ActionRequest } from "@lakehand/protocol";
import { lineDiff } from "../lib/line-diff.ts";
import { Code } from "../markdown/code.tsx";
import { DiffView } from "../transcript/cards/diff-view.tsx";
import { editsOf } from "../transcript/cards/edits.ts";
import { shortToolName, toolFamily } from "../transcript/tool-names.ts";
import { ConsequenceChip } from "./consequence-chip.tsx";

export type ToolRequest = Extract<ActionRequest, { kind: "tool" }>;

/** A text field of the input, whatever the model sent. */
export function inputField(request: ToolRequest, field: string | undefined): string | undefined {
  const value = field === undefined ? undefined : request.input[field];
  return typeof value === "string" ? value : undefined;
}

/** Without the folder that holds the project, which says nothing to a person; other paths stay whole. */
export const pathInProject = (path: string) => path.replace(/^.*\/projects\/[0-9a-f-]{36}\//, "");

const languages: Record<string, string> = { sql: "sql", bash: "bash" };

/** Grammar of the text that may be edited. */
export const editableLanguage = (request: ToolRequest): string | undefined =>
  languages[toolFamily(request.tool_name)] ?? (request.editable?.includes("sql") ? "sql" : undefined);

/** What a tool call would do, in the form a person can judge: statements, a file, a command, or its input. */
export function RequestBody({ request }: { request: ToolRequest }) {
  const family = toolFamily(request.tool_name);
  if (request.parts && request.parts.length > 1) return <Parts request={request} />;
  if (family === "write" || family === "edit") return <FileRequest request={request} />;
  const text = inputField(request, request.editable) ?? inputField(request, "command");
  if (text !== undefined) {
    const language = editableLanguage(request) ?? (request.input.command === text ? "bash" : undefined);
    return (
      <div className="bg-sunken">
        <Code
          code={text}
          language={language}
          className="max-h-80 px-3 py-2.5 whitespace-pre-wrap wrap-anywhere"
        />
      </div>
    );
  }
  if (Object.keys(request.input).length === 0) return null;
  return (
    <div className="bg-sunken">
      <p className="px-3 pt-2 text-2xs font-medium text-faint">Input · {shortToolName(request.tool_name)}</p>
      <Code
        code={JSON.stringify(request.input, null, 2)}
        language="json"
        className="max-h-80 px-3 pt-1 pb-2.5 whitespace-pre-wrap wrap-anywhere"
      />
    </div>
  );
}

/** A script, statement by statement, each with what it does. */
function Parts({ request }: { request: ToolRequest }) {
  const language = editableLanguage(request);
  const parts = (request.parts ?? []).map((part, number) => ({ ...part, number }));
  return (
    <ol className="divide-y divide-line">
      {parts.map((part) => (
        <li key={part.number}>
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1 px-3 pt-2 pb-1.5 text-xs text-muted">
            <span className="text-faint tabular-nums">{part.number + 1}</span>
            <ConsequenceChip consequence={part.consequence} />
            <span className="min-w-0 wrap-anywhere">{part.reason}</span>
          </div>
          <div className="bg-sunken">
            <Code
              code={part.text}
              language={language}
              className="max-h-44 px-3 py-2 whitespace-pre-wrap wrap-anywhere"
            />
          </div>
        </li>
      ))}
    </ol>
  );
}

function FileRequest({ request }: { request: ToolRequest }) {
  const path = inputField(request, "file_path");
  const content = inputField(request, "content");
  return (
    <div className="bg-sunken">
      {path && (
        <p title={path} className="px-3 pt-2 pb-1 font-mono text-xs wrap-anywhere">
          {pathInProject(path)}
        </p>
      )}
      {content === undefined ? (
        editsOf(request.input).map(({ before, after }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the edits of a call do not move.
          <DiffView key={i} lines={lineDiff(before, after)} label={`Change ${i + 1}`} />
        ))
      ) : (
        <Code code={content} language={path?.split(".").at(-1)} className="max-h-72 px-3 pt-1 pb-2.5" />
      )}
    </div>
  );
}
