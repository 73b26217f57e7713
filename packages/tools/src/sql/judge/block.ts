import { keyword, type Token } from "../tokenize.ts";
import { reads, type Verdict, worst } from "./verdict.ts";

/** Judges one statement inside a block; `place` of names is followed by whoever is asked. */
export type JudgeLeaf = (tokens: readonly Token[]) => Verdict;

const unreadable: Verdict = {
  consequence: "destructive",
  reason: "is a script that cannot be read to its end",
};
const nameless = new Set(["LEAVE", "ITERATE", "SIGNAL", "RESIGNAL", "RETURN", "OPEN", "CLOSE", "FETCH"]);

class Malformed extends Error {}

/** What a BEGIN…END block can do: the worst of all its statements, on whatever way through it. */
export function blockVerdict(tokens: readonly Token[], judge: JudgeLeaf): Verdict {
  try {
    return new BlockReader(tokens, judge).whole();
  } catch (error) {
    if (error instanceof Malformed) return unreadable;
    throw error;
  }
}

class BlockReader {
  readonly #tokens: readonly Token[];
  readonly #judge: JudgeLeaf;
  readonly #found: Verdict[] = [];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], judge: JudgeLeaf) {
    this.#tokens = tokens;
    this.#judge = judge;
  }

  whole(): Verdict {
    this.#statement();
    if (this.#at < this.#tokens.length) throw new Malformed();
    const { consequence, reason } = worst(this.#found);
    return { consequence, reason };
  }

  #word(offset = 0): string {
    return keyword(this.#tokens[this.#at + offset]);
  }

  #expect(word: string): void {
    if (this.#word() !== word) throw new Malformed();
    this.#at += 1;
  }

  #statement(): void {
    if (++this.#depth > 100) throw new Malformed();
    if (this.#tokens[this.#at + 1]?.text === ":") this.#at += 2;
    switch (this.#word()) {
      case "BEGIN":
        this.#at += this.#word(1) === "ATOMIC" ? 2 : 1;
        this.#statementsUntil(["END"]);
        this.#close();
        break;
      case "IF":
        this.#branch("IF", "THEN", ["ELSEIF", "ELSE", "END"]);
        break;
      case "WHILE":
        this.#branch("WHILE", "DO", ["END"]);
        break;
      case "FOR":
        this.#branch("FOR", "DO", ["END"]);
        break;
      case "LOOP":
        this.#at += 1;
        this.#statementsUntil(["END"]);
        this.#close("LOOP");
        break;
      case "REPEAT":
        this.#at += 1;
        this.#statementsUntil(["UNTIL"]);
        this.#at += 1;
        this.#expression("END");
        this.#close("REPEAT");
        break;
      case "CASE":
        this.#case();
        break;
      default:
        if (this.#word() === "DECLARE" && this.#handler()) this.#statement();
        else this.#leaf();
    }
    this.#depth -= 1;
  }

  #branch(word: "IF" | "WHILE" | "FOR", opener: string, ends: string[]): void {
    this.#at += 1;
    this.#expression(opener);
    this.#expect(opener);
    this.#statementsUntil(ends);
    while (this.#word() === "ELSEIF" || this.#word() === "ELSE") {
      const conditional = this.#word() === "ELSEIF";
      this.#at += 1;
      if (conditional) {
        this.#expression(opener);
        this.#expect(opener);
      }
      this.#statementsUntil(ends);
    }
    this.#close(word);
  }

  #case(): void {
    this.#at += 1;
    if (this.#word() !== "WHEN") this.#expression("WHEN");
    while (this.#word() === "WHEN") {
      this.#at += 1;
      this.#expression("THEN");
      this.#expect("THEN");
      this.#statementsUntil(["WHEN", "ELSE", "END"]);
    }
    if (this.#word() === "ELSE") {
      this.#at += 1;
      this.#statementsUntil(["END"]);
    }
    this.#close("CASE");
  }

  /** `END [word] [label]`. */
  #close(word?: string): void {
    this.#expect("END");
    if (word) this.#expect(word);
    const label = this.#tokens[this.#at];
    if (label && label.text !== ";") this.#at += 1;
  }

  #statementsUntil(ends: readonly string[]): void {
    for (;;) {
      while (this.#tokens[this.#at]?.text === ";") this.#at += 1;
      if (this.#at >= this.#tokens.length) throw new Malformed();
      if (ends.includes(this.#word())) return;
      this.#statement();
      if (this.#tokens[this.#at]?.text !== ";") throw new Malformed();
    }
  }

  /** A condition or query up to a word that is not part of a CASE expression; it is judged as a query. */
  #expression(end: string): void {
    const from = this.#at;
    let cases = 0;
    for (; this.#at < this.#tokens.length; this.#at++) {
      const word = this.#word();
      if (cases === 0 && word === end) {
        const own = this.#tokens.slice(from, this.#at);
        if (own.length > 0) this.#found.push(this.#judge([SELECT, ...own]));
        return;
      }
      if (word === "CASE") cases += 1;
      else if (word === "END") cases -= 1;
      else if (this.#tokens[this.#at]?.text === ";") break;
    }
    throw new Malformed();
  }

  /** `DECLARE … HANDLER FOR condition`: what follows is a statement. */
  #handler(): boolean {
    for (let i = this.#at; i < this.#tokens.length && this.#tokens[i]?.text !== ";"; i++) {
      if (keyword(this.#tokens[i]) !== "HANDLER" || keyword(this.#tokens[i + 1]) !== "FOR") continue;
      let next = i + 2;
      // Conditions: names, NOT FOUND, SQLEXCEPTION, SQLSTATE ['VALUE'] '…', separated by commas.
      for (;;) {
        if (keyword(this.#tokens[next]) === "NOT") next += 2;
        else if (keyword(this.#tokens[next]) === "SQLSTATE")
          next += keyword(this.#tokens[next + 1]) === "VALUE" ? 3 : 2;
        else next += 1;
        if (this.#tokens[next]?.text !== ",") break;
        next += 1;
      }
      this.#at = next;
      return true;
    }
    return false;
  }

  /** A statement of its own, up to its `;`. */
  #leaf(): void {
    const from = this.#at;
    while (this.#at < this.#tokens.length && this.#tokens[this.#at]?.text !== ";") this.#at += 1;
    const own = this.#tokens.slice(from, this.#at);
    const word = keyword(own[0]);
    // These name cursors, labels and conditions, and may hold an expression.
    const control = nameless.has(word) || (word === "GET" && keyword(own[1]) !== "");
    this.#found.push(
      control ? this.#judge([SELECT, ...own.filter((token) => keyword(token) !== "INTO")]) : this.#judge(own),
    );
    if (own.length === 0) this.#found.push(reads);
  }
}

const SELECT: Token = { kind: "word", text: "SELECT", start: 0, end: 0 };
