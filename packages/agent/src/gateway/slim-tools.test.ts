import { describe, expect, it } from "vitest";
import { slimTools } from "./slim-tools.ts";

const properties = (tool: Record<string, unknown> | undefined) =>
  (tool?.input_schema as { properties: Record<string, unknown> } | undefined)?.properties ?? {};

describe("tools in a request", () => {
  it("lose the name of their schema's dialect and nothing else", () => {
    const schema = {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      properties: { a: {} },
    };
    const [tool] = slimTools([
      { name: "Read", description: "Reads.", input_schema: schema, cache_control: { type: "x" } },
    ]);
    expect(tool).toEqual({
      name: "Read",
      description: "Reads.",
      input_schema: { type: "object", properties: { a: {} } },
      cache_control: { type: "x" },
    });
  });

  it("are left alone when there is nothing to leave out", () => {
    const tool = { name: "web", type: "web_search_20250305" };
    expect(slimTools([tool])[0]).toBe(tool);
  });

  it("ask questions without the fields that only a client fills in", () => {
    const theirs = {
      name: "AskUserQuestion",
      description: "long",
      defer_loading: true,
      input_schema: { properties: { questions: {}, answers: {}, annotations: {}, metadata: {} } },
    };
    const [tool] = slimTools([theirs]);
    expect(Object.keys(properties(tool))).toEqual(["questions"]);
    expect(tool).toMatchObject({ name: "AskUserQuestion", defer_loading: true });
    expect(JSON.stringify(tool).length).toBeLessThan(1500);
  });
});
