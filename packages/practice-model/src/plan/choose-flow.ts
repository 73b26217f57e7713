import { help } from "../flows/help.ts";
import { badToolInput, sleepTool } from "../flows/misbehave.ts";
import { runSql } from "../flows/run-sql.ts";
import { scripted } from "../flows/scripted.ts";
import { findSql } from "../sql/find-sql.ts";
import type { Flow, FlowContext } from "./flow.ts";
import { readTrigger } from "./trigger.ts";

export interface Choice {
  flow: Flow;
  /** Tools the flow may call, so that one tool search fetches them all. */
  needs: readonly string[];
  /** True for scripted replies: nothing may be added to them. */
  silent?: boolean;
}

/** Decides what a message asks for, from the most explicit form to the least. */
export function chooseFlow(asked: FlowContext): Choice {
  const trigger = readTrigger(asked.text);
  const context = trigger ? { ...asked, text: trigger.rest } : asked;
  if (trigger?.script) return { flow: scripted(trigger.script), needs: [], silent: true };
  if (trigger?.badToolInput)
    return { flow: badToolInput(trigger.badToolInput, context), needs: ["execute_sql"] };
  if (trigger?.sleepTool) return { flow: sleepTool(context), needs: ["execute_sql"] };
  const sql = findSql(context.text);
  if (sql !== undefined) return { flow: runSql(sql, context), needs: ["execute_sql", "execute_sql_multi"] };
  return { flow: help(), needs: [] };
}
