import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWorkspaceApp } from "@lakehand/local-workspace";
import { PRACTICE_MODEL_ID, startPracticeModel } from "@lakehand/practice-model";
import { expect, test } from "vitest";

test("Genie of the embedded workspace is answered by the practice model", async () => {
  const dir = await mkdtemp(join(tmpdir(), "genie-practice-"));
  const practice = await startPracticeModel({ paceMs: 0 });
  const model = {
    id: PRACTICE_MODEL_ID,
    label: "Practice model",
    baseUrl: practice.url,
    headers: async () => ({}),
  };
  const workspace = await createWorkspaceApp({ dir, model });
  await workspace.ready();
  const call = async (method: string, path: string, body?: object) => {
    const answer = await workspace.fetch(
      new Request(`http://127.0.0.1${path}`, {
        method,
        headers: { authorization: `Bearer ${workspace.token}` },
        ...(body ? { body: JSON.stringify(body) } : {}),
      }),
    );
    expect(answer.status).toBe(200);
    // biome-ignore lint/suspicious/noExplicitAny: answers of several shapes.
    return (await answer.json()) as any;
  };
  try {
    const [warehouse] = (await call("GET", "/api/2.0/sql/warehouses")).warehouses;
    const serialized_space = JSON.stringify({
      data_sources: { tables: [{ identifier: "samples.bakehouse.sales_franchises" }] },
    });
    const { space_id } = await call("POST", "/api/2.0/genie/spaces", {
      title: "Practice",
      warehouse_id: warehouse.id,
      serialized_space,
    });
    const space = `/api/2.0/genie/spaces/${space_id}`;
    const { conversation_id, message_id } = await call("POST", `${space}/start-conversation`, {
      content: "How many franchises are there?",
    });
    const one = `${space}/conversations/${conversation_id}/messages/${message_id}`;
    let message = await call("GET", one);
    while (!["COMPLETED", "FAILED"].includes(message.status)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      message = await call("GET", one);
    }
    expect(message.status).toBe("COMPLETED");
    const { statement_response } = await call("GET", `${one}/query-result`);
    expect(statement_response.result.data_array).toEqual([["36"]]);
  } finally {
    await workspace.close();
    await practice.close();
    await rm(dir, { recursive: true, force: true });
  }
});
