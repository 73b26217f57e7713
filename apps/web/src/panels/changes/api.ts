import { changesSchema, fileDiffSchema } from "@lakehand/protocol";
import { queryOptions } from "@tanstack/react-query";
import { path, request } from "../../api/client.ts";

/** Two states of the project's files, by checkpoint; absent: the conversation's first one, and now. */
export interface Range {
  from?: string | undefined;
  to?: string | undefined;
}

/*
 * Not under the project's key: what invalidates that would ask for the lines of a file before the new list says
 * whether it is still there. The panel reads them again after the list.
 */

const base = (projectId: string, conversationId: string) =>
  path`/api/projects/${projectId}/conversations/${conversationId}/changes`;

function search(range: Range, more: Record<string, string> = {}): string {
  const params = new URLSearchParams(more);
  if (range.from) params.set("from", range.from);
  if (range.to) params.set("to", range.to);
  return params.size > 0 ? `?${params}` : "";
}

export const changesQuery = (projectId: string, conversationId: string, range: Range = {}) =>
  queryOptions({
    queryKey: ["changes", projectId, conversationId, range.from ?? "", range.to ?? ""],
    queryFn: ({ signal }) =>
      request(`${base(projectId, conversationId)}${search(range)}`, changesSchema, { signal }),
    staleTime: 30_000,
  });

export const fileDiffQuery = (projectId: string, conversationId: string, file: string, range: Range) =>
  queryOptions({
    queryKey: ["changes", projectId, conversationId, range.from ?? "", range.to ?? "", file],
    queryFn: ({ signal }) =>
      request(`${base(projectId, conversationId)}/file${search(range, { path: file })}`, fileDiffSchema, {
        signal,
      }),
    staleTime: 30_000,
  });
