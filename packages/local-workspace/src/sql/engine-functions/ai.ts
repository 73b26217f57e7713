import { type EngineFunction, failure } from "./define.ts";

type Outcome = { text: string | null } | { error: string };

interface Run {
  outcomes: Map<string, Outcome>;
  missing: Set<string>;
}

/** What each running statement knows of its requests to a model. The server fills it between two tries of the statement. */
const runs = new Map<string, Run>();
const MOST_RUNS = 100;

function runOf(id: string): Run {
  const known = runs.get(id);
  if (known) return known;
  const made: Run = { outcomes: new Map(), missing: new Set() };
  runs.set(id, made);
  if (runs.size > MOST_RUNS) runs.delete(runs.keys().next().value as string);
  return made;
}

function outcomeOf(id: string, name: string, args: readonly (string | null)[]): Outcome | undefined {
  const run = runOf(id);
  const key = JSON.stringify([name, ...args]);
  const known = run.outcomes.get(key);
  if (!known) run.missing.add(key);
  return known;
}

/** After each chunk of rows: a statement that lacks answers must not give any. */
function stopWhenMissing(id: string): void {
  if (runOf(id).missing.size > 0)
    throw failure("AI_ANSWERS_MISSING", "XX000", "The statement waits for answers of a model.");
}

export const aiFunctions: EngineFunction[] = [
  {
    name: "js_ai_answer",
    parameters: ["text", "text", "texts"],
    returns: "text",
    changing: true,
    run: ([id, name, args]) => {
      const found = outcomeOf(id as string, name as string, args as (string | null)[]);
      if (!found) return null;
      if ("text" in found) return found.text;
      throw failure(
        "AI_FUNCTION_HTTP_REQUEST_ERROR",
        "08000",
        `Error occurred while making an HTTP request for function \`${name as string}\`: ${found.error}`,
      );
    },
    after: ([id]) => stopWhenMissing(id as string),
  },
  {
    name: "js_ai_outcome",
    parameters: ["text", "text", "texts"],
    returns: "text",
    changing: true,
    run: ([id, name, args]) => {
      const found = outcomeOf(id as string, name as string, args as (string | null)[]);
      return found ? JSON.stringify(found) : null;
    },
    after: ([id]) => stopWhenMissing(id as string),
  },
  {
    name: "js_ai_missing",
    parameters: ["text"],
    returns: "text",
    changing: true,
    run: ([id]) => JSON.stringify([...runOf(id as string).missing]),
  },
  {
    name: "js_ai_put",
    parameters: ["text", "text"],
    returns: "int",
    changing: true,
    run: ([id, json]) => {
      const run = runOf(id as string);
      for (const [key, outcome] of JSON.parse(json as string) as [string, Outcome][]) {
        run.outcomes.set(key, outcome);
        run.missing.delete(key);
      }
      return run.outcomes.size;
    },
  },
  {
    name: "js_ai_forget",
    parameters: ["text"],
    returns: "int",
    changing: true,
    run: ([id]) => (runs.delete(id as string) ? 1 : 0),
  },
];
