import { createContext, useContext } from "react";

/** What a run of the transcript can ask for. Its value changes only when a run begins or ends, not while one streams. */
export interface RunActions {
  projectId: string;
  conversationId: string;
  /** Newest run of the conversation: only it can be continued. */
  latest: string | undefined;
  /** A run is going on: what is behind it cannot be taken back now. */
  busy: boolean;
  continueRun: (executionId: string) => Promise<void>;
  /** Puts the text into the message box; sending it takes the place of this message and all after it. */
  edit: (executionId: string, text: string) => void;
  /** Shows first what would happen. */
  retry: (executionId: string) => void;
  rewind: (executionId: string) => void;
  /** A new conversation with everything up to and including this run. */
  fork: (executionId: string) => void;
}

export const RunActionsContext = createContext<RunActions | undefined>(undefined);

/** Undefined where a transcript is only shown. */
export const useRunActions = () => useContext(RunActionsContext);
