import type { ExecutionView } from "@lakehand/protocol";
import type { ResultEntry } from "./result-entries.ts";

export interface ResultsPanelProps {
  /** Oldest first; grows while a run goes on. */
  entries: readonly ResultEntry[];
  /** Key of the one in the address; absent: the newest. */
  selected?: string | undefined;
  onSelect: (key: string) => void;
}

export interface FilesPanelProps {
  projectId: string;
  /** Path of the open file, relative to the project; it stands in the address. */
  path?: string | undefined;
  onOpen: (path: string | undefined) => void;
  /** Changes when a run may have written files: read the list (and the open file) again. */
  revision: number;
}

export interface ChangesPanelProps {
  projectId: string;
  conversationId: string | undefined;
  executions: readonly ExecutionView[];
  /** Changes when a run may have written files, or has ended: compare again. */
  revision: number;
  onOpenFile: (path: string) => void;
}
