const INDENT = "  ";

/**
 * JSON objects and arrays laid out over lines; undefined for anything else. Works on the text itself, so a number
 * keeps all its digits and a repeated key stays.
 */
export function prettyJson(text: string): string | undefined {
  const trimmed = text.trim();
  if (!/^[[{]/.test(trimmed)) return undefined;
  try {
    JSON.parse(trimmed);
  } catch {
    return undefined;
  }
  const tokens = trimmed.match(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g) ?? [];
  const parts: string[] = [];
  let depth = 0;
  const line = () => `\n${INDENT.repeat(depth)}`;
  for (const [i, token] of tokens.entries()) {
    const after = tokens[i + 1];
    if (token === "{" || token === "[") {
      depth++;
      parts.push(token, after === "}" || after === "]" ? "" : line());
    } else if (token === "}" || token === "]") {
      depth--;
      const before = tokens[i - 1];
      parts.push(before === "{" || before === "[" ? "" : line(), token);
    } else if (token === ",") parts.push(token, line());
    else parts.push(token === ":" ? ": " : token);
  }
  return parts.join("");
}
