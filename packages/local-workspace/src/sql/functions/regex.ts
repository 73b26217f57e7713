import { unsupported } from "./define.ts";
import { quoteString } from "./duck-type.ts";
import type { Argument, Call } from "./spec.ts";

/** Constructs that Java's regular expressions have and the engine's (RE2) lacks or reads differently. */
const missing: [RegExp, string][] = [
  [/\(\?<?[=!]/, "lookaround"],
  [/\(\?>/, "an atomic group"],
  [/(^|[^\\])(\\\\)*\\[1-9]/, "a back-reference"],
  [/(^|[^\\])(\\\\)*[*+?}]\+/, "a possessive quantifier"],
  [/\[[^\]]*&&/, "a character class intersection"],
  [/\[[^\]\\]*\[(?!:)[^\]]*\]/, "a nested character class"],
  [/\\[GZXRhHvV]/, "\\G, \\Z, \\X, \\R, \\h or \\v"],
  [
    /\\p\{(Alpha|Digit|Alnum|Upper|Lower|Punct|Space|IsAlphabetic|IsDigit|java\w+)\}/,
    "a Java character property",
  ],
];

/** A Java pattern as the engine's. Constant patterns are checked here; others by the engine when it runs. */
export function javaRegex(arg: Argument, call: Call): string {
  if (typeof arg.literal !== "string") return arg.sql;
  for (const [pattern, what] of missing) {
    if (pattern.test(arg.literal)) unsupported(call, `${what} in the regular expression of ${call.name}`);
  }
  return quoteString(arg.literal);
}

/** What JavaScript's regular expressions can say and the engine's cannot. */
const inScript = [/\(\?<?[=!]/, /(^|[^\\])(\\\\)*\\[1-9]/];

/** A constant pattern that only JavaScript can run, as SQL; undefined when the engine does. */
export function scriptRegex(arg: Argument): string | undefined {
  const text = arg.literal;
  if (typeof text !== "string" || !inScript.some((p) => p.test(text))) return undefined;
  if (missing.slice(1).some(([p, what]) => what !== "a back-reference" && p.test(text))) return undefined;
  // JavaScript has no (?i) inside a pattern, no \A and \z, and reads \d, \w and \b of ASCII as Java does.
  if (/\(\?[a-zA-Z-]+[:)]/.test(text.slice(4)) || /\\[AzQE]/.test(text)) return undefined;
  try {
    new RegExp(text.replace(/^\(\?[ims]+\)/, ""), "u");
  } catch {
    return undefined;
  }
  return quoteString(text);
}

/** A Java replacement (`$1`, `\$`) as the engine's (`\1`, `$`). */
export function javaReplacement(arg: Argument): string {
  if (typeof arg.literal !== "string") {
    return `regexp_replace(replace(${arg.sql}, '\\', '\\\\'), '\\$([0-9])', '\\\\\\1', 'g')`;
  }
  let out = "";
  const text = arg.literal;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    const next = text[i + 1];
    if (c === "\\" && next !== undefined) {
      out += next === "\\" ? "\\\\" : next;
      i++;
    } else if (c === "$" && next !== undefined && next >= "0" && next <= "9") {
      out += `\\${next}`;
      i++;
    } else out += c === "\\" ? "\\\\" : c;
  }
  return quoteString(out);
}

/** The text that a pattern matches when it has no special character, else undefined. */
export function plainPattern(pattern: string): string | undefined {
  let out = "";
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    const next = pattern[i + 1];
    if (c === "\\" && next !== undefined && !/[A-Za-z0-9]/.test(next)) {
      out += next;
      i++;
    } else if ("\\^$.|?*+()[]{}".includes(c)) return undefined;
    else out += c;
  }
  return out;
}
