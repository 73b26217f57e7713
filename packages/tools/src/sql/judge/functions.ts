import { callChains } from "../name-chains.ts";
import { afterParenthesis } from "../statement-head.ts";
import { keyword, type Token } from "../tokenize.ts";
import { reads, type Verdict, worst } from "./verdict.ts";

/** Functions that send what they are given to another system, or hand out what must not be read. */
const leaving: Record<string, string> = {
  http_request: "sends a request out of the workspace",
  remote_query: "runs a query in another database",
  secret: "reads a secret",
  try_secret: "reads a secret",
};
const paid = /^(ai_\w+|vector_search)$/;
/** Run any code by its name. */
const code = new Set(["reflect", "try_reflect", "java_method"]);

/** What the functions that a statement calls can do beside reading. */
export function functionVerdict(tokens: readonly Token[]): Verdict {
  const verdicts = callChains(tokens).map((chain): Verdict => {
    const name = (chain.parts.at(-1) ?? "").toLowerCase();
    const leaves = Object.hasOwn(leaving, name) ? leaving[name] : undefined;
    if (leaves) return { consequence: "leaves_workspace", reason: `${leaves} (${name})` };
    if (code.has(name)) return { consequence: "destructive", reason: `runs code by its name (${name})` };
    if (paid.test(name)) return { consequence: "costs", reason: `asks a model for each row (${name})` };
    // SELECT TRANSFORM (…) USING 'program', unlike the array function of that name.
    const behind = name === "transform" ? afterParenthesis(tokens, chain.next) : undefined;
    if (behind !== undefined && keyword(tokens[behind]) === "USING")
      return { consequence: "destructive", reason: "runs a program" };
    return reads;
  });
  return worst(verdicts);
}
