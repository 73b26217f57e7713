import { chooseBuild } from "../builds/choose-build.ts";
import { answerQuestion } from "../flows/answer-question.ts";
import { help } from "../flows/help.ts";
import { badToolInput, sleepTool } from "../flows/misbehave.ts";
import { runSql } from "../flows/run-sql.ts";
import { scripted } from "../flows/scripted.ts";
import { parseQuestion } from "../question/parse-question.ts";
import { findSql } from "../sql/find-sql.ts";
import { splitStatements, stripComments } from "../sql/split-statements.ts";
import type { Flow, FlowContext } from "./flow.ts";
import type { Proposal } from "./plan-mode.ts";
import { readTrigger } from "./trigger.ts";

export interface Choice {
  flow: Flow;
  /** Tools the flow may call, so that one tool search fetches them all. */
  needs: readonly string[];
  /** What it would do, for a conversation in plan mode; absent for what only reads. */
  proposal?: Proposal;
  /** True for scripted replies: nothing may be added to them. */
  silent?: boolean;
}

/** Decides what a message asks for, from the most explicit form to the least. */
export function chooseFlow(asked: FlowContext): Choice {
  const trigger = readTrigger(asked.text);
  const context = withEarlier(trigger ? { ...asked, text: trigger.rest } : asked);
  if (trigger?.script) return { flow: scripted(trigger.script), needs: [], silent: true };
  if (trigger?.badToolInput)
    return { flow: badToolInput(trigger.badToolInput, context), needs: ["execute_sql"] };
  if (trigger?.sleepTool) return { flow: sleepTool(context), needs: ["execute_sql"] };
  const sql = findSql(context.text);
  if (sql !== undefined)
    return {
      flow: runSql(sql, context),
      needs: ["execute_sql", "execute_sql_multi"],
      ...(onlyReads(sql)
        ? {}
        : { proposal: { title: "Run this SQL", steps: [`\`\`\`sql\n${sql.trim()}\n\`\`\``] } }),
    };
  const build = chooseBuild(context.text);
  if (build) return { flow: build.run(context), needs: build.needs, proposal: build.proposal };
  const question = parseQuestion(context.text);
  if (question) return { flow: answerQuestion(question, context), needs: ["execute_sql"] };
  return { flow: help(context.text), needs: [] };
}

/** Whether every statement is one that only looks. */
function onlyReads(sql: string): boolean {
  return splitStatements(sql).every((statement) =>
    /^\s*(?:select|with|show|describe|desc|explain|values|list|from)\b/i.test(stripComments(statement)),
  );
}

/** "as a chart", "and in 2016?", "try again": words that only make sense after the message before them. */
function withEarlier(context: FlowContext): FlowContext {
  const before = context.earlier.at(-1);
  if (before === undefined) return context;
  const said = context.text.trim();
  if (
    /^(?:please\s+)?(?:continue|go on|carry on|try (?:it |that )?again|again|retry|repeat)[.!]*$/i.test(said)
  )
    return { ...context, text: before, earlier: context.earlier.slice(0, -1) };
  const addition =
    /^(?:and\s+|now\s+|then\s+|please\s+)*(?:(?:show|draw|make|give|plot)\s+(?:me\s+)?(?:it|that|this|them)\s*)?((?:as|in|on|for|since|before|after|between)\s+.{1,40})$/i.exec(
      said,
    );
  return addition ? { ...context, text: `${before.replace(/[?.!\s]+$/, "")} ${addition[1]}` } : context;
}
