import { keyword, type Token } from "./tokenize.ts";

/** A sentence for statements whose effect ends with their session; each statement has one of its own. */
export function sessionNote(tokens: readonly Token[]): string | undefined {
  const words = tokens.slice(0, 5).map(keyword);
  const [first] = words;
  if (first === "USE")
    return "USE holds for this statement alone: pass catalog and schema with each call, or use full names.";
  if (first === "SET" || first === "RESET" || first === "DECLARE")
    return `${first} holds for this statement alone: each statement has its own session.`;
  const temporary = first === "CREATE" && (words.includes("TEMP") || words.includes("TEMPORARY"));
  return temporary
    ? "A temporary object ends with its statement: each statement has its own session. Make a permanent one, or use WITH."
    : undefined;
}
