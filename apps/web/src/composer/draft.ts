/* Unsent text, kept per conversation until the server has it: a reload or a closed tab loses nothing. */

const key = (conversation: string) => `lakehand.draft.${conversation}`;

export function readDraft(conversation: string): string {
  try {
    return localStorage.getItem(key(conversation)) ?? "";
  } catch {
    return "";
  }
}

export function writeDraft(conversation: string, text: string): void {
  try {
    if (text) localStorage.setItem(key(conversation), text);
    else localStorage.removeItem(key(conversation));
  } catch {
    // Storage off or full: the text still stands in the box.
  }
}
