const MAX = 40;

/** A conversation's first title: the start of the first message, cut at a word. */
export function titleFrom(message: string): string {
  const line = message.trim().replace(/\s+/g, " ");
  if (line.length <= MAX) return line;
  const cut = line.slice(0, MAX);
  const space = cut.lastIndexOf(" ");
  return `${(space > MAX / 2 ? cut.slice(0, space) : cut).replace(/[\s,;:.–-]+$/, "")}…`;
}
