import { describe, expect, it } from "vitest";
import { takeSelection } from "../conversation/selection.ts";
import { readTrigger } from "./trigger.ts";

describe("readTrigger", () => {
  it("reads words in any order and keeps the rest of the message", () => {
    expect(readTrigger("before [[practice: status=429 retry-after=2 times=3 slow=50]] SELECT 1")).toEqual({
      rest: "before SELECT 1",
      fault: { status: 429, retryAfterSeconds: 2, times: 3 },
      paceMs: 50,
    });
    expect(readTrigger("[[practice: 529]]")?.fault).toEqual({ status: 529 });
    expect(readTrigger("[[practice: cut-stream]]")?.fault).toEqual({ cutStream: true });
    expect(readTrigger("[[practice: bad-tool-input=json sleep-tool]]")).toEqual({
      rest: "",
      badToolInput: "json",
      sleepTool: true,
    });
    expect(readTrigger("SELECT [[1]]")).toBeUndefined();
  });

  it("reads a script that holds brackets and quotes, and words after it", () => {
    const script = ['a "]]" b', [{ tool: "x", input: { list: [[1]] } }]];
    expect(readTrigger(`[[practice: script=${JSON.stringify(script)} slow=1]] tail`)).toEqual({
      rest: "tail",
      script,
      paceMs: 1,
    });
  });

  it("answers a script that is no list with a script that says so", () => {
    expect(readTrigger("[[practice: script=[1,]]]")?.script).toEqual([
      "The script in the message is not a JSON list.",
    ]);
  });
});

describe("takeSelection", () => {
  it.each([
    [
      "lines",
      "<selection>\nwarehouse_id: w\ncatalog: c\nschema: s\nworkspace_folder: /Workspace/a b\n</selection>",
    ],
    [
      "JSON",
      '<selection>{"warehouse_id":"w","catalog":"c","schema":"s","workspace_folder":"/Workspace/a b"}</selection>',
    ],
    [
      "elements",
      "<selection><warehouse>w</warehouse><catalog>c</catalog><schema>s</schema><folder>/Workspace/a b</folder></selection>",
    ],
  ])("reads %s", (_form, block) => {
    expect(takeSelection(`${block}\n\nhello`)).toEqual({
      text: "hello",
      selection: { warehouse: "w", catalog: "c", schema: "s", folder: "/Workspace/a b" },
    });
  });

  it("leaves a message without one alone", () =>
    expect(takeSelection("hello")).toEqual({ text: "hello", selection: {} }));
});
