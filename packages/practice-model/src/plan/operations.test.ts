import { describe, expect, it } from "vitest";
import type { RecordedCall } from "../conversation/conversation.ts";
import { readToolbox } from "../conversation/toolbox.ts";
import { call, text } from "../wire/reply.ts";
import { joinOperations, waitForOperations } from "./operations.ts";

const ID = "0f8fad5b-d9cb-469f-a165-70867728950e";
const CHECK = "mcp__databricks__check_operation_status";
const made = (name: string, input: object, result: string, isError = false): RecordedCall => ({
  name,
  input,
  result: { text: result, isError },
});
const handedOver = made(
  "mcp__databricks__execute_sql",
  { sql_query: "SELECT 1" },
  `execute_sql is still at work after 30 s and goes on as operation ${ID}. It has not failed.`,
);
const check = (result: string, isError = false) => made(CHECK, { operation_id: ID }, result, isError);
const running = check(`Operation ${ID} (Run SQL: SELECT 1) is still running after 31 s.`);
const loaded = readToolbox({ tools: [{ name: CHECK }], messages: [] });

describe("operations", () => {
  it("leaves other calls alone", () => {
    const calls = [made("mcp__databricks__execute_sql", {}, "| 1 |")];
    expect(joinOperations(calls)).toEqual({ calls, waiting: [] });
    expect(waitForOperations(joinOperations(calls), loaded)).toBeUndefined();
  });

  it("waits for the end, and says so once", () => {
    expect(waitForOperations(joinOperations([handedOver]), loaded)?.blocks).toEqual([
      text("This takes a while and goes on by itself; I wait for it."),
      call(CHECK, { operation_id: ID, wait_seconds: 25 }),
    ]);
    expect(waitForOperations(joinOperations([handedOver, running]), loaded)?.blocks).toMatchObject([
      { name: CHECK, input: { operation_id: ID } },
    ]);
  });

  it("fetches the tool first where it is deferred", () => {
    const tools = readToolbox({
      tools: [{ name: "ToolSearch" }],
      messages: [
        {
          role: "system",
          content: `The following deferred tools are now available via ToolSearch. […]:\n${CHECK}\n`,
        },
      ],
    });
    const search = waitForOperations(joinOperations([handedOver]), tools);
    expect(search?.blocks).toMatchObject([{ name: "ToolSearch", input: { query: `select:${CHECK}` } }]);
    const searched = made("ToolSearch", { query: `select:${CHECK}` }, "loaded");
    expect(waitForOperations(joinOperations([handedOver, searched]), tools)?.blocks.at(-1)).toMatchObject({
      name: CHECK,
    });
  });

  it.each([
    ["completed after 40 s", "| n |\n| 1 |", false],
    ["failed after 40 s", "[TABLE_OR_VIEW_NOT_FOUND] no", true],
    ["was lost", "Run it again.", true],
  ])("takes an operation that %s for the call itself", (end, answer, isError) => {
    const over = check(`Operation ${ID} (Run SQL: SELECT (1)) ${end}.\n\n${answer}`, isError);
    expect(joinOperations([handedOver, running, over])).toEqual({
      calls: [{ ...handedOver, result: { text: answer, isError } }],
      waiting: [],
    });
  });
});
