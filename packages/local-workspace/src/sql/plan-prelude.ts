import { enginePrelude as functionPrelude } from "./functions/registry.ts";
import { corePrelude } from "./prelude.ts";

/** DuckDB statements that the engine runs once in its in-memory database, in order, before any plan. */
export const enginePrelude = (): string[] => [...corePrelude(), ...functionPrelude()];
