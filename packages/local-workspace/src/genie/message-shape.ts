import type { Attachment, Conversation, Message } from "./genie-store.ts";
import { userId } from "./user-id.ts";

/** `isKept` tells whether a statement's result can still be fetched. */
export function showMessage(message: Message, userName: string, isKept: (statementId: string) => boolean) {
  const query = message.attachments.find((each) => each.query)?.query;
  const expired = message.status === "COMPLETED" && query !== undefined && !isKept(query.statementId);
  return {
    id: message.id,
    message_id: message.id,
    space_id: message.spaceId,
    conversation_id: message.conversationId,
    content: message.content,
    status: expired ? "QUERY_RESULT_EXPIRED" : message.status,
    created_timestamp: message.createdAt,
    last_updated_timestamp: message.updatedAt,
    user_id: userId(userName),
    ...(message.attachments.length > 0
      ? { attachments: message.attachments.map((each) => showAttachment(each, message.updatedAt)) }
      : {}),
    ...(query
      ? {
          query_result: {
            statement_id: query.statementId,
            row_count: query.rowCount,
            is_truncated: query.truncated,
          },
        }
      : {}),
    ...(message.error ? { error: { type: message.error.type, error: message.error.message } } : {}),
    ...(message.rating ? { feedback: { rating: message.rating } } : {}),
  };
}

function showAttachment({ id, text, query, suggested }: Attachment, updatedAt: number) {
  return {
    attachment_id: id,
    ...(text
      ? { text: { id, content: text.content, ...(text.purpose ? { purpose: text.purpose } : {}) } }
      : {}),
    ...(query
      ? {
          query: {
            id,
            title: query.title,
            description: query.description,
            query: query.sql,
            statement_id: query.statementId,
            last_updated_timestamp: updatedAt,
            query_result_metadata: { row_count: query.rowCount, is_truncated: query.truncated },
          },
        }
      : {}),
    ...(suggested ? { suggested_questions: { questions: suggested } } : {}),
  };
}

export const showConversation = (conversation: Conversation, userName: string) => ({
  id: conversation.id,
  conversation_id: conversation.id,
  space_id: conversation.spaceId,
  title: conversation.title,
  created_timestamp: conversation.createdAt,
  last_updated_timestamp: conversation.updatedAt,
  user_id: userId(userName),
});
