import { type EngineFunction, failure } from "./define.ts";

/*
 * Java patterns that the engine's RE2 has no word for (lookaround, back-references …), run by JavaScript's regular
 * expressions, which read them alike. What the two read differently is refused before (functions/regex.ts).
 */

const compiled = new Map<string, RegExp>();

function regex(pattern: string, flags: string): RegExp {
  const key = `${flags}/${pattern}`;
  const known = compiled.get(key);
  if (known) return known;
  const inline = /^\(\?([ims]+)\)/.exec(pattern);
  try {
    const made = new RegExp(
      inline ? pattern.slice(inline[0].length) : pattern,
      `u${flags}${inline?.[1] ?? ""}`,
    );
    if (compiled.size > 500) compiled.clear();
    compiled.set(key, made);
    return made;
  } catch {
    throw failure(
      "INVALID_PARAMETER_VALUE.PATTERN",
      "22023",
      `The value of parameter(s) \`regexp\` is invalid: '${pattern}'.`,
    );
  }
}

/** Java's replacement text: `$1` is a group, a backslash takes the next character as it is. */
function replacement(template: string, match: readonly (string | undefined)[]): string {
  return template.replace(/\\([\s\S])|\$(\d)/g, (_, plain: string | undefined, group: string | undefined) =>
    plain !== undefined ? plain : (match[Number(group)] ?? ""),
  );
}

export const patterns: EngineFunction[] = [
  {
    name: "js_regexp_matches",
    parameters: ["text", "text"],
    returns: "int",
    run: ([text, pattern]) => (regex(pattern as string, "").test(text as string) ? 1 : 0),
  },
  {
    name: "js_regexp_replace",
    parameters: ["text", "text", "text"],
    returns: "text",
    run: ([text, pattern, by]) =>
      (text as string).replace(regex(pattern as string, "g"), (...match) =>
        replacement(
          by as string,
          match.slice(
            0,
            match.findIndex((m) => typeof m === "number"),
          ),
        ),
      ),
  },
  {
    name: "js_regexp_extract",
    parameters: ["text", "text", "int"],
    returns: "text",
    run: ([text, pattern, group]) =>
      regex(pattern as string, "").exec(text as string)?.[group as number] ?? "",
  },
  {
    name: "js_regexp_extract_all",
    parameters: ["text", "text", "int"],
    returns: "texts",
    run: ([text, pattern, group]) =>
      [...(text as string).matchAll(regex(pattern as string, "g"))].map((m) => m[group as number] ?? ""),
  },
  {
    name: "js_regexp_split",
    parameters: ["text", "text", "int"],
    returns: "texts",
    run: ([text, pattern, limit]) => split(text as string, regex(pattern as string, "g"), limit as number),
  },
];

/** Java's String.split with a limit, keeping empty strings at the end. */
function split(text: string, by: RegExp, limit: number): string[] {
  const out: string[] = [];
  let from = 0;
  for (const match of text.matchAll(by)) {
    if (limit > 0 && out.length === limit - 1) break;
    const end = match.index + match[0].length;
    // A match of no width at the start gives no empty string before it.
    if (match[0] === "" && (match.index === 0 || match.index >= text.length)) {
      if (match.index >= text.length && text.length > 0) {
        out.push(text.slice(from, match.index));
        from = end;
      }
      continue;
    }
    out.push(text.slice(from, match.index));
    from = end;
  }
  out.push(text.slice(from));
  return out;
}
