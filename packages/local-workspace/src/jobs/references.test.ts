import { expect, test } from "vitest";
import { type ReferenceScope, resolveReferences } from "./references.ts";
import type { RunRecord, TaskRunRecord } from "./run-record.ts";

const state = { life: "TERMINATED" as const, message: "", createdAt: 0 };
const task = (fields: Partial<TaskRunRecord>): TaskRunRecord => ({
  ...state,
  id: 21,
  runId: 20,
  taskKey: "me",
  attempt: 0,
  values: {},
  ...fields,
});
const run: RunRecord = {
  ...state,
  createdAt: Date.parse("2026-03-01T04:05:06Z"),
  id: 20,
  jobId: 10,
  type: "JOB_RUN",
  name: "n",
  numberInJob: 1,
  creator: "me",
  trigger: "PERIODIC",
  settings: {},
  parameters: { day: "monday", "a.b": "dotted" },
  overrides: {},
  depth: 0,
  repairs: [],
};
const scope: ReferenceScope = {
  run,
  jobName: "Nightly",
  task: task({ attempt: 1, iteration: 0, input: { name: "Ada", tags: ["x"] } }),
  notebookPath: "/Users/me/nb",
  workspace: { id: "1", url: "http://127.0.0.1:8010" },
  tasks: new Map([
    [
      "first",
      task({
        taskKey: "first",
        id: 22,
        result: "SUCCESS",
        code: "SUCCESS",
        values: { n: 3, s: "text", l: [1] },
      }),
    ],
    ["my task", task({ taskKey: "my task", result: "FAILED", code: "RUN_EXECUTION_ERROR" })],
    [
      "sql",
      task({
        taskKey: "sql",
        rows: [
          { v: "7", empty: null },
          { v: "8", empty: null },
        ],
      }),
    ],
  ]),
};

test.each([
  ["{{job.id}}/{{ job.run_id }}", "10/20"],
  ["{{job.name}} {{job.trigger.type}} {{job.repair_count}}", "Nightly periodic 0"],
  ["{{job.parameters.day}} {{job.parameters.a.b}}", "monday dotted"],
  ["{{job.start_time.iso_date}} {{job.start_time.iso_datetime}}", "2026-03-01 2026-03-01T04:05:06"],
  ["{{job.start_time.iso_weekday}} {{job.start_time.is_weekday}}", "7 false"],
  ["{{task.name}} {{task.run_id}} {{task.execution_count}} {{task.notebook_path}}", "me 21 2 /Users/me/nb"],
  ["{{tasks.first.values.n}} {{tasks.first.values.s}} {{tasks.first.values.l}}", "3 text [1]"],
  ["{{tasks.first.result_state}} {{tasks.`my task`.result_state}}", "success failed"],
  ["[{{tasks.first.error_code}}] {{tasks.`my task`.error_code}}", "[] RUN_EXECUTION_ERROR"],
  ["{{tasks.sql.output.first_row.v}} {{tasks.sql.output.first_row}}", '7 {"v":"7","empty":null}'],
  ["{{tasks.sql.output.rows}}", '[{"v":"7","empty":null},{"v":"8","empty":null}]'],
  ["{{input.name}} {{input.tags}} {{input}}", 'Ada ["x"] {"name":"Ada","tags":["x"]}'],
  ["{{job_id}} {{run_id}} {{parent_run_id}} {{start_date}} {{task_key}}", "10 21 20 2026-03-01 me"],
  ["{{workspace.id}} {{workspace.url}}", "1 http://127.0.0.1:8010"],
  // What is no reference stays as it is.
  [
    "{{ }} {{job id}} {{unknown}} {{other.thing}} {job.id} {{job.id",
    "{{ }} {{job id}} {{unknown}} {{other.thing}} {job.id} {{job.id",
  ],
])("%s → %s", (text, expected) => {
  expect(resolveReferences(text, scope)).toBe(expected);
});

test.each([
  "{{job.nothing}}",
  "{{job.parameters.none}}",
  "{{job.start_time.century}}",
  "{{task.color}}",
  "{{tasks.none.run_id}}",
  "{{tasks.first.values.none}}",
  "{{tasks.first.output.first_row}}",
  "{{tasks.sql.output.first_row.none}}",
  "{{input.none}}",
  "{{input.constructor}}",
])("%s leads nowhere", (text) => {
  expect(() => resolveReferences({ deep: [text] }, scope)).toThrow(/leads nowhere/);
});

test("outside a for_each, input is only text", () => {
  expect(resolveReferences("{{input}}", { ...scope, task: task({}) })).toBe("{{input}}");
});
