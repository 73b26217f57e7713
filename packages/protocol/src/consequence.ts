import { z } from "zod";

/** What a tool call can do, judged from its definition and its arguments; from harmless to worst. */
export const consequenceSchema = z.enum([
  "read",
  /** Writes to the project's files, or to the schema that the conversation works in. */
  "write",
  "write_out_of_scope",
  /** Starts something that is paid for by time or size. */
  "costs",
  /** Sends data, or rights to it, out of the workspace. */
  "leaves_workspace",
  /** Removes or replaces what is there, or takes rights away. */
  "destructive",
]);
export type Consequence = z.infer<typeof consequenceSchema>;

const order = new Map(consequenceSchema.options.map((name, i) => [name, i]));

/** The worst of several; of none it is "read". */
export function worstConsequence(all: Iterable<Consequence>): Consequence {
  let worst: Consequence = "read";
  for (const one of all) if ((order.get(one) ?? 0) > (order.get(worst) ?? 0)) worst = one;
  return worst;
}

/** How much the agent may do in a conversation without asking. */
export const permissionModeSchema = z.enum([
  /** Reads only, and ends in a plan that a person approves. */
  "plan",
  /** Reads run, everything else asks. */
  "ask",
  /** Writes in scope run too; what leaves the scope, destroys, costs or leaves the workspace asks. */
  "auto",
  /** Reads run, everything else is refused without asking. */
  "read_only",
]);
export type PermissionMode = z.infer<typeof permissionModeSchema>;
