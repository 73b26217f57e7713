import { consequenceSchema, worstConsequence } from "@lakehand/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { statements } from "./judge/statements.fixture.ts";
import { judgeSql } from "./judge-sql.ts";
import { splitStatements } from "./split-statements.ts";
import { reachesEnd, tokenize } from "./tokenize.ts";

const scope = { catalog: "main", schema: "default" };
const around = { scope, place: scope };
const judge = (sql: unknown) => judgeSql(sql, around);
const all = Object.values(statements).flat();
const severity = (sql: string): number => consequenceSchema.options.indexOf(judge(sql).consequence);

describe.each(Object.entries(statements))("%s", (_group, cases) => {
  it.each(cases)("%s: %s", (consequence, sql, reason) => {
    const judged = judge(sql);
    expect(judged.consequence).toBe(consequence);
    if (reason !== undefined) expect(judged.reason).toBe(reason);
  });
});

describe("judgeSql", () => {
  it("has enough to go by", () => {
    expect(all.length).toBeGreaterThan(200);
  });

  it("expects the worst of what is no text", () => {
    for (const value of [undefined, 7, null, ["select 1"]])
      expect(judge(value).consequence).toBe("destructive");
  });

  it("takes every write for one out of scope where no schema is chosen", () => {
    const nowhere = { scope: {}, place: { catalog: undefined, schema: undefined } };
    for (const sql of [
      "create table t (a int)",
      "create table main.default.t (a int)",
      "create schema main.s",
    ])
      expect(judgeSql(sql, nowhere).consequence).toBe("write_out_of_scope");
    expect(judgeSql("insert into t values (1)", nowhere).reason).toBe("writes t, with no schema chosen");
  });

  it("completes names with the place of the call, and compares with the scope", () => {
    const elsewhere = { scope, place: { catalog: "prod", schema: "sales" } };
    expect(judgeSql("insert into t values (1)", elsewhere)).toMatchObject({
      consequence: "write_out_of_scope",
      reason: "writes prod.sales.t, outside main.default",
    });
  });

  it("gives a part for each statement of a script", () => {
    expect(judge("select 1; drop table a; insert into b values (1)").parts).toEqual([
      { text: "select 1", consequence: "read", reason: "only reads" },
      { text: "drop table a", consequence: "destructive", reason: "removes main.default.a" },
      { text: "insert into b values (1)", consequence: "write", reason: "writes main.default.b" },
    ]);
    expect(judge("select 1").parts).toBeUndefined();
  });

  it("keeps parts in bounds", () => {
    const parts = judge(`${"select 1;".repeat(500)} drop table a`).parts ?? [];
    expect(parts).toHaveLength(200);
    expect(parts.at(-1)).toMatchObject({ text: "… and 302 more statements", consequence: "destructive" });
    expect(judge(`select '${"x".repeat(9_000)}'; select 1`).parts?.[0]?.text.length).toBeLessThan(4_100);
  });
});

describe("what is replaced", () => {
  it("is named, with what the statement does where it is not there", () => {
    expect(judge("create or replace table a as select 1").replaces).toMatchObject({
      names: ["main.default.a"],
      otherwise: "write",
      reason: "makes main.default.a",
    });
    expect(judge("create or replace table prod.x.a as select 1").replaces?.otherwise).toBe(
      "write_out_of_scope",
    );
    expect(judge("create or replace table a as select ai_query('m', 'x')").replaces?.otherwise).toBe("costs");
    expect(judge("create or replace table t location 's3://b' as select 1").replaces?.otherwise).toBe(
      "leaves_workspace",
    );
  });

  it("is collected over a script, whose parts are then judged anew", () => {
    const { replaces } = judge(
      "create or replace table a as select 1; insert overwrite b select 1; select 1",
    );
    expect(replaces).toMatchObject({ names: ["main.default.a", "main.default.b"], otherwise: "write" });
    expect(replaces?.parts?.map(({ consequence }) => consequence)).toEqual(["write", "write", "read"]);
  });

  it.each([
    "create or replace table a as select 1; drop table b",
    "alter table b rename to a; create or replace table a as select 1",
    "undrop table a; create or replace table a as select 1",
    "begin alter table b rename to a; end; create or replace table a as select 1",
    "execute immediate 'alter table b rename to a'; create or replace table a as select 1",
    "create or replace table main.default.`a.b` as select 1",
    "create or replace table identifier('a') as select 1",
    "begin create or replace table a as select 1; end",
    "execute immediate 'create or replace table a as select 1'",
    "insert overwrite delta.`/x` select 1",
    "drop table a",
    "create or replace table a as select java_method('a')",
  ])("does not make up for anything else: %s", (sql) => {
    expect(judge(sql)).toMatchObject({ consequence: "destructive" });
    expect(judge(sql).replaces).toBeUndefined();
  });
});

