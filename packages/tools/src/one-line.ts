/** The beginning of a text as one line of at most `most` characters, for titles. */
export function oneLine(text: string, most = 80): string {
  const line = text
    .trim()
    .slice(0, most * 4)
    .replace(/\s+/g, " ");
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
