import { type Context, Hono } from "hono";
import { z } from "zod";
import { ApiError, badRequest, notFound, notImplemented } from "../rest/api-error.ts";
import { pageOf } from "../rest/page.ts";
import { booleanText, countText, jsonBody, queryParams } from "../rest/parse.ts";
import { LinkSigner } from "../rest/signed-link.ts";
import { statementResponse } from "../rest/statement-response.ts";
import type { Statement } from "../statements/statement.ts";
import { waitFor } from "../statements/statement-service.ts";
import { type AnswerParts, submitSpaceQuery } from "./answer-message.ts";
import type { GenieService } from "./genie-service.ts";
import type { Attachment, Conversation, Message, Space } from "./genie-store.ts";
import { showConversation, showMessage } from "./message-shape.ts";
import { spaceOf } from "./space-routes.ts";

const MOST_CONTENT = 20_000;
const WAIT_MS = 50_000;

const contentBody = z.looseObject({
  content: z
    .string()
    .max(MOST_CONTENT)
    .refine((text) => text.trim() !== "", "must not be empty"),
});
const listQuery = z.looseObject({
  page_size: countText(1000).default(100),
  page_token: z.string().optional(),
  include_all: booleanText.default(false),
});

/** Conversations, messages and their results. Mount at `/api/2.0/genie/spaces`, beside the spaces' own routes. */
export function conversationRoutes(parts: AnswerParts, genie: GenieService): Hono {
  const app = new Hono({ strict: false });
  const { store } = genie;
  const { userName } = parts.user;
  const signer = new LinkSigner();
  const isKept = (statementId: string) => parts.statements.get(statementId) !== undefined;
  const show = (message: Message) => showMessage(message, userName, isKept);

  const conversationOf = (c: Context): { space: Space; conversation: Conversation } => {
    const space = spaceOf(genie, c.req.param("space") ?? "");
    const id = c.req.param("conversation") ?? "";
    const conversation = store.conversations.get(id);
    if (conversation?.spaceId !== space.id)
      throw notFound(`The space ${space.id} has no conversation ${id}.`);
    return { space, conversation };
  };
  const messageOf = (c: Context): { space: Space; message: Message } => {
    const { space, conversation } = conversationOf(c);
    const id = c.req.param("message") ?? "";
    const message = store.messages.get(id);
    if (message?.conversationId !== conversation.id)
      throw notFound(`The conversation ${conversation.id} has no message ${id}.`);
    return { space, message };
  };
  const queryOf = (
    c: Context,
    message: Message,
  ): Attachment & { query: NonNullable<Attachment["query"]> } => {
    const id = c.req.param("attachment");
    const found = message.attachments.find((each) => (id === undefined ? each.query : each.id === id));
    if (!found && id !== undefined) throw notFound(`The message ${message.id} has no attachment ${id}.`);
    if (!found?.query)
      throw badRequest(`The message ${message.id} is ${message.status} and has no query there.`);
    return { ...found, query: found.query };
  };

  app.post("/:space/start-conversation", async (c) => {
    const space = spaceOf(genie, c.req.param("space"));
    const { content } = await jsonBody(c, contentBody);
    const { conversation, message } = genie.start(space, content);
    return c.json({
      conversation_id: conversation.id,
      message_id: message.id,
      conversation: showConversation(conversation, userName),
      message: show(message),
    });
  });

  app.get("/:space/conversations", (c) => {
    const space = spaceOf(genie, c.req.param("space"));
    const query = queryParams(c, listQuery);
    const { items, nextPageToken } = pageOf(
      newest(store.conversationsOf(space.id)),
      newestKey,
      query.page_size || 100,
      query.page_token,
    );
    return c.json({
      conversations: items.map(({ id, title, createdAt }) => ({
        conversation_id: id,
        title,
        created_timestamp: createdAt,
      })),
      ...(nextPageToken === undefined ? {} : { next_page_token: nextPageToken }),
    });
  });

  app.delete("/:space/conversations/:conversation", (c) => {
    genie.deleteConversation(conversationOf(c).conversation.id);
    return c.json({});
  });

  app.post("/:space/conversations/:conversation/messages", async (c) => {
    const { space, conversation } = conversationOf(c);
    const { content } = await jsonBody(c, contentBody);
    return c.json(show(genie.ask(space, conversation, content)));
  });

  app.get("/:space/conversations/:conversation/messages", (c) => {
    const { conversation } = conversationOf(c);
    const query = queryParams(c, listQuery);
    const all = store.messagesOf(conversation.id).sort((a, b) => (oldestKey(a) < oldestKey(b) ? -1 : 1));
    const { items, nextPageToken } = pageOf(all, oldestKey, query.page_size || 100, query.page_token);
    return c.json({
      messages: items.map(show),
      ...(nextPageToken === undefined ? {} : { next_page_token: nextPageToken }),
    });
  });

  const message = "/:space/conversations/:conversation/messages/:message";
  app.get(message, (c) => c.json(show(messageOf(c).message)));
  app.delete(message, (c) => {
    genie.deleteMessage(messageOf(c).message.id);
    return c.json({});
  });
  app.post(`${message}/feedback`, async (c) => {
    const found = messageOf(c).message;
    const body = await jsonBody(
      c,
      z.looseObject({ rating: z.enum(["POSITIVE", "NEGATIVE", "NONE"]), comment: z.string().optional() }),
    );
    const { rating: _, ...rest } = found;
    store.messages.put(found.id, { ...rest, ...(body.rating === "NONE" ? {} : { rating: body.rating }) });
    return c.json({});
  });

  const answer = async (c: Context, statement: Statement) =>
    c.json({
      statement_response: await (
        await statementResponse(
          { statements: parts.statements, signer },
          statement,
          new URL(c.req.url).origin,
        )
      ).json(),
    });
  const result = (c: Context) => {
    const { query } = queryOf(c, messageOf(c).message);
    const statement = parts.statements.get(query.statementId);
    if (!statement)
      throw notFound("The result of this query has expired. Run it again with a POST to …/execute-query.");
    return answer(c, statement);
  };
  const execute = async (c: Context) => {
    const { space, message: found } = messageOf(c);
    const { id, query } = queryOf(c, found);
    let statement: Statement;
    parts.warehouses.start(space.warehouseId);
    try {
      statement = await submitSpaceQuery(parts, space, space.warehouseId, query.sql);
    } catch (error) {
      throw new ApiError(400, "BAD_REQUEST", (error as Error).message);
    }
    await waitFor(statement, WAIT_MS);
    const now = store.messages.get(found.id);
    if (now)
      store.change(now, {
        attachments: now.attachments.map((each) =>
          each.id === id && each.query
            ? {
                ...each,
                query: {
                  ...each.query,
                  statementId: statement.id,
                  rowCount: statement.rowCount,
                  truncated: statement.truncated,
                },
              }
            : each,
        ),
      });
    return answer(c, statement);
  };
  app.get(`${message}/query-result`, result);
  app.get(`${message}/query-result/:attachment`, result);
  app.get(`${message}/attachments/:attachment/query-result`, result);
  app.post(`${message}/execute-query`, execute);
  app.post(`${message}/attachments/:attachment/execute-query`, execute);

  const noDownload = () => {
    throw notImplemented(
      "Downloading a Genie result in full (read it in chunks by its statement_id, up to 5000 rows)",
    );
  };
  app.post(`${message}/attachments/:attachment/downloads`, noDownload);
  app.get(`${message}/attachments/:attachment/downloads/:download`, noDownload);
  app.post(`${message}/attachments/:attachment/generate-download`, noDownload);
  app.post(`${message}/generate-download`, noDownload);
  const noComments = () => {
    throw notImplemented("Comments on Genie messages");
  };
  app.get(`${message}/comments`, noComments);
  app.post(`${message}/comments`, noComments);
  app.get("/:space/conversations/:conversation/comments", noComments);
  return app;
}

const oldestKey = ({ createdAt, id }: Message) => `${String(createdAt).padStart(15, "0")}:${id}`;
/** Sorts backwards in time. */
const newestKey = ({ createdAt, id }: Conversation) =>
  `${String(10 ** 15 - createdAt).padStart(16, "0")}:${id}`;
const newest = (all: Conversation[]) => all.sort((a, b) => (newestKey(a) < newestKey(b) ? -1 : 1));
