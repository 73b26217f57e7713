import { keyword, type Token } from "./tokenize.ts";

const openers = new Set(["IF", "WHILE", "FOR", "LOOP", "REPEAT"]);
const beforeStatement = new Set(["BEGIN", "THEN", "ELSE", "DO", "LOOP", "REPEAT", "ATOMIC"]);

/** Follows BEGIN…END blocks of SQL scripting, so that the `;` inside them do not end the statement. */
export class BlockDepth {
  readonly #open: string[] = [];
  #inRoutine = false;

  get depth(): number {
    return this.#open.length;
  }

  /** Takes the tokens of one statement in order. `i` counts from the statement's first token. */
  take(tokens: readonly Token[], first: number, i: number): void {
    const word = keyword(tokens[i]);
    if (i === first) this.#inRoutine = isRoutine(tokens, first);
    if (word === "" || tokens[i - 1]?.text === ".") return;
    if (this.depth === 0) {
      if (word === "BEGIN" && (this.#inRoutine || startsBlock(tokens, first, i)) && !isTransaction(tokens, i))
        this.#open.push("BEGIN");
      return;
    }
    const starts = startsStatement(tokens, i);
    const previous = keyword(tokens[i - 1]);
    if (word === "END") {
      const top = this.#open.at(-1);
      if (starts || top === "CASE" || (top === "REPEAT" && keyword(tokens[i + 1]) === "REPEAT"))
        this.#open.pop();
    } else if (word === "CASE" && previous !== "END") this.#open.push("CASE");
    else if (starts && previous !== "END" && (word === "BEGIN" || openers.has(word))) this.#open.push(word);
    else if (word === "BEGIN" && handlerBefore(tokens, i)) this.#open.push("BEGIN");
  }
}

function isRoutine(tokens: readonly Token[], first: number): boolean {
  if (keyword(tokens[first]) !== "CREATE") return false;
  const words = tokens.slice(first + 1, first + 4).map(keyword);
  return words.includes("PROCEDURE");
}

function startsBlock(tokens: readonly Token[], first: number, i: number): boolean {
  return i === first || (i === first + 2 && tokens[first + 1]?.text === ":");
}

function isTransaction(tokens: readonly Token[], i: number): boolean {
  const next = tokens[i + 1];
  return (
    next === undefined || next.text === ";" || keyword(next) === "TRANSACTION" || keyword(next) === "WORK"
  );
}

function startsStatement(tokens: readonly Token[], i: number): boolean {
  const previous = tokens[i - 1];
  return previous?.text === ";" || previous?.text === ":" || beforeStatement.has(keyword(previous));
}

/** `DECLARE EXIT HANDLER FOR … BEGIN`: the block follows a condition, not a separator. */
function handlerBefore(tokens: readonly Token[], i: number): boolean {
  for (let k = i - 1; k >= 0 && tokens[k]?.text !== ";"; k--)
    if (keyword(tokens[k]) === "HANDLER") return true;
  return false;
}
