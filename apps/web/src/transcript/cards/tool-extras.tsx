import type { ToolBlock } from "@lakehand/protocol";
import { ExternalLink } from "lucide-react";
import { formatCount } from "../../lib/format.ts";
import { OperationLine } from "../../operations/operation-line.tsx";

/** An address a person may follow: http(s) only, whatever a tool sent. */
export function safeUrl(url: string | undefined): string | undefined {
  return url && /^https?:\/\//i.test(url) ? url : undefined;
}

/** Progress, created resources, and what a call became that goes on by itself. */
export function ToolExtras({ tool }: { tool: ToolBlock }) {
  const { operation } = tool;
  const progress =
    tool.status === "running" && !operation ? tool.details.find((d) => d.kind === "progress") : undefined;
  const resources = tool.details.filter((d) => d.kind === "resource");
  if (!progress && !operation && resources.length === 0) return null;
  return (
    <div className="space-y-2 border-line px-3 py-2 text-xs not-first:border-t">
      {operation && <OperationLine operation={operation} />}
      {progress && (
        <div>
          <p className="text-muted">
            {progress.message}
            {progress.total !== undefined &&
              ` (${formatCount(progress.done ?? 0)} of ${formatCount(progress.total)})`}
          </p>
          {progress.total ? (
            <progress className="mt-1 h-1 w-full" max={progress.total} value={progress.done ?? 0} />
          ) : null}
        </div>
      )}
      {resources.length > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {resources.map((resource) => (
            <li
              key={`${resource.resource_type}:${resource.id ?? resource.name}`}
              className="inline-flex items-center gap-1 rounded-md bg-accent-soft px-2 py-0.5 text-accent"
            >
              {resource.resource_type} <span className="font-mono">{resource.name}</span>
              {safeUrl(resource.url) && (
                <a
                  href={safeUrl(resource.url)}
                  target="_blank"
                  rel="noopener noreferrer"
                  aria-label={`Open ${resource.name} in the workspace`}
                >
                  <ExternalLink aria-hidden className="size-3" />
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
