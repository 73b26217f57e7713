import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { mergeTools } from "./merge-tools.ts";
import { runTool } from "./run-tool.ts";
import { createTestContext } from "./testing/index.ts";
import { modelTools, toolDefinitions } from "./tool-definitions.ts";

const context = () => createTestContext({ url: "http://127.0.0.1:9" });
const echo = (name: string, input: z.ZodRawShape, readOnlyHint: boolean) =>
  defineTool({
    name,
    area: "jobs",
    title: name,
    description: `Does ${name}.`,
    input,
    searchHint: `thing ${name}`,
    annotations: { readOnlyHint },
    judge: ({ id }) => ({
      consequence: readOnlyHint ? "read" : "destructive",
      reason: `${name} ${String(id)}`,
      editable: "id",
    }),
    handler: async (given) => ({ text: JSON.stringify(given), structured: given }),
  });
const tool = mergeTools({
  name: "manage_things",
  title: "Things",
  description: "Handles things.",
  actions: {
    get: echo(
      "get_thing",
      { id: z.number(), note: z.string().optional(), size: z.number().default(3) },
      true,
    ),
    delete: echo("delete_thing", { id: z.number() }, false),
  },
});

describe("a merged tool", () => {
  it("says in its schema what each action needs, with defaults", () => {
    const schema = z.toJSONSchema(z.object(tool.input), { io: "input" });
    expect(schema).toMatchObject({
      required: ["request"],
      properties: {
        request: {
          oneOf: [
            {
              description: "Does get_thing.",
              required: ["action", "id"],
              properties: { action: { const: "get" }, size: { default: 3 } },
            },
            { required: ["action", "id"], properties: { action: { const: "delete" } } },
          ],
        },
      },
    });
    expect(tool).toMatchObject({
      description: "Handles things. Actions: get, delete.",
      searchHint: "thing get_thing delete_thing",
      annotations: { readOnlyHint: false },
    });
  });

  it("runs the action, however the model has written it", async () => {
    for (const input of [
      { request: { action: "get", id: 1, note: "" } },
      { action: "get", id: 1, note: null },
      { request: '{"action":"get","id":1}' },
    ])
      expect((await runTool(tool, input, context())).structured, JSON.stringify(input)).toMatchObject({
        id: 1,
        size: 3,
      });
  });

  it("refuses what is missing or not there, and names it", async () => {
    for (const [input, words] of [
      [{ request: { action: "get" } }, "request.id"],
      [{ request: { action: "explode", id: 1 } }, "request"],
      [{ request: "{" }, "request"],
      [{}, "request"],
    ] as const)
      expect(await runTool(tool, input, context()), JSON.stringify(input)).toMatchObject({
        isError: true,
        text: expect.stringContaining(words),
      });
  });

  it("is judged as its action", () => {
    expect(tool.judge({ request: { action: "get", id: 7 } }, {})).toEqual({
      consequence: "read",
      reason: "get_thing 7",
    });
    expect(tool.judge({ action: "delete", id: 7 }, {}).consequence).toBe("destructive");
    expect(tool.judge({ request: { action: "toString" } }, {}).consequence).toBe("read");
    expect(tool.judge({}, {}).consequence).toBe("read");
  });
});

describe("the model's tools", () => {
  it("have names once each, and fewer of them than there are operations", () => {
    const names = modelTools.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeLessThan(toolDefinitions.length);
  });
});
