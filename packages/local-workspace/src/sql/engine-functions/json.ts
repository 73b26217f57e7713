import { type EngineFunction, failure } from "./define.ts";

/** JSON text in a variant's own form: keys sorted, no white space, numbers as Spark keeps them. */
class Reader {
  #at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  document(): string {
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) throw new SyntaxError("text after the value");
    return value;
  }

  #space(): void {
    while (" \t\n\r".includes(this.#text[this.#at] ?? "x")) this.#at += 1;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const m = pattern.exec(this.#text);
    if (!m) throw new SyntaxError(`unexpected text at ${this.#at}`);
    this.#at += m[0].length;
    return m[0];
  }

  #accept(char: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  #string(): string {
    return JSON.parse(
      this.#take(/"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy),
    ) as string;
  }

  #value(depth: number): string {
    if (depth > 900) throw new SyntaxError("nested too deeply");
    this.#space();
    const c = this.#text[this.#at];
    if (c === '"') return JSON.stringify(this.#string());
    if (c === "{") return this.#object(depth);
    if (c === "[") return this.#array(depth);
    if (c === "t" || c === "f" || c === "n") return this.#take(/true|false|null/y);
    return number(this.#take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y));
  }

  #array(depth: number): string {
    this.#at += 1;
    const items: string[] = [];
    if (this.#accept("]")) return "[]";
    do items.push(this.#value(depth + 1));
    while (this.#accept(","));
    if (!this.#accept("]")) throw new SyntaxError("an array without end");
    return `[${items.join(",")}]`;
  }

  #object(depth: number): string {
    this.#at += 1;
    const members = new Map<string, string>();
    if (this.#accept("}")) return "{}";
    do {
      this.#space();
      const key = this.#string();
      if (members.has(key)) throw new DuplicateKey(key);
      if (!this.#accept(":")) throw new SyntaxError("a key without value");
      members.set(key, this.#value(depth + 1));
    } while (this.#accept(","));
    if (!this.#accept("}")) throw new SyntaxError("an object without end");
    const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${sorted.map(([k, v]) => `${JSON.stringify(k)}:${v}`).join(",")}}`;
  }
}

class DuplicateKey extends Error {
  readonly key: string;
  constructor(key: string) {
    super(key);
    this.key = key;
  }
}

/** Java's text of a double. */
function javaDouble(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e7)) {
    const plain = String(value);
    return plain.includes(".") ? plain : `${plain}.0`;
  }
  const [mantissa = "", exponent] = value.toExponential().split("e");
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}

/** Numbers without an exponent are decimals, trailing zeros dropped; the others doubles. */
function number(text: string): string {
  if (/[eE]/.test(text)) return javaDouble(Number(text));
  if (!text.includes(".")) return text === "-0" ? "0" : text;
  const digits = text.replace(/^-?0*|\./g, "").length;
  if (digits > 38) return javaDouble(Number(text));
  const short = text.replace(/0+$/, "").replace(/\.$/, "");
  return short === "-0" ? "0" : short;
}

function canonical(text: string): string {
  try {
    return new Reader(text).document();
  } catch (error) {
    if (error instanceof DuplicateKey)
      throw failure(
        "VARIANT_DUPLICATE_KEY",
        "22023",
        `Failed to build variant because of a duplicate object key \`${error.key}\`.`,
      );
    throw failure(
      "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION",
      "22023",
      `Malformed records are detected in record parsing: ${text}. Parse Mode: FAILFAST.`,
    );
  }
}

export const jsonTexts: EngineFunction[] = [
  {
    name: "js_parse_json",
    parameters: ["text"],
    returns: "text",
    run: ([text]) => canonical(text as string),
  },
  {
    name: "js_try_parse_json",
    parameters: ["text"],
    returns: "text",
    run: ([text]) => {
      try {
        return canonical(text as string);
      } catch {
        return null;
      }
    },
  },
];
