import type { AgentEvent } from "@lakehand/protocol";
import { describe, expect, it } from "vitest";
import { KeptInWorkspace } from "./kept-in-workspace.ts";
import { statementEffects } from "./statement-effects.ts";

const place = { catalog: "main", schema: "default" };

describe("the effects of a statement", () => {
  it.each([
    ["create table orders (id int)", ["table main.default.orders created"]],
    ["CREATE OR REPLACE TABLE `my``t` AS SELECT 1", ["table main.default.my`t replaced"]],
    ["create schema if not exists sales", ["schema main.sales created"]],
    ["create catalog c", ["catalog c created"]],
    ["create materialized view a.b.c as select 1", ["view a.b.c created"]],
    ["create temporary view v as select 1", []],
    ["insert into sales.orders values (1)", ["table main.sales.orders changed"]],
    [
      "merge with schema evolution into t using s on true when matched then delete",
      ["table main.default.t changed"],
    ],
    ["delete from t where x", ["table main.default.t changed"]],
    ["drop view if exists v", ["view main.default.v dropped"]],
    ["alter table t add column c int", ["table main.default.t altered"]],
    ["comment on table t is 'x'", ["table main.default.t altered"]],
    ["select 1; -- drop table t\n", []],
    ["grant select on table t to `a@b.c`", ["statement grant select on table t to `a@b.c` rights changed"]],
  ])("%s", (sql, effects) => {
    expect(statementEffects(sql, place).map((e) => `${e.type} ${e.name} ${e.verb}`)).toEqual(effects);
  });
});

describe("what stays in the workspace", () => {
  const sql = (text: string, status: "running" | "succeeded" | "failed" = "succeeded"): AgentEvent => ({
    type: "tool_details",
    tool_use_id: "t",
    details: { kind: "sql_result", sql: text, status, ...place },
  });

  it("is listed once, without what failed or was removed again", () => {
    const kept = new KeptInWorkspace();
    const events: AgentEvent[] = [
      sql("create table a (x int)", "running"),
      sql("create table a (x int)"),
      sql("insert into a values (1)"),
      sql("create table scratch (x int)"),
      sql("drop table scratch"),
      sql("drop table old_one"),
      sql("insert into b values (1)", "failed"),
      sql("insert into c values (1)"),
      {
        type: "tool_details",
        tool_use_id: "u",
        details: {
          kind: "upload",
          files: [
            { local_path: "a", remote_path: "/Workspace/a" },
            { local_path: "b", remote_path: "/Workspace/b", error: "no" },
          ],
        },
      },
      {
        type: "tool_details",
        tool_use_id: "r",
        details: { kind: "resource", resource_type: "job", name: "nightly", url: "https://w/jobs/1" },
      },
    ];
    for (const event of events) kept.add(event);
    expect(kept.list()).toEqual([
      { type: "table", name: "main.default.a (created)" },
      { type: "table", name: "main.default.old_one (dropped)" },
      { type: "table", name: "main.default.c (changed)" },
      { type: "workspace file", name: "/Workspace/a (uploaded)" },
      { type: "job", name: "nightly", url: "https://w/jobs/1" },
    ]);
  });
});