describe("properties", () => {
  const statement = fc.constantFrom(...all.map(([, sql]) => sql).filter((sql) => reachesEnd(sql)));
  const gap = fc.constantFrom(
    " ",
    "\n",
    "\t \n",
    "/**/",
    "/* x; drop table y */",
    "-- '\n",
    "/* /* n */ */",
    "--\r",
  );

  it("comments and white space never change the class", () => {
    fc.assert(
      fc.property(statement, fc.array(gap, { minLength: 1, maxLength: 8 }), (sql, gaps) => {
        // Between two tokens with something between them already, and around the whole.
        const tokens = tokenize(sql);
        const spaced = tokens
          .map((token, i) => {
            const before = tokens[i - 1];
            return (before && before.end < token.start ? ` ${gaps[i % gaps.length]} ` : "") + token.text;
          })
          .join("");
        const first = gaps[0] ?? "";
        expect(judge(`${first}${spaced}\n${first}`).consequence).toBe(judge(sql).consequence);
      }),
      { numRuns: 1_500 },
    );
  });

  it("the case of keywords never changes the class", () => {
    fc.assert(
      fc.property(statement, (sql) => {
        const shouted = tokenize(sql)
          .map(({ kind, text }) => (kind === "word" && /^[a-z_]+$/i.test(text) ? text.toUpperCase() : text))
          .join(" ");
        const calm = tokenize(sql)
          .map(({ text }) => text)
          .join(" ");
        expect(judge(shouted).consequence).toBe(judge(calm).consequence);
      }),
    );
  });

  it("a script is never milder than any statement of it", () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 5 }), (parts) => {
        const script = parts.join("\n;\n");
        const full = splitStatements(script).map(({ text }) => text);
        // A USE before it can only make a statement worse or as bad: the scope stays.
        fc.pre(!full.some((sql) => /^(use|set catalog)\b/i.test(sql)));
        for (const sql of full) expect(severity(script)).toBeGreaterThanOrEqual(severity(sql));
        expect(judge(script).consequence).toBe(worstConsequence(full.map((sql) => judge(sql).consequence)));
      }),
      { numRuns: 500 },
    );
  });

  it("never throws, whatever it is given", () => {
    const word = fc.constantFrom(
      ..."begin end if then case when else do select drop create or replace table ; ( ) ' ` /* -- with as insert overwrite execute immediate identifier . :".split(
        " ",
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string({ maxLength: 5 })), { maxLength: 30 }), (words) => {
        expect(consequenceSchema.options).toContain(judge(words.join(" ")).consequence);
      }),
      { numRuns: 3_000 },
    );
  });

  // In linear time: anything worse would take minutes.
  it("gets through long scripts", { timeout: 60_000 }, () => {
    judge("begin ".repeat(20_000));
    judge(`select ${"(".repeat(50_000)}`);
    judge("insert into t values (1);".repeat(5_000));
    const ctes = Array.from({ length: 3_000 }, (_, i) => `a${i} as (select 1)`).join(",");
    expect(judge(`with ${ctes} select 1`).consequence).toBe("read");
  });
});
