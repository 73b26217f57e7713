import type { Cte, FileSource, TableName } from "../ast.ts";
import { type DialectError, syntaxError } from "../dialect-error.ts";
import { type Token, tokenize } from "../lexer.ts";

/** A place in a token list. Everything the parser does goes through here. */
export class Cursor {
  readonly sql: string;
  readonly tokens: Token[];
  at = 0;
  /** Every table name met, for loading them before analysis. */
  readonly tables: TableName[] = [];
  /** Calls of read_files and paths read as tables, for the same reason. */
  readonly files: FileSource[] = [];
  depth = 0;
  /** A WITH clause written before INSERT. */
  leading: { ctes: Cte[]; recursive: boolean } | undefined;

  constructor(sql: string, tokens?: Token[]) {
    this.sql = sql;
    this.tokens = tokens ?? tokenize(sql);
  }

  get token(): Token {
    return this.tokens[this.at] as Token;
  }

  peek(ahead = 1): Token {
    return this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)] as Token;
  }

  get offset(): number {
    return this.token.offset;
  }

  /** End of the token before the cursor. */
  get lastEnd(): number {
    return this.at === 0 ? 0 : (this.tokens[this.at - 1] as Token).end;
  }

  /** True when the next tokens are these bare words. */
  isWord(...words: string[]): boolean {
    return words.every((w, i) => this.peek(i).upper === w && this.peek(i).kind === "word");
  }

  isOneOf(words: ReadonlySet<string>): boolean {
    return this.token.kind === "word" && words.has(this.token.upper);
  }

  isOp(op: string, ahead = 0): boolean {
    const t = this.peek(ahead);
    return t.kind === "op" && t.value === op;
  }

  next(): Token {
    const t = this.token;
    if (t.kind !== "end") this.at += 1;
    return t;
  }

  acceptWord(...words: string[]): boolean {
    if (!this.isWord(...words)) return false;
    this.at += words.length;
    return true;
  }

  acceptOp(op: string): boolean {
    if (!this.isOp(op)) return false;
    this.at += 1;
    return true;
  }

  expectWord(...words: string[]): void {
    for (const w of words) if (!this.acceptWord(w)) throw this.error(`expected ${w}`);
  }

  expectOp(op: string): Token {
    if (!this.isOp(op)) throw this.error(`missing '${op}'`);
    return this.next();
  }

  get done(): boolean {
    return this.token.kind === "end";
  }

  error(hint = ""): DialectError {
    const t = this.token;
    return syntaxError(t.kind === "end" ? "end of input" : `'${t.text.slice(0, 60)}'`, t.offset, hint);
  }

  /** A name: a bare word or one in backticks. Reserved words are only names where `reserved` allows them. */
  name(): string {
    const t = this.token;
    if (t.kind === "name" || t.kind === "word") {
      this.at += 1;
      return t.value;
    }
    throw this.error("expected a name");
  }

  isName(): boolean {
    return this.token.kind === "name" || this.token.kind === "word";
  }

  dottedName(): string[] {
    const parts = [this.name()];
    while (this.isOp(".") && ["word", "name"].includes(this.peek().kind)) {
      this.at += 1;
      parts.push(this.name());
    }
    return parts;
  }

  string(): string {
    if (this.token.kind !== "string") throw this.error("expected a string");
    let value = this.next().value;
    while (this.token.kind === "string") value += this.next().value;
    return value;
  }

  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.acceptOp(",")) items.push(item());
    return items;
  }

  parenthesized<T>(item: () => T): T[] {
    this.expectOp("(");
    const items = this.isOp(")") ? [] : this.list(item);
    this.expectOp(")");
    return items;
  }

  /** Tries a parse; on failure the cursor is where it was. */
  attempt<T>(parse: () => T): T | undefined {
    const at = this.at;
    const tables = this.tables.length;
    try {
      return parse();
    } catch {
      this.at = at;
      this.tables.length = tables;
      return undefined;
    }
  }

  /** Splits `>>` (and `>>>`) in two where a type ends. */
  closeAngle(): void {
    const t = this.token;
    if (t.kind === "op" && (t.value === ">>" || t.value === ">>>" || t.value === ">=")) {
      const rest = t.value.slice(1);
      this.tokens.splice(
        this.at,
        1,
        { ...t, text: ">", value: ">", end: t.offset + 1 },
        { ...t, text: rest, value: rest, offset: t.offset + 1 },
      );
    }
    this.expectOp(">");
  }
}
