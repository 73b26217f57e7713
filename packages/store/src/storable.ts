/// <reference lib="es2024.string" />

/*
 * PostgreSQL's text and jsonb cannot hold NUL, and jsonb refuses half a surrogate pair. Both turn up in what
 * tools print, so they become U+FFFD, the standard replacement character, rather than lose the whole row.
 */

const replacement = "\uFFFD";

export function storableText(text: string): string {
  return (text.includes("\0") ? text.replaceAll("\0", replacement) : text).toWellFormed();
}

/** JSON text of a value, safe for jsonb. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value);
  // JSON.stringify escapes exactly these (and writes whole pairs as they are), so most values pass untouched.
  if (!/\\u(?:0000|d[89a-f])/i.test(text)) return text;
  return JSON.stringify(clean(value));
}

function clean(value: unknown): unknown {
  if (typeof value === "string") return storableText(value);
  if (Array.isArray(value)) return value.map(clean);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [storableText(key), clean(item)]));
  }
  return value;
}
