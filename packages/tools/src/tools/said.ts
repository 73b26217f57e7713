import { showable } from "../sql/judge/names.ts";

/** For reasons: a name or an id of the input as a person can safely read it; "" where it is none. */
export const said = (value: unknown): string =>
  showable(typeof value === "string" || typeof value === "number" ? String(value) : "");
