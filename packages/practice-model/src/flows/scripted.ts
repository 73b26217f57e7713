import { z } from "zod";
import { shortName } from "../conversation/toolbox.ts";
import type { Flow } from "../plan/flow.ts";
import { type ReplyBlock, text } from "../wire/reply.ts";

const blockSchema = z.union([
  z.string().transform((value): ReplyBlock => text(value)),
  z.object({ text: z.string() }).transform((b): ReplyBlock => text(b.text)),
  z
    .object({ thinking: z.string() })
    .transform((b): ReplyBlock => ({ type: "thinking", thinking: b.thinking })),
  z
    .object({ wait_ms: z.number().nonnegative() })
    .transform((b): ReplyBlock => ({ type: "wait", ms: b.wait_ms })),
  z
    .object({
      tool: z.string(),
      input: z.record(z.string(), z.unknown()).default({}),
      raw_input: z.string().optional(),
    })
    .transform(
      (b): ReplyBlock => ({
        type: "tool_use",
        name: shortName(b.tool),
        input: b.input,
        ...(b.raw_input === undefined ? {} : { rawInput: b.raw_input }),
      }),
    ),
]);

const replySchema = z.union([z.array(blockSchema), blockSchema.transform((block) => [block])]);

/** Plays a list of replies word for word, one per request; `$result` in a text is the last tool result. */
export function* scripted(script: readonly unknown[]): Flow {
  let last = "";
  for (const [at, entry] of script.entries()) {
    const parsed = replySchema.safeParse(entry);
    if (!parsed.success)
      return [text(`Reply ${at + 1} of the script is none I can play: ${z.prettifyError(parsed.error)}`)];
    const blocks = parsed.data.map((b) => (b.type === "text" ? text(b.text.replaceAll("$result", last)) : b));
    if (!blocks.some((block) => block.type === "tool_use")) return blocks;
    const outcomes = yield blocks;
    last = outcomes.at(-1)?.text ?? "";
  }
  return [text("Done.")];
}
