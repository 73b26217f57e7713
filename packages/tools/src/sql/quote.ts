/** An identifier as SQL text, whatever it contains. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

export function quoteFullName(...parts: readonly string[]): string {
  return parts.map(quoteName).join(".");
}

/** A text as a SQL string, whatever it contains. */
export function quoteString(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
