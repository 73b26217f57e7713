/* Unsent text, kept per conversation for as long as the tab lives. */

const key = (conversation: string) => `lakehand.draft.${conversation}`;

export function readDraft(conversation: string): string {
  try {
    return sessionStorage.getItem(key(conversation)) ?? "";
  } catch {
    return "";
  }
}

export function writeDraft(conversation: string, text: string): void {
  try {
    if (text) sessionStorage.setItem(key(conversation), text);
    else sessionStorage.removeItem(key(conversation));
  } catch {
    // Storage off or full: the text still stands in the box.
  }
}
