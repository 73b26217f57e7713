import { describe, expect, it } from "vitest";
import type { RecordedCall } from "../conversation/conversation.ts";
import { readToolbox, type Toolbox } from "../conversation/toolbox.ts";
import { call, text } from "../wire/reply.ts";
import type { Flow } from "./flow.ts";
import { replay } from "./replay.ts";

function* flow(): Flow {
  const [a, b] = yield [text("one"), call("alpha", {}), call("beta", {})];
  const [c] = yield [text(`${a!.text}${b!.text}`), call("alpha", { again: true })];
  return [text(`end ${c!.text}`)];
}

const toolbox = (...names: string[]): Toolbox =>
  readToolbox({ tools: names.map((name) => ({ name })), messages: [] });
const done = (name: string, result: string): RecordedCall => ({
  name,
  input: {},
  result: { text: result, isError: false },
});
const both = toolbox("mcp__databricks__alpha", "beta");

describe("replay", () => {
  it("gives the first message that is not recorded yet, with full tool names", () => {
    expect(replay(flow(), [], both, []).blocks).toMatchObject([
      { text: "one" },
      { name: "mcp__databricks__alpha" },
      { name: "beta" },
    ]);
    const second = replay(flow(), [done("mcp__databricks__alpha", "A"), done("beta", "B")], both, []);
    expect(second.blocks).toMatchObject([{ text: "AB" }, { input: { again: true } }]);
    const third = replay(
      flow(),
      [done("mcp__databricks__alpha", "A"), done("beta", "B"), done("mcp__databricks__alpha", "C")],
      both,
      [],
    );
    expect(third).toEqual({ blocks: [text("end C")], stopReason: "end_turn" });
  });

  it("gives the flow an error for a tool that is not offered and goes on", () => {
    const reply = replay(
      flow(),
      [done("mcp__databricks__alpha", "A")],
      toolbox("mcp__databricks__alpha"),
      [],
    );
    expect(reply.blocks[0]).toEqual(text("AThere is no tool beta in this session."));
  });

  it("keeps what was said beside calls that are not to be had", () => {
    expect(
      replay(flow(), [], toolbox(), []).blocks.map((block) => (block.type === "text" ? block.text : ""))[0],
    ).toBe("one");
  });

  it("takes a call that was never answered as failed", () => {
    const recorded: RecordedCall[] = [done("mcp__databricks__alpha", "A"), { name: "beta", input: {} }];
    expect(replay(flow(), recorded, both, []).blocks[0]).toEqual(text("AThe call was interrupted."));
  });

  it("fetches what the flow needs with one search", () => {
    const tools = readToolbox({
      tools: [{ name: "ToolSearch" }, { name: "beta" }],
      messages: [
        {
          role: "system",
          content:
            "The following deferred tools are now available via ToolSearch. […]:\nmcp__databricks__alpha\nmcp__databricks__gamma\n",
        },
      ],
    });
    expect(replay(flow(), [], tools, ["gamma", "delta"]).blocks).toEqual([
      call("ToolSearch", { query: "select:mcp__databricks__alpha,mcp__databricks__gamma", max_results: 2 }),
    ]);
  });
});
