import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { changesQuery, type Range } from "./api.ts";

/** Every run of a file tool would ask the server to look at all files: it is asked at most this often. */
const PAUSE_MS = 1200;

/**
 * Changes between two states of the files; read again when `revision` changes. Undefined `conversationId`: there
 * is nothing to compare with yet.
 */
export function useChanges(
  projectId: string,
  conversationId: string | undefined,
  revision: number | string,
  range: Range = {},
) {
  const query = useQuery({
    ...changesQuery(projectId, conversationId ?? "", range),
    enabled: conversationId !== undefined,
  });
  const { refetch } = query;
  const seen = useRef(revision);
  useEffect(() => {
    if (seen.current === revision || conversationId === undefined) return;
    const timer = setTimeout(() => {
      seen.current = revision;
      void refetch();
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [revision, refetch, conversationId]);
  return query;
}
