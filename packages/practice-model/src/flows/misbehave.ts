import type { Flow, FlowContext } from "../plan/flow.ts";
import { call, text } from "../wire/reply.ts";
import { explainError, sqlCall } from "./run-sql.ts";

/** Calls a tool with input it must refuse, reads the refusal, and calls it rightly. */
export function* badToolInput(kind: "json" | "schema", context: FlowContext): Flow {
  const bad = call("execute_sql", { query: 1 });
  const [refused] = yield [
    text("I'll call the tool with bad input first."),
    kind === "json" ? { ...bad, rawInput: '{"sql_query": "SELECT 1' } : bad,
  ];
  const [outcome] = yield [
    text(refused!.isError ? "It was refused, so I'll mend the input." : "It was accepted."),
    sqlCall("SELECT 1 AS one", context),
  ];
  return [text(outcome!.isError ? explainError(outcome!.text) : "The mended call worked.")];
}

/** Starts a statement that runs for hours unless someone stops it. */
export function* sleepTool(context: FlowContext): Flow {
  const [outcome] = yield [
    text("I'll run a statement that takes very long; press Stop to end it."),
    sqlCall(LONG_STATEMENT, context),
  ];
  return [text(outcome!.isError ? explainError(outcome!.text) : "The long statement finished after all.")];
}

// A sum over every pair of rows: no engine can shortcut it from counts alone.
export const LONG_STATEMENT =
  "SELECT sum((a.id * 31 + b.id * 17) % 7) AS checksum FROM range(0, 10000000) AS a CROSS JOIN range(0, 10000000) AS b";
