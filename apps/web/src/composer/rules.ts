import { MAX_MESSAGE_CHARACTERS } from "@lakehand/protocol";
import { formatCount } from "../lib/format.ts";

/** Why a message cannot be sent, as a sentence; undefined when it can. */
export function messageProblem(text: string): string | undefined {
  if (text.trim() === "") return "Write a message first.";
  if (text.length > MAX_MESSAGE_CHARACTERS) {
    const over = formatCount(text.length - MAX_MESSAGE_CHARACTERS);
    return `The message is ${over} characters over the limit of ${formatCount(MAX_MESSAGE_CHARACTERS)}. Put long material in a file of the project and name the file here.`;
  }
  return undefined;
}

export interface KeyPress {
  key: string;
  shiftKey: boolean;
  altKey?: boolean;
  /** True while an input method is composing a character: Enter then picks a candidate. */
  isComposing: boolean;
  keyCode?: number;
}

/** Enter sends, Shift+Enter breaks the line, an input method's own Enter is left alone. */
export function isSendKey(press: KeyPress): boolean {
  return (
    press.key === "Enter" && !press.shiftKey && !press.altKey && !press.isComposing && press.keyCode !== 229
  );
}

/** With Ctrl or ⌘ it is given to the agent now, in the middle of its work. */
export function isSteerKey(press: KeyPress & { ctrlKey: boolean; metaKey: boolean }): boolean {
  return isSendKey(press) && (press.ctrlKey || press.metaKey);
}

/** A name for a project or conversation made from a prompt: its first line, cut at a word. */
export function nameFromPrompt(prompt: string, max = 48): string {
  const line = prompt.trim().split("\n")[0]?.replace(/\s+/g, " ").trim() ?? "";
  if (line.length <= max) return line || "Untitled";
  const cut = line.slice(0, max + 1);
  const space = cut.lastIndexOf(" ");
  return `${cut.slice(0, space > max / 2 ? space : max).replace(/[\s,;:.–—-]+$/, "")}…`;
}
