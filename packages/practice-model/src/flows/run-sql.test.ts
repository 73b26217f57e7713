import { describe, expect, it } from "vitest";
import { drive } from "../testing/drive.ts";
import { resultOf } from "../testing/sample-catalog.ts";

describe("SQL in a message", () => {
  it("goes to execute_sql as written, without its last semicolon", () => {
    const driven = drive("SELECT ';' AS x;", { answer: () => resultOf(["x"], [[";"]]) });
    expect(driven.sql).toEqual(["SELECT ';' AS x"]);
    expect(driven.answer).toBe("The answer is **;** (`x`).");
  });

  it("says how many rows there are, what the first holds, and that not all were seen", () => {
    const driven = drive("SELECT * FROM t", {
      answer: () =>
        resultOf(
          ["a", "b"],
          [
            [1, null],
            [2, 3],
          ],
          1_204_331,
        ),
    });
    expect(driven.answer).toContain("1,204,331 rows of 2 columns");
    expect(driven.answer).toContain("a = 1 and b = null");
    expect(driven.answer).toContain("first 2");
  });

  it("reads an error and says what to do", () => {
    const driven = drive("SELECT * FROM nope", {
      answer: () => ({
        error:
          "[TABLE_OR_VIEW_NOT_FOUND] The table nope cannot be found.\nList what exists.\n\nStatement:\nSELECT * FROM nope",
      }),
    });
    expect(driven.answer).toMatch(/> \[TABLE_OR_VIEW_NOT_FOUND\] The table nope cannot be found\.\n\nAsk me/);
    expect(driven.answer).not.toContain("Statement:");
  });

  it("sends several statements together and explains each", () => {
    const answer = [
      "2 succeeded, 1 failed, 1 skipped, in 3 groups.",
      "Statement 1 · success · group 1 · CREATE TABLE t\nSucceeded; it gives no rows.",
      `Statement 2 · success · group 2 · SELECT 1\n${resultOf(["n"], [[1]])}`,
      "Statement 3 · error · group 2 · SELECT x\n[UNRESOLVED_COLUMN] x cannot be resolved.\nCheck the columns.",
      "Statement 4 · skipped · group 3 · SELECT 2\nNot run, because a statement before it failed.",
    ].join("\n\n");
    const driven = drive("CREATE TABLE t AS SELECT 1; SELECT 1; SELECT x; SELECT 2", {
      answer: () => ({ error: answer }),
    });
    expect(driven.calls).toHaveLength(1);
    expect(driven.calls[0]).toMatchObject({
      name: "execute_sql_multi",
      input: { sql_content: "CREATE TABLE t AS SELECT 1;\nSELECT 1;\nSELECT x;\nSELECT 2;" },
    });
    expect(driven.answer).toContain("2 of 4 statements ran, 1 failed and 1 was not tried");
    expect(driven.answer).toContain("- Statement 2: The answer is **1**");
    expect(driven.answer).toContain("Statement 3: The statement failed");
  });

  it("runs a statement again when asked to", () => {
    const first = drive("SELECT 1 AS a", { answer: () => resultOf(["a"], [[1]]) });
    expect(
      drive("try again", { before: first.messages, answer: () => resultOf(["a"], [[2]]) }).answer,
    ).toContain("**2**");
  });
});
