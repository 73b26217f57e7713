const patterns: readonly RegExp[] = [
  /\b(?:Bearer|Basic)\s+[A-Za-z0-9+/=._~-]{8,}/gi,
  /\bdapi[0-9a-f]{16,}(?:-\d+)?\b/gi,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g,
  /\bsk-ant-[A-Za-z0-9_-]{8,}/g,
];

/** Replaces credentials in a text that a person or the model will read: well-known forms, and the given values. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let out = text;
  for (const secret of secrets) if (secret.length >= 6) out = out.replaceAll(secret, "[hidden]");
  for (const pattern of patterns) out = out.replace(pattern, "[hidden]");
  return out;
}
