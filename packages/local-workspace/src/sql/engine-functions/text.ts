import { type EngineFunction, failure } from "./define.ts";

/** sentences(): words by sentence, without punctuation. */
function sentences(text: string, locale: string): string {
  const spans = new Intl.Segmenter(locale || "en", { granularity: "sentence" }).segment(text);
  const words = new Intl.Segmenter(locale || "en", { granularity: "word" });
  const out = [...spans]
    .map(({ segment }) => [...words.segment(segment)].filter((w) => w.isWordLike).map((w) => w.segment))
    .filter((list) => list.length > 0);
  return JSON.stringify(out);
}

/** Codes of A to Z; 0 is a vowel, 7 is passed over. */
const SOUNDEX = "01230127022455012623017202";

/** As Spark does it: what is no letter parts two equal codes, and H and W do not. */
function soundex(text: string): string {
  if (!/^[A-Za-z]/.test(text)) return text;
  const upper = text.toUpperCase();
  const code = (c: string): string => SOUNDEX[c.charCodeAt(0) - 65] as string;
  let out = upper.slice(0, 1);
  let last = code(out);
  for (const c of upper.slice(1)) {
    if (!/^[A-Z]$/.test(c)) {
      last = "0";
      continue;
    }
    const next = code(c);
    if (next === "7") continue;
    if (next !== "0" && next !== last) out += next;
    if (out.length === 4) break;
    last = next;
  }
  return out.padEnd(4, "0");
}

/** Edits between two texts, by characters: the engine's own counts bytes. */
function levenshtein(a: readonly string[], b: readonly string[]): number {
  let before = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, x] of a.entries()) {
    const row = [i + 1];
    for (const [j, y] of b.entries())
      row.push(
        Math.min(
          (row[j] as number) + 1,
          (before[j + 1] as number) + 1,
          (before[j] as number) + (x === y ? 0 : 1),
        ),
      );
    before = row;
  }
  return before[b.length] as number;
}

function decodeUrl(text: string): string {
  const plain = text.replaceAll("+", " ");
  const bytes: number[] = [];
  for (let i = 0; i < plain.length; ) {
    if (plain[i] === "%") {
      const code = plain.slice(i + 1, i + 3);
      if (!/^[0-9a-fA-F]{2}$/.test(code))
        throw failure(
          "CANNOT_DECODE_URL",
          "22546",
          `The provided URL cannot be decoded: ${text}. Please ensure that the URL is properly formatted and try again.`,
        );
      bytes.push(Number.parseInt(code, 16));
      i += 3;
    } else {
      const point = String.fromCodePoint(plain.codePointAt(i) as number);
      bytes.push(...Buffer.from(point, "utf8"));
      i += point.length;
    }
  }
  return Buffer.from(bytes).toString("utf8");
}

/** What java.net.URI refuses in the places that URLs of data usually get wrong. */
const illegal = /[\s"<>\\^`{|}]|%(?![0-9a-fA-F]{2})/;

export const texts: EngineFunction[] = [
  {
    name: "js_sentences",
    parameters: ["text", "text"],
    returns: "text",
    run: ([text, locale]) => sentences(text as string, locale as string),
  },
  {
    name: "js_url_decode",
    parameters: ["text"],
    returns: "text",
    run: ([text]) => decodeUrl(text as string),
  },
  {
    name: "js_try_url_decode",
    parameters: ["text"],
    returns: "text",
    run: ([text]) => {
      try {
        return decodeUrl(text as string);
      } catch {
        return null;
      }
    },
  },
  {
    name: "js_url_valid",
    parameters: ["text"],
    returns: "int",
    run: ([text]) => (illegal.test(text as string) ? 0 : 1),
  },
  {
    name: "js_valid_utf8",
    parameters: ["bytes"],
    returns: "int",
    run: ([bytes]) => {
      try {
        new TextDecoder("utf-8", { fatal: true }).decode(bytes as Uint8Array);
        return 1;
      } catch {
        return 0;
      }
    },
  },
  {
    name: "js_soundex",
    parameters: ["text"],
    returns: "text",
    run: ([text]) => soundex(text as string),
  },
  {
    name: "js_levenshtein",
    parameters: ["text", "text"],
    returns: "int",
    run: ([a, b]) => levenshtein([...(a as string)], [...(b as string)]),
  },
  {
    name: "js_bitmap",
    parameters: ["texts"],
    returns: "bytes",
    run: ([positions]) => {
      const out = new Uint8Array(4096);
      for (const position of positions as string[]) {
        const n = Number(position);
        if (n < 0 || n >= 32768)
          throw failure(
            "INVALID_BITMAP_POSITION",
            "22003",
            `The 0-indexed bitmap position ${n} is out of bounds. The bitmap has 32768 bits (4096 bytes).`,
          );
        out[n >> 3] = (out[n >> 3] as number) | (1 << (n & 7));
      }
      return out;
    },
  },
  {
    name: "js_bitmap_or",
    parameters: ["texts"],
    returns: "bytes",
    run: ([bitmaps]) => {
      const out = new Uint8Array(4096);
      for (const hex of bitmaps as string[])
        for (const [i, byte] of Buffer.from(hex, "hex").subarray(0, 4096).entries())
          out[i] = (out[i] as number) | byte;
      return out;
    },
  },
  {
    name: "js_bit_count",
    parameters: ["bytes"],
    returns: "long",
    run: ([bytes]) => {
      let count = 0;
      for (let byte of bytes as Uint8Array) for (; byte; byte &= byte - 1) count += 1;
      return BigInt(count);
    },
  },
];
