import { describe, expect, it } from "vitest";
import { sqlConsequence } from "./consequence.ts";

describe("sqlConsequence", () => {
  it.each([
    ["select * from t where x = 'drop table'", "read"],
    ["with a as (select 1) select * from a", "read"],
    ["(select 1) union (select 2)", "read"],
    ["SHOW TABLES; DESCRIBE t; EXPLAIN select 1", "read"],
    ["FROM t |> WHERE x > 1", "read"],
    ["create table t (a int)", "write"],
    ["create table if not exists t as select 1", "write"],
    ["create or replace view v as select 1", "write"],
    ["insert into t select 1", "write"],
    ["with a as (select 1) insert into t select * from a", "write"],
    ["from s insert into t select *", "write"],
    ["merge into t using s on t.id = s.id when matched then update set *", "write"],
    ["merge into t using s on t.id = s.id when matched then delete", "destructive"],
    ["create or replace table t as select 1", "destructive"],
    ["insert overwrite t select 1", "destructive"],
    ["select 1; -- x\n drop /* y */ table t", "destructive"],
    ["delete from t", "destructive"],
    ["truncate table t", "destructive"],
    ["alter table t drop column c", "destructive"],
    ["grant select on t to u", "destructive"],
    ["with a as (select 1) delete from t", "destructive"],
    ["begin insert into t values (1); end", "write"],
    ["begin drop table t; end", "destructive"],
    ["execute immediate 'drop table t'", "destructive"],
    ["frobnicate everything", "destructive"],
    ["call p()", "destructive"],
  ])("%s → %s", (sql, expected) => {
    expect(sqlConsequence(sql)).toBe(expected);
  });

  it("expects the worst of what is no text", () => {
    expect(sqlConsequence(undefined)).toBe("destructive");
  });
});
