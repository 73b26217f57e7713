import { createContext, useContext } from "react";

/** What the parts of a transcript can ask of the page around them. */
export interface TranscriptActions {
  openResult: (key: string) => void;
  openFile: (path: string) => void;
  /** Sends a message again, e.g. after an error. */
  retry: (text: string) => void;
  /** True when the answers come from the practice model, which costs nothing. */
  practice: boolean;
  running: boolean;
}

const nothing = () => undefined;

export const TranscriptActionsContext = createContext<TranscriptActions>({
  openResult: nothing,
  openFile: nothing,
  retry: nothing,
  practice: false,
  running: false,
});

export const useTranscriptActions = () => useContext(TranscriptActionsContext);
