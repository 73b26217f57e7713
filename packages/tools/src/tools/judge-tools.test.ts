import type { Consequence } from "@lakehand/protocol";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { modelTools, toolDefinitions } from "../tool-definitions.ts";
import type { Judgement, ToolDefinition, WriteScope } from "../types.ts";

const scope: WriteScope = {
  catalog: "main",
  schema: "default",
  workspaceFolder: "/Workspace/Shared/app",
  userName: "ana@example.com",
};

function judge(name: string, input: Record<string, unknown>, where: WriteScope = scope): Judgement {
  const definition = toolDefinitions.find((one) => one.name === name);
  if (!definition) throw new Error(`no tool ${name}`);
  return definition.judge(input, where);
}

describe("where an upload goes", () => {
  const paths: [Consequence, string, WriteScope?][] = [
    ["write", "notebook.py"],
    ["write", "sub/folder/"],
    ["write", "/Workspace/Shared/app"],
    ["write", "/Workspace/Shared/app/a.py"],
    ["write", "//Workspace//Shared/app//a.py"],
    ["write", "/Workspace/Users/ana@example.com/a.py"],
    ["write", "/Volumes/main/default/v/a.csv"],
    ["write", "/Volumes/Main/DEFAULT/v/a.csv"],
    ["write", "a.py", {}],
    ["write_out_of_scope", "/Workspace/Shared/application/a.py"],
    ["write_out_of_scope", "/Workspace/Shared/a.py"],
    ["write_out_of_scope", "/Workspace/Users/bob@example.com/a.py"],
    ["write_out_of_scope", "/Workspace/Users/ana@example.com.evil/a.py"],
    ["write_out_of_scope", "/Workspace/Shared/app/../b/a.py"],
    ["write_out_of_scope", "../a.py"],
    ["write_out_of_scope", "./a.py"],
    ["write_out_of_scope", "/Volumes/main/default"],
    ["write_out_of_scope", "/Volumes/main/other/v/a.csv"],
    ["write_out_of_scope", "/Volumes/prod/default/v/a.csv"],
    ["write_out_of_scope", "/Volumes/main/default/../../prod/x/v/a"],
    ["write_out_of_scope", "/volumes/main/default/v/a.csv"],
    ["write_out_of_scope", "/etc/passwd"],
    ["write_out_of_scope", "/"],
    ["write_out_of_scope", ""],
    ["write_out_of_scope", "a\0b"],
    ["write_out_of_scope", "/Volumes/main/default/v/a.csv", {}],
    ["write_out_of_scope", "/Workspace/Users/ana@example.com/a.py", {}],
    ["write_out_of_scope", "/Users/ana@example.com/a.py"],
  ];
  it.each(paths)("%s: %j", (consequence, path, where) => {
    expect(judge("upload_file", { workspace_path: path }, where).consequence).toBe(consequence);
    expect(judge("upload_folder", { workspace_folder: path }, where).consequence).toBe(consequence);
  });

  it("is not known when it is not said", () => {
    for (const input of [{}, { workspace_path: 7 }, { workspace_path: ["a"] }])
      expect(judge("upload_file", input).consequence).toBe("write_out_of_scope");
  });

  it("is said in the reason, as a person can read it", () => {
    expect(judge("upload_file", { workspace_path: "a.py" })).toEqual({
      consequence: "write",
      reason: "uploads to /Workspace/Shared/app/a.py",
      editable: "workspace_path",
    });
    expect(judge("upload_file", { workspace_path: "/Workspace/Shared/a\u202Eb" }).reason).toBe(
      "uploads outside the conversation's folders: /Workspace/Shared/a\uFFFDb",
    );
  });
});

describe("SQL tools", () => {
  it("judge the text that they would run, in the place that the call names", () => {
    expect(judge("execute_sql", { sql_query: "insert into t values (1)" })).toEqual({
      consequence: "write",
      reason: "writes main.default.t",
      editable: "sql_query",
    });
    expect(judge("execute_sql", { sql_query: "insert into t values (1)", catalog: "prod" })).toMatchObject({
      consequence: "write_out_of_scope",
    });
    expect(
      judge("execute_sql", { sql_query: "insert into t values (1)", catalog: "main", schema: " " }),
    ).toMatchObject({ consequence: "write" });
    expect(judge("execute_sql", { sql_query: "insert into t values (1)", schema: "other" }).consequence).toBe(
      "write_out_of_scope",
    );
    expect(judge("execute_sql_multi", { sql_content: "select 1; drop table t" })).toMatchObject({
      consequence: "destructive",
      reason: "removes main.default.t",
      editable: "sql_content",
    });
  });

  it("expect the worst of a call without text", () => {
    for (const input of [{}, { sql_query: 5 }, { sql_content: "select 1" }])
      expect(judge("execute_sql", input).consequence).toBe("destructive");
  });
});

describe("every tool", () => {
  it.each(toolDefinitions.map((definition) => [definition.name, definition] as const))(
    "%s judges anything without throwing",
    (_name, definition) => {
      for (const input of [{}, { sql_query: null }, { workspace_path: {} }, { catalog: 1, schema: [] }])
        expect(definition.judge(input as Record<string, unknown>, {}).reason).not.toBe("");
    },
  );

  it.each(
    toolDefinitions
      .filter(({ annotations }) => annotations.readOnlyHint)
      .map((one) => [one.name, one] as const),
  )("%s only reads, as it says", (_name, definition) => {
    expect(definition.judge({}, scope).consequence).toBe("read");
  });
});

describe("a reason", () => {
  const hostile = `\u202Elive\u0000\n${"x".repeat(5_000)}`;
  it.each([...toolDefinitions, ...modelTools].map((tool) => [tool.name, tool] as const))(
    "of %s is short and cannot deceive, whatever the input's names are",
    (_name, tool) => {
      for (const input of inputsOf(tool, hostile)) {
        const { reason } = tool.judge(input, scope);
        expect(reason).not.toMatch(/\p{C}|\p{Zl}|\p{Zp}/u);
        expect(reason.length).toBeLessThan(1_000);
      }
    },
  );
});

/** Every text of the tool's input set to one value; of a merged tool once for each action. */
function inputsOf({ input }: ToolDefinition, text: string): Record<string, unknown>[] {
  const filled = (shape: z.ZodRawShape) =>
    Object.fromEntries(Object.keys(shape).map((key) => [key, text])) as Record<string, unknown>;
  const { request } = input;
  if (!(request instanceof z.ZodDiscriminatedUnion)) return [filled(input)];
  return request.options.map((option) => {
    const { shape } = option as z.ZodObject;
    const [action] = [...(shape.action as z.ZodLiteral<string>).values];
    return { request: { ...filled(shape), action } };
  });
}
