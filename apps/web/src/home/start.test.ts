import { expect, it, vi } from "vitest";
import { createStarter } from "./start.ts";

it("names the project from the message and sends it there", async () => {
  const createProject = vi.fn(async () => ({ id: "p1" }));
  const invokeAgent = vi.fn(async () => ({ execution_id: "e1", conversation_id: "c1" }));
  const start = createStarter({ createProject, invokeAgent });
  expect(await start("Build churn tables\nplease")).toEqual({
    projectId: "p1",
    conversationId: "c1",
    executionId: "e1",
  });
  expect(createProject).toHaveBeenCalledWith("Build churn tables");
  expect(invokeAgent).toHaveBeenCalledWith(
    { project_id: "p1", message: "Build churn tables\nplease" },
    expect.stringMatching(/^[0-9a-f-]{36}$/),
  );
});

it("leaves no empty projects behind when sending fails, and makes a new one each time it works", async () => {
  let n = 0;
  const createProject = vi.fn(async () => ({ id: `p${++n}` }));
  const invokeAgent = vi.fn(async (_body: object, _key: string) => ({
    execution_id: "e",
    conversation_id: "c",
  }));
  invokeAgent.mockRejectedValueOnce(new Error("busy"));
  const start = createStarter({ createProject, invokeAgent });
  await expect(start("a")).rejects.toThrow("busy");
  expect((await start("a")).projectId).toBe("p1");
  expect((await start("a")).projectId).toBe("p2");
  expect(createProject).toHaveBeenCalledTimes(2);
  // A try after a failure is the same message; the next one is another.
  const keys = invokeAgent.mock.calls.map(([, key]) => key);
  expect(keys[0]).toBe(keys[1]);
  expect(keys[2]).not.toBe(keys[1]);
});
