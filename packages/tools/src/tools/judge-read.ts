import type { Judgement } from "../types.ts";

/** For tools that look and change nothing, whatever they are asked. */
export const judgeRead = (): Judgement => ({ consequence: "read", reason: "only reads" });
