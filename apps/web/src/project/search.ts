/** What of a project page stands in its address, so that a reload or a shared link shows the same. */
export interface ProjectSearch {
  /** Absent: on a wide screen Results, on a phone Chat. `none`: the panel is closed. */
  panel?: "results" | "changes" | "files" | "none";
  result?: string | undefined;
  file?: string | undefined;
  /** A new conversation is wanted although there are others. */
  new?: true;
}

/** Tolerant: an address typed by hand or from another version never breaks the page. */
export function readProjectSearch(search: Record<string, unknown>): ProjectSearch {
  const { panel, result, file } = search;
  return {
    ...(panel === "results" || panel === "changes" || panel === "files" || panel === "none" ? { panel } : {}),
    ...(typeof result === "string" && result ? { result } : {}),
    ...(typeof file === "string" && file ? { file } : {}),
    ...(search.new === true || search.new === "true" ? { new: true as const } : {}),
  };
}
