import { describe, expect, it } from "vitest";
import { readConversation } from "./conversation.ts";

const said =
  "Your last turn was cut off at 2026-01-01T00:00:00Z, before it was finished. Go on from where you were.";
const doubt = (call: string) =>
  `${said}\nThese calls had begun, and whether they were carried out is not known. Check before you repeat one:\n- ${call}`;
const use = (id: string, sql_query: string) => ({
  role: "assistant" as const,
  content: [{ type: "tool_use" as const, id, name: "mcp__databricks__execute_sql", input: { sql_query } }],
});
const result = (id: string, content: string, is_error = false) => ({
  role: "user" as const,
  content: [{ type: "tool_result" as const, tool_use_id: id, content, is_error }],
});
const person = (text: string) => ({ role: "user" as const, content: text });

describe("a turn that goes on after it was cut off", () => {
  it("keeps what was answered, and makes a call again that was not", () => {
    const { turns } = readConversation([
      person("Count twice"),
      use("a", "SELECT 1"),
      result("a", "1"),
      use("b", "SELECT 2"),
      person(doubt('execute_sql {"sql_query":"SELECT 2"}')),
    ]);
    expect(turns).toHaveLength(1);
    expect(turns[0]).toMatchObject({ text: "Count twice", calls: [{ result: { text: "1" } }] });
  });

  it("repeats no write that may have been carried out", () => {
    const { turns } = readConversation([
      person("Insert"),
      use("a", "INSERT INTO t VALUES (1)"),
      result("a", "[Request interrupted by user for tool use]", true),
      person(doubt('execute_sql {"sql_query":"INSERT INTO t VALUES (1)"}')),
    ]);
    expect(turns[0]?.calls).toMatchObject([
      { result: { isError: true, text: expect.stringContaining("do not repeat") } },
    ]);
  });

  it("repeats nothing that is said to have succeeded, also when the conversation has lost it", () => {
    const told = `${said}\nThese calls succeeded, though you may not have seen their results. Do not repeat them:
- execute_sql {"sql_query":"INSERT INTO t VALUES (1)"}
- execute_sql {"sql_query":"INSERT INTO t VALUES (2)"}`;
    const { turns } = readConversation([
      person("Insert twice"),
      use("a", "INSERT INTO t VALUES (1)"),
      person(told),
    ]);
    expect(turns[0]?.calls).toMatchObject([
      { input: { sql_query: "INSERT INTO t VALUES (1)" }, result: { isError: false } },
      { input: { sql_query: "INSERT INTO t VALUES (2)" }, result: { isError: false } },
    ]);
    const lostAll = readConversation([person("Insert twice"), person(told)]);
    expect(lostAll.turns[0]?.calls).toHaveLength(2);
  });

  it("makes a write that only waited for the person", () => {
    const { turns } = readConversation([
      person("Drop"),
      use("a", "DROP TABLE t"),
      result("a", "The run was ended before anyone answered.", true),
      person(
        `${said}\n- The person allowed execute_sql {"sql_query":"DROP TABLE t"}. Make exactly this call now.`,
      ),
    ]);
    expect(turns[0]).toMatchObject({ text: "Drop", calls: [] });
  });
});
