import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { runTool, toolDefinitions } from "./index.ts";
import { createTestContext } from "./testing/index.ts";

const context = createTestContext({ url: "http://127.0.0.1:9" });

function tool(handler: () => Promise<{ text: string }>) {
  return defineTool({
    name: "probe",
    area: "user",
    title: "Probe",
    description: "For this test.",
    input: {
      level: z.enum(["A", "B"]).default("A"),
      size: z.number().int().optional(),
      text: z.string().optional(),
    },
    annotations: {},
    judge: () => ({ consequence: "read", reason: "reads" }),
    handler,
  });
}

describe("runTool", () => {
  it("gives a thrown value no chance to reach the model", async () => {
    for (const thrown of [
      new Error("at /srv/secret.ts: password=hunter2"),
      "a string",
      undefined,
      { token: "x" },
    ]) {
      const reported: unknown[] = [];
      const output = await runTool(
        tool(() => Promise.reject(thrown)),
        {},
        { ...context, report: (error) => reported.push(error) },
      );
      expect(reported).toEqual([thrown]);
      expect(output).toMatchObject({
        isError: true,
        structured: { error: { code: "INTERNAL", retryable: false } },
      });
      expect(output.text).not.toMatch(/hunter2|secret|string|token/);
    }
  });

  it('takes "" and null for what was left out, where "" is no value', async () => {
    let seen: unknown;
    const definition = tool(() => Promise.resolve({ text: "ok" }));
    const handler: typeof definition.handler = async (input) => {
      seen = input;
      return { text: "ok" };
    };
    await runTool({ ...definition, handler }, { level: "", size: "", text: "" }, context);
    expect(seen).toEqual({ level: "A", text: "" });
    await runTool({ ...definition, handler }, { level: null, size: null, text: null }, context);
    expect(seen).toEqual({ level: "A" });
  });

  it("names each wrong parameter", async () => {
    const output = await runTool(
      tool(() => Promise.resolve({ text: "ok" })),
      { level: "C", size: 1.5 },
      context,
    );
    expect(output.text).toMatch(/level: .*A.*B/);
    expect(output.text).toContain("size:");
  });

  it("rejects only when stopped", async () => {
    const stopped = createTestContext({ url: "http://127.0.0.1:9" });
    stopped.stop();
    await expect(
      runTool(
        tool(() => Promise.resolve({ text: "ok" })),
        {},
        stopped,
      ),
    ).rejects.toMatchObject({ code: "CANCELLED" });
  });
});

describe("toolDefinitions", () => {
  it("have the names that the agent is told of, once each", () => {
    const names = toolDefinitions.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining([
        "execute_sql",
        "execute_sql_multi",
        "list_warehouses",
        "get_best_warehouse",
        "get_table_details",
        "upload_file",
        "upload_folder",
        "current_user",
        "get_current_user",
      ]),
    );
  });

  it.each(toolDefinitions.map((definition) => [definition.name, definition] as const))(
    "%s has a whole JSON schema",
    (_name, definition) => {
      const schema = z.toJSONSchema(z.object(definition.input), { io: "input" }) as {
        properties?: Record<string, { description?: string; default?: unknown }>;
        required?: string[];
      };
      for (const [name, property] of Object.entries(schema.properties ?? {})) {
        expect(property.description, name).toBeTruthy();
        if (property.default !== undefined) expect(schema.required ?? []).not.toContain(name);
      }
      expect(definition.description.length).toBeGreaterThan(40);
      // What is always there costs every conversation; the others are looked up when they are wanted.
      expect(JSON.stringify(schema).length).toBeLessThan(definition.alwaysLoad ? 2_500 : 4_000);
    },
  );

  it("keep required, defaults and enums", () => {
    const details = toolDefinitions.find(({ name }) => name === "get_table_details");
    const schema = z.toJSONSchema(z.object(details?.input ?? {}), { io: "input" });
    expect(schema.required).toEqual(["catalog", "schema"]);
    expect(schema.properties?.table_stat_level).toMatchObject({
      enum: ["NONE", "SIMPLE", "DETAILED"],
      default: "SIMPLE",
    });
  });
});
