import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { flattenTools } from "./flatten-tools.ts";
import { runTool } from "./run-tool.ts";
import { createTestContext } from "./testing/index.ts";

const context = () => createTestContext({ url: "http://127.0.0.1:9" });
const echo = (name: string, input: z.ZodRawShape, consequence: "read" | "write") =>
  defineTool({
    name,
    area: "jobs",
    title: name,
    description: `Does ${name}.`,
    input,
    annotations: { readOnlyHint: consequence === "read" },
    judge: ({ id }) => ({ consequence, reason: `${name} ${String(id)}` }),
    handler: async (given) => ({ text: name, structured: given }),
  });
const tool = flattenTools({
  name: "manage_things",
  title: "Things",
  description: "Handles things of several kinds by their actions.",
  choosers: ["kind", "action"],
  operations: {
    "box.get": echo(
      "get_box",
      { id: z.number().describe("The id."), size: z.number().default(3).describe("Size.") },
      "read",
    ),
    "box.make": echo("make_box", { name: z.string().describe("The name.") }, "write"),
    "bag.get": echo("get_bag", { id: z.number() }, "read"),
  },
});

describe("a flattened tool", () => {
  it("has every parameter once, all of them optional but what chooses", () => {
    const schema = z.toJSONSchema(z.object(tool.input), { io: "input" });
    expect(schema.required).toEqual(["kind", "action"]);
    expect(Object.keys(schema.properties ?? {})).toEqual(["kind", "action", "id", "size", "name"]);
    expect(schema.properties).toMatchObject({
      kind: { description: "One of: box, bag." },
      action: { description: "One of: get, make." },
      id: { description: "The id." },
      size: { description: "Size." },
    });
  });

  it("runs what is chosen, with its own defaults and without what is another's", async () => {
    const got = await runTool(tool, { kind: "box", action: "get", id: 1, name: "x" }, context());
    expect(got).toMatchObject({ text: "get_box", structured: { id: 1, size: 3 } });
    expect(got.structured).not.toHaveProperty("name");
  });

  it("names what is missing, and what there is instead", async () => {
    for (const [input, words] of [
      [{ kind: "box", action: "make" }, "name"],
      [{ kind: "crate", action: "get" }, 'no kind "crate"'],
      [{ kind: "box", action: "burn" }, "get, make"],
      [{ kind: "bag", action: "make" }, "cannot do make on bag"],
      [{ kind: "bag", action: "toString" }, "get"],
      [{}, "kind"],
    ] as const)
      expect(await runTool(tool, input, context()), JSON.stringify(input)).toMatchObject({
        isError: true,
        text: expect.stringContaining(words),
      });
  });

  it("is judged as what is chosen", () => {
    expect(tool.judge({ kind: "box", action: "make", id: 1 }, {})).toMatchObject({ consequence: "write" });
    expect(tool.judge({ kind: "bag", action: "get", id: 2 }, {})).toEqual({
      consequence: "read",
      reason: "get_bag 2",
    });
    expect(tool.judge({ kind: "bag", action: "make" }, {}).consequence).toBe("read");
  });
});
