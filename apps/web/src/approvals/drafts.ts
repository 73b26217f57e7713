import { z } from "zod";
import { create } from "zustand";

const pickSchema = z.object({
  labels: z.array(z.string()),
  /** Text in the field for what is not on the list; it counts when `useOther`. */
  other: z.string(),
  useOther: z.boolean(),
});
export type Pick = z.infer<typeof pickSchema>;

const draftSchema = z.object({
  /** What of the card is open: the statement or plan being edited, or the field for a denial. */
  open: z.enum(["edit", "deny"]).optional(),
  edited: z.string().optional(),
  message: z.string().optional(),
  /** By number of the question. */
  picks: z.record(z.string(), pickSchema).optional(),
  mode: z.enum(["ask", "auto"]).optional(),
});
export type Draft = z.infer<typeof draftSchema>;

const storageKey = (approvalId: string) => `lakehand.approval.${approvalId}`;
const none: Draft = {};

interface DraftStore {
  drafts: Readonly<Record<string, Draft>>;
}

/** Unsent answers. A card leaves the page when it is scrolled away, and a reload must not cost what was typed. */
const useDraftStore = create<DraftStore>()(() => ({ drafts: {} }));

export function useDraft(approvalId: string): [Draft, (part: Partial<Draft>) => void] {
  const draft = useDraftStore((s) => s.drafts[approvalId]) ?? readDraft(approvalId);
  const change = (part: Partial<Draft>) => {
    const next = { ...(useDraftStore.getState().drafts[approvalId] ?? readDraft(approvalId)), ...part };
    useDraftStore.setState(({ drafts }) => ({ drafts: { ...drafts, [approvalId]: next } }));
    try {
      sessionStorage.setItem(storageKey(approvalId), JSON.stringify(next));
    } catch {
      // Storage off or full: the text still stands in the card.
    }
  };
  return [draft, change];
}

export function forgetDraft(approvalId: string): void {
  useDraftStore.setState(({ drafts }) => {
    const { [approvalId]: _gone, ...rest } = drafts;
    return { drafts: rest };
  });
  try {
    sessionStorage.removeItem(storageKey(approvalId));
  } catch {
    // Nothing was stored.
  }
}

function readDraft(approvalId: string): Draft {
  try {
    const stored = sessionStorage.getItem(storageKey(approvalId));
    return stored ? (draftSchema.safeParse(JSON.parse(stored)).data ?? none) : none;
  } catch {
    return none;
  }
}
