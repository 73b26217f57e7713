import { join } from "node:path";
import { z } from "zod";
import { RecordLog } from "../state/record-log.ts";
import { documentSchema } from "./space-document.ts";

const spaceSchema = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string().optional(),
  warehouseId: z.string(),
  parentPath: z.string().optional(),
  document: documentSchema,
  version: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type Space = z.infer<typeof spaceSchema>;

const conversationSchema = z.object({
  id: z.string(),
  spaceId: z.string(),
  title: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type Conversation = z.infer<typeof conversationSchema>;

export const STATUSES = [
  "SUBMITTED",
  "FETCHING_METADATA",
  "FILTERING_CONTEXT",
  "ASKING_AI",
  "PENDING_WAREHOUSE",
  "EXECUTING_QUERY",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
] as const;

const attachmentSchema = z.object({
  id: z.string(),
  text: z.object({ content: z.string(), purpose: z.literal("FOLLOW_UP_QUESTION").optional() }).optional(),
  query: z
    .object({
      title: z.string(),
      description: z.string(),
      sql: z.string(),
      statementId: z.string(),
      rowCount: z.number(),
      truncated: z.boolean(),
      /** The first rows, for the conversation's later questions and its page. */
      columns: z.array(z.string()),
      rows: z.array(z.array(z.string().nullable())),
    })
    .optional(),
  suggested: z.array(z.string()).optional(),
});
export type Attachment = z.infer<typeof attachmentSchema>;

const messageSchema = z.object({
  id: z.string(),
  spaceId: z.string(),
  conversationId: z.string(),
  content: z.string(),
  status: z.enum(STATUSES),
  createdAt: z.number(),
  updatedAt: z.number(),
  attachments: z.array(attachmentSchema),
  error: z.object({ type: z.string(), message: z.string() }).optional(),
  rating: z.enum(["POSITIVE", "NEGATIVE"]).optional(),
});
export type Message = z.infer<typeof messageSchema>;

export const isOver = ({ status }: Message) =>
  status === "COMPLETED" || status === "FAILED" || status === "CANCELLED";

/** Genie spaces, their conversations and messages. An answer that was being made when the process ended has failed. */
export class GenieStore {
  readonly spaces: RecordLog<Space>;
  readonly conversations: RecordLog<Conversation>;
  readonly messages: RecordLog<Message>;

  constructor(dir: string) {
    this.spaces = new RecordLog(join(dir, "spaces.jsonl"), spaceSchema);
    this.conversations = new RecordLog(join(dir, "conversations.jsonl"), conversationSchema);
    this.messages = new RecordLog(join(dir, "messages.jsonl"), messageSchema);
    for (const message of this.messages.list())
      if (!isOver(message))
        this.change(message, {
          status: "FAILED",
          error: {
            type: "UNEXPECTED_REPLY_PROCESS_EXCEPTION",
            message: "The answer was interrupted: the workspace was stopped. Ask the question again.",
          },
        });
  }

  change(message: Message, change: Partial<Message>): Message {
    const changed = { ...message, ...change, updatedAt: Date.now() };
    return this.messages.put(message.id, changed);
  }

  messagesOf(conversationId: string): Message[] {
    return this.messages.list().filter((message) => message.conversationId === conversationId);
  }

  conversationsOf(spaceId: string): Conversation[] {
    return this.conversations.list().filter((conversation) => conversation.spaceId === spaceId);
  }

  /** With its messages. */
  deleteConversation(id: string): void {
    for (const message of this.messagesOf(id)) this.messages.delete(message.id);
    this.conversations.delete(id);
  }

  /** With all that was said in it. */
  deleteSpace(id: string): void {
    for (const conversation of this.conversationsOf(id)) this.deleteConversation(conversation.id);
    this.spaces.delete(id);
  }

  close(): void {
    this.spaces.close();
    this.conversations.close();
    this.messages.close();
  }
}
