/** The parts of a dotted name as a person writes it, each with or without backticks. Undefined: it is none. */
export function nameParts(text: unknown): string[] | undefined {
  if (typeof text !== "string") return undefined;
  const parts: string[] = [];
  const part = /\s*(?:`((?:[^`]|``)+)`|([^.`]+?))\s*(\.|$)/y;
  let end = false;
  while (!end) {
    const found = part.exec(text);
    const name = found?.[1]?.replaceAll("``", "`") ?? found?.[2]?.trim();
    if (!found || !name || name.includes("\0")) return undefined;
    parts.push(name);
    end = found[3] === "";
  }
  return parts;
}
