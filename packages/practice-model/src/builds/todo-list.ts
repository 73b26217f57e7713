import type { FlowContext, Steps } from "../plan/flow.ts";
import { call, type ReplyBlock, text } from "../wire/reply.ts";

export interface TodoItem {
  content: string;
  /** What is shown while it is being done. */
  activeForm: string;
}

/** The plan of a build, kept in the runtime's own list: `TodoWrite`, or a task for each item where that is offered. */
export class TodoList {
  readonly #context: FlowContext;
  readonly #items: readonly TodoItem[];
  #taskIds: string[] = [];
  #at = -1;

  constructor(context: FlowContext, items: readonly TodoItem[]) {
    this.#context = context;
    this.#items = items;
  }

  /** Says what is going to happen and writes the list down. */
  *open(opening: string): Steps<void> {
    if (this.#context.has("TodoWrite") || !this.#context.has("TaskCreate")) {
      yield [text(opening), ...this.at(0)];
      return;
    }
    const outcomes = yield [
      text(opening),
      ...this.#items.map(({ content, activeForm }) =>
        call("TaskCreate", { subject: content, description: content, activeForm }),
      ),
    ];
    this.#taskIds = outcomes.map((outcome, at) => /#(\d+)/.exec(outcome.text)?.[1] ?? String(at + 1));
  }

  /** Calls that make item `index` the current one and those before it done; all done past the end. */
  at(index: number): ReplyBlock[] {
    const before = this.#at;
    this.#at = index;
    if (this.#taskIds.length === 0)
      return [
        call("TodoWrite", { todos: this.#items.map((item, at) => ({ ...item, status: status(at, index) })) }),
      ];
    return this.#items.flatMap((_item, at) => {
      const now = status(at, index);
      return now === status(at, before)
        ? []
        : [call("TaskUpdate", { taskId: this.#taskIds[at], status: now })];
    });
  }

  done(): ReplyBlock[] {
    return this.at(this.#items.length);
  }
}

function status(at: number, current: number): "pending" | "in_progress" | "completed" {
  if (at < current) return "completed";
  return at === current ? "in_progress" : "pending";
}
