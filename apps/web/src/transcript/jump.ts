import { create } from "zustand";

/** A wish to see one row of the transcript. `n` tells two wishes for the same row apart. */
export const useJump = create<{ wanted?: { rowKey: string; elementId?: string; n: number } }>()(() => ({}));

let n = 0;

/** Brings a row into view; the element with `elementId` in it then gets the focus. */
export function jumpTo(rowKey: string, elementId?: string): void {
  n += 1;
  useJump.setState({ wanted: { rowKey, n, ...(elementId ? { elementId } : {}) } });
}
