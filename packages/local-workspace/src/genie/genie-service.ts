import { ApiError } from "../rest/api-error.ts";
import { type AnswerParts, answerMessage, CLOSING } from "./answer-message.ts";
import { type Conversation, type GenieStore, isOver, type Message, type Space } from "./genie-store.ts";
import { newId } from "./space-document.ts";

/** Starts, follows and ends the answers to messages. */
export class GenieService {
  readonly store: GenieStore;
  readonly #parts: AnswerParts;
  readonly #running = new Map<string, { abort: AbortController; done: Promise<void> }>();

  constructor(parts: AnswerParts, store: GenieStore) {
    this.#parts = parts;
    this.store = store;
  }

  start(space: Space, content: string): { conversation: Conversation; message: Message } {
    const now = Date.now();
    const title = content.trim().slice(0, 100);
    const conversation = { id: newId(), spaceId: space.id, title, createdAt: now, updatedAt: now };
    this.store.conversations.put(conversation.id, conversation);
    return { conversation, message: this.ask(space, conversation, content) };
  }

  /** Begins to answer and returns at once. A conversation answers one message at a time. */
  ask(space: Space, conversation: Conversation, content: string): Message {
    if (this.store.messagesOf(conversation.id).some((each) => !isOver(each)))
      throw new ApiError(
        409,
        "RESOURCE_CONFLICT",
        "The conversation's last message is still being answered: wait for its end, or delete it.",
      );
    const now = Date.now();
    const message: Message = {
      id: newId(),
      spaceId: space.id,
      conversationId: conversation.id,
      content,
      status: "SUBMITTED",
      createdAt: now,
      updatedAt: now,
      attachments: [],
    };
    this.store.messages.put(message.id, message);
    this.store.conversations.put(conversation.id, { ...conversation, updatedAt: now });
    const abort = new AbortController();
    const done = answerMessage(this.#parts, this.store, space, message, abort.signal).finally(() =>
      this.#running.delete(message.id),
    );
    this.#running.set(message.id, { abort, done });
    return message;
  }

  /** Ends the answer if one is being made. */
  cancel(messageId: string): void {
    this.#running.get(messageId)?.abort.abort();
  }

  deleteMessage(id: string): void {
    this.store.messages.delete(id);
    this.cancel(id);
  }

  deleteConversation(id: string): void {
    const messages = this.store.messagesOf(id);
    this.store.deleteConversation(id);
    for (const message of messages) this.cancel(message.id);
  }

  deleteSpace(id: string): void {
    for (const conversation of this.store.conversationsOf(id)) this.deleteConversation(conversation.id);
    this.store.deleteSpace(id);
  }

  async close(): Promise<void> {
    const running = [...this.#running.values()];
    for (const { abort } of running) abort.abort(CLOSING);
    await Promise.race([
      Promise.all(running.map(({ done }) => done)),
      new Promise((resolve) => setTimeout(resolve, 1000).unref()),
    ]);
  }
}
