import type { Cursor } from "../parser/cursor.ts";
import type { Plan } from "../types.ts";
import { createTable } from "./create-table.ts";
import { dropTable } from "./drop.ts";
import { insert } from "./insert.ts";
import type { Planner } from "./planner.ts";

export interface Handler {
  words: string[];
  run: (c: Cursor, planner: Planner) => Promise<Plan>;
}

/** By leading words; the first that fits runs, so longer ones come first. */
export const handlers: Handler[] = [
  { words: ["CREATE", "TABLE"], run: createTable },
  { words: ["CREATE", "OR", "REPLACE", "TABLE"], run: createTable },
  { words: ["REPLACE", "TABLE"], run: createTable },
  { words: ["DROP", "TABLE"], run: dropTable },
  { words: ["DROP", "VIEW"], run: dropTable },
  { words: ["INSERT"], run: insert },
];
