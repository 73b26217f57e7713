/** An identifier as SQL text, whatever it contains. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

export function quoteFullName(...parts: readonly string[]): string {
  return parts.map(quoteName).join(".");
}
