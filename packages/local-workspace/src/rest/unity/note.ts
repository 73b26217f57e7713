import type { Context } from "hono";

/** Tells in a header what of an answer has no effect here; the API's own shapes have no place for it. */
export const note = (c: Context, text: string) => c.header("x-local-workspace-note", text);

export const NOT_ENFORCED = "stored, not enforced";
