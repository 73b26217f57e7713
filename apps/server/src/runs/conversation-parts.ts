import type { RunInput } from "@lakehand/agent";
import type { ConversationRow, Store } from "@lakehand/store";

const SEED_CHARACTERS = 60_000;

/** What the person has picked, as context of each message. */
export function selectionOf(conversation: ConversationRow): RunInput["selection"] {
  return {
    ...(conversation.defaultCatalog ? { catalog: conversation.defaultCatalog } : {}),
    ...(conversation.defaultSchema ? { schema: conversation.defaultSchema } : {}),
    ...(conversation.warehouseId ? { warehouseId: conversation.warehouseId } : {}),
    ...(conversation.workspaceFolder ? { workspaceFolder: conversation.workspaceFolder } : {}),
  };
}

/** Where writes of this conversation are in scope. */
export function scopeOf(conversation: ConversationRow, userEmail: string): RunInput["scope"] {
  return {
    ...(conversation.defaultCatalog ? { catalog: conversation.defaultCatalog } : {}),
    ...(conversation.defaultSchema ? { schema: conversation.defaultSchema } : {}),
    ...(conversation.workspaceFolder ? { workspaceFolder: conversation.workspaceFolder } : {}),
    userName: userEmail,
  };
}

/** What was said before this run, newest kept when it is long: for a session that has nothing else to go on with. */
export async function seedOf(store: Store, conversationId: string, executionId: string): Promise<string> {
  const messages = await store.conversations.messages(conversationId);
  const parts: string[] = [];
  let size = 0;
  for (const message of messages.toReversed()) {
    if (message.executionId === executionId) continue;
    const part = `${message.role === "user" ? "Person" : "You"}: ${message.content}`;
    size += part.length;
    if (size > SEED_CHARACTERS) {
      parts.push("(What was said before this is left out.)");
      break;
    }
    parts.push(part);
  }
  return parts.toReversed().join("\n\n");
}
