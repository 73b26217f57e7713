import type { ConversationRow, ExecutionRow } from "@lakehand/store";
import type { AppDeps } from "../deps.ts";
import { notFound } from "../http/errors.ts";

export const noConversation = () =>
  notFound("conversation", "Pick one from the list; it may have been deleted.");

/** Reads what a request names, if it is the user's: not there and not theirs are the same 404. */
export function own({ store, user }: Pick<AppDeps, "store" | "user">) {
  return {
    async conversation(projectId: string, id: string): Promise<ConversationRow> {
      const row = await store.conversations.get(user.email, projectId, id);
      if (!row) throw noConversation();
      return row;
    },
    async execution(id: string): Promise<ExecutionRow> {
      const row = await store.executions.get(user.email, id);
      if (!row) throw notFound("run", "It may belong to a conversation that was deleted.");
      return row;
    },
  };
}
