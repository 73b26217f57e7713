import type { RecordedCall } from "../conversation/conversation.ts";
import { call, text } from "../wire/reply.ts";
import type { MessagesRequest } from "../wire/request.ts";
import type { Flow } from "./flow.ts";

export interface Proposal {
  title: string;
  steps: readonly string[];
}

const ON = /Plan mode (?:is|still) active/;
const OFF = /Exited Plan Mode/;
const FILE = /(\/[^\n"<>]*?\/plans\/[\w-]+\.md)/;

/** Where the plan of this turn is written: the runtime says so in a reminder. Undefined when it asks for no plan. */
export function planFileOf(
  messages: MessagesRequest["messages"],
  calls: readonly RecordedCall[],
): string | undefined {
  let active = false;
  let file: string | undefined;
  for (const message of messages) {
    if (message.role === "assistant") continue;
    for (const said of textsOf(message.content)) {
      if (OFF.test(said)) active = false;
      if (!ON.test(said)) continue;
      active = true;
      file = FILE.exec(said)?.[1] ?? file;
    }
  }
  const proposed = calls.some(({ name }) => name === "ExitPlanMode");
  return active || proposed ? file : undefined;
}

function textsOf(content: MessagesRequest["messages"][number]["content"]): string[] {
  if (typeof content === "string") return [content];
  return content.flatMap((block) => {
    if (block.type === "text") return [String((block as { text?: unknown }).text ?? "")];
    const inner = block.type === "tool_result" ? (block as { content?: unknown }).content : undefined;
    if (typeof inner === "string") return [inner];
    return Array.isArray(inner) ? inner.map((part: { text?: unknown }) => String(part.text ?? "")) : [];
  });
}

/** Writes the plan down, proposes it, and goes on with the flow once it is approved. */
export function* planFirst(file: string, { title, steps }: Proposal, flow: Flow): Flow {
  const plan = [`# ${title}`, "", ...steps.map((step, at) => `${at + 1}. ${step}`), ""].join("\n");
  const [written] = yield [
    text("This conversation is in plan mode, so I write down what I would do before I do it."),
    call("Write", { file_path: file, content: plan }),
  ];
  if (written!.isError) return [text(`The plan could not be written down, so I stop here. ${written!.text}`)];
  const [approved] = yield [call("ExitPlanMode", {})];
  if (approved!.isError) return [text(notApproved(approved!.text))];
  const edited = /\(edited by user\)/i.test(approved!.text);
  if (edited) {
    let step = flow.next();
    if (step.done) return step.value;
    // Said before the first step of the plan itself.
    const outcomes = yield [
      text(
        "You changed the plan. I follow fixed recipes and cannot read it as Claude would, so I go by mine.",
      ),
      ...step.value,
    ];
    step = flow.next(outcomes);
    while (!step.done) step = flow.next(yield step.value);
    return step.value;
  }
  return yield* flow;
}

function notApproved(told: string): string {
  const said = /They said: ([\s\S]*?) You are still in plan mode/.exec(told)?.[1];
  return said
    ? `You did not approve the plan, so nothing was done. You said: “${said}” I cannot change a recipe; ask in other words, or leave plan mode.`
    : "The plan was not approved, so nothing was done.";
}
