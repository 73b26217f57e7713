import type { ReactNode } from "react";

export interface PickerOption {
  value: string;
  label: string;
  /** A second line, e.g. a comment. */
  hint?: string | undefined;
  /** Before and after the label, e.g. a state dot and a mark. */
  before?: ReactNode;
  after?: ReactNode;
}

/** Longer lists are narrowed by typing: a page of thousands helps nobody. */
export const MAX_SHOWN = 200;

/** Options whose name, id or comment contains all the words; ones that begin with the text come first. */
export function matchOptions(options: readonly PickerOption[], text: string): PickerOption[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...options];
  const found = options.filter(({ value, label, hint }) => {
    const all = `${label}\n${value}\n${hint ?? ""}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
  const first = (option: PickerOption) => Number(!option.label.toLowerCase().startsWith(words[0] ?? ""));
  return found.toSorted((a, b) => first(a) - first(b));
}
