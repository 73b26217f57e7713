/** The replacements of an Edit (one) or MultiEdit (several), whatever shape the model sent. */
export function editsOf(input: Record<string, unknown>): { before: string; after: string }[] {
  const list = Array.isArray(input.edits) ? input.edits : [input];
  return list.flatMap((edit: unknown) => {
    if (typeof edit !== "object" || edit === null) return [];
    const { old_string: before, new_string: after } = edit as { old_string?: unknown; new_string?: unknown };
    return typeof before === "string" && typeof after === "string" ? [{ before, after }] : [];
  });
}
