import { WorkspaceClient } from "@databricks/sdk-experimental";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startLocalWorkspace } from "../index.ts";
import { caller } from "../testing/client.ts";
import { messagesServer, textMessage } from "../testing/messages-server.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";

let folder: Awaited<ReturnType<typeof temporaryDir>>;
let server: Awaited<ReturnType<typeof messagesServer>>;
let workspace: Awaited<ReturnType<typeof startLocalWorkspace>>;
beforeAll(async () => {
  folder = await temporaryDir();
  server = await messagesServer(() => ({
    json: textMessage("", {
      content: [
        {
          type: "tool_use",
          id: "toolu_1",
          name: "answer_with_sql",
          input: {
            sql: "SELECT count(*) AS n FROM samples.bakehouse.sales_franchises",
            title: "Bakeries",
            description: "Counts them.",
          },
        },
      ],
    }),
  }));
  workspace = await startLocalWorkspace({ dir: folder.dir, port: 0, model: server.model });
  await workspace.ready();
});
afterAll(async () => {
  await workspace.close();
  await server.close();
  await folder.remove();
});

test("the official client asks, waits, follows up, reads results, rates and deletes", async () => {
  const { genie, warehouses } = new WorkspaceClient({ host: workspace.url, token: workspace.token });
  let warehouse_id: string | undefined;
  for await (const each of warehouses.list({})) warehouse_id ??= each.id;
  const call = caller({
    token: workspace.token,
    fetch: ((request: Request) =>
      fetch(request.url.replace(/^http:\/\/[^/]+/, workspace.url), request)) as never,
  });
  // This client cannot make a space yet.
  const serialized_space = JSON.stringify({
    version: 2,
    data_sources: { tables: [{ identifier: "samples.bakehouse.sales_franchises" }] },
  });
  const { space_id } = (
    await call("POST", "/api/2.0/genie/spaces", { title: "Client", warehouse_id, serialized_space })
  ).body;

  expect((await genie.getSpace({ space_id })).title).toBe("Client");
  expect((await genie.listSpaces({})).spaces?.map((each) => each.space_id)).toContain(space_id);
  const waiter = await genie.startConversation({ space_id, content: "How many bakeries?" });
  const { conversation_id } = waiter;
  const message = await waiter.wait();
  expect(message.status).toBe("COMPLETED");
  const attachment_id = message.attachments!.find(({ query }) => query)!.attachment_id!;
  const one = { space_id, conversation_id, message_id: message.message_id };
  const part = { ...one, attachment_id };
  for (const answer of [
    await genie.getMessageAttachmentQueryResult(part),
    await genie.getMessageQueryResultByAttachment(part),
    await genie.getMessageQueryResult(one),
    await genie.executeMessageAttachmentQuery(part),
    await genie.executeMessageQuery(one),
  ])
    expect(answer.statement_response?.result?.data_array).toEqual([["36"]]);
  const next = await (await genie.createMessage({ space_id, conversation_id, content: "Again?" })).wait();
  expect(next.status).toBe("COMPLETED");
  expect((await genie.getMessage(one)).content).toBe("How many bakeries?");
  expect((await genie.listConversationMessages({ space_id, conversation_id })).messages).toHaveLength(2);
  expect((await genie.listConversations({ space_id })).conversations).toHaveLength(1);
  await genie.sendMessageFeedback({ ...one, rating: "NEGATIVE" });
  expect((await genie.getMessage(one)).feedback?.rating).toBe("NEGATIVE");
  await genie.deleteConversationMessage({ ...one, message_id: next.message_id });
  await genie.deleteConversation({ space_id, conversation_id });
  await genie.trashSpace({ space_id });
  await expect(genie.getSpace({ space_id })).rejects.toThrow(/no Genie space/);
});
