/* The unmodified official client as a witness. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { HOME } from "../testing/job-desk.ts";
import { all, openOfficialClient } from "../testing/official-client.ts";

let opened: Awaited<ReturnType<typeof openOfficialClient>>;
let workspace: typeof opened.workspace;
let client: typeof opened.client;

beforeAll(async () => {
  opened = await openOfficialClient();
  ({ workspace, client } = opened);
}, 60_000);
afterAll(() => opened?.close());

test("a job from its creation to its end", async () => {
  const [warehouse] = await all(client.warehouses.list({}));
  await client.workspace.import({
    path: `${HOME}/q.sql`,
    content: Buffer.from("SELECT :day AS day").toString("base64"),
    format: "RAW",
    overwrite: true,
  });
  const created = await client.jobs.create({
    name: "Nightly",
    tags: { team: "data" },
    parameters: [{ name: "day", default: "monday" }],
    schedule: { quartz_cron_expression: "0 0 3 * * ?", timezone_id: "UTC", pause_status: "PAUSED" },
    email_notifications: { on_failure: ["me@example.com"] },
    tasks: [
      {
        task_key: "q",
        sql_task: { warehouse_id: warehouse!.id!, file: { path: `${HOME}/q.sql`, source: "WORKSPACE" } },
      },
      {
        task_key: "is_friday",
        depends_on: [{ task_key: "q" }],
        condition_task: { left: "{{tasks.q.output.first_row.day}}", op: "EQUAL_TO", right: "friday" },
      },
    ],
  });
  const job_id = created.job_id!;
  expect(Number.isSafeInteger(job_id)).toBe(true);
  const job = await client.jobs.get({ job_id });
  expect(job).toMatchObject({
    job_id,
    creator_user_name: "me@lakehand.local",
    settings: { name: "Nightly", tags: { team: "data" }, format: "MULTI_TASK", max_concurrent_runs: 1 },
  });
  expect(job.settings?.tasks?.map(({ task_key }) => task_key)).toEqual(["q", "is_friday"]);
  const run = await (await client.jobs.runNow({ job_id, job_parameters: { day: "friday" } })).wait();
  expect(run.state).toMatchObject({ life_cycle_state: "TERMINATED", result_state: "SUCCESS" });
  expect(run.tasks?.[1]?.condition_task?.outcome).toBe("true");
  const output = await client.jobs.getRunOutput({ run_id: run.tasks![0]!.run_id! });
  expect(output.sql_output?.query_output?.sql_statements).toHaveLength(1);
  const page = await fetch(run.run_page_url!);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("is_friday")]);
  for (const path of [`/jobs/${job_id}`, "/jobs", new URL(run.tasks![0]!.run_page_url!).pathname])
    expect((await fetch(workspace.url + path)).status, path).toBe(200);
  const link = output.sql_output?.query_output?.output_link;
  expect((await fetch(link!)).status).toBe(200);
});

test("lists are paged, names are found, settings are changed", async () => {
  const ids: number[] = [];
  for (let i = 0; i < 5; i++) ids.push((await client.jobs.create({ name: `Page ${i}` })).job_id!);
  const listed = (await all(client.jobs.list({ limit: 2 }))).map(({ job_id }) => job_id!);
  expect(listed.slice(0, 5)).toEqual([...ids].reverse());
  expect(await all(client.jobs.list({ name: "pAGE 3" }))).toMatchObject([{ job_id: ids[3] }]);
  const job_id = ids[0]!;
  const task = (task_key: string, left: string) => ({
    task_key,
    condition_task: { left, op: "EQUAL_TO" as const, right: "1" },
  });
  await client.jobs.update({
    job_id,
    new_settings: { tasks: [task("a", "1"), task("b", "1")], description: "two tasks" },
  });
  await client.jobs.update({
    job_id,
    new_settings: { tasks: [task("b", "2"), task("c", "1")] },
    fields_to_remove: ["description", "tasks/a"],
  });
  const { settings } = await client.jobs.get({ job_id });
  expect(settings?.description).toBeUndefined();
  expect(settings?.tasks).toMatchObject([
    { task_key: "b", condition_task: { left: "2" } },
    { task_key: "c" },
  ]);
  await client.jobs.reset({ job_id, new_settings: { name: "Fresh" } });
  expect((await client.jobs.get({ job_id })).settings).toMatchObject({ name: "Fresh" });
  const expanded = await all(client.jobs.list({ expand_tasks: true, name: "Nightly" }));
  expect(expanded[0]?.settings?.tasks).toHaveLength(2);
  await client.jobs.delete({ job_id });
  await expect(client.jobs.get({ job_id })).rejects.toThrow(/does not exist/);
});

test("one-time runs: submit, list, cancel, repair, delete", async () => {
  const task = (left: string) => ({
    task_key: "c",
    condition_task: { left, op: "LESS_THAN" as const, right: "5" },
  });
  const good = await (
    await client.jobs.submit({ run_name: "once", tasks: [task("3")], idempotency_token: "one" })
  ).wait();
  expect(good).toMatchObject({
    run_type: "SUBMIT_RUN",
    run_name: "once",
    state: { result_state: "SUCCESS" },
  });
  const same = await client.jobs.submit({ run_name: "x", tasks: [task("3")], idempotency_token: "one" });
  expect(same.run_id).toBe(good.run_id);
  const bad = await (await client.jobs.submit({ tasks: [task("{{tasks.none.values.x}}")] })).wait();
  expect(bad.status?.termination_details).toMatchObject({
    code: "RUN_EXECUTION_ERROR",
    type: "CLIENT_ERROR",
  });
  expect((await client.jobs.getRunOutput({ run_id: bad.run_id! })).error).toMatch(/no task 'none'/);
  const repaired = await (
    await client.jobs.repairRun({ run_id: bad.run_id!, rerun_all_failed_tasks: true })
  ).wait();
  expect(repaired.state?.result_state).toBe("FAILED");
  const listed = await all(client.jobs.listRuns({ run_type: "SUBMIT_RUN", limit: 1 }));
  expect(listed.map(({ run_id }) => run_id)).toEqual([bad.run_id, good.run_id]);
  await client.jobs.deleteRun({ run_id: bad.run_id! });
  await expect(client.jobs.getRun({ run_id: bad.run_id! })).rejects.toThrow(/does not exist/);
  await (await client.jobs.cancelRun({ run_id: good.run_id! })).wait();
  expect((await client.jobs.getRun({ run_id: good.run_id! })).state?.result_state).toBe("SUCCESS");
  await expect(client.jobs.exportRun({ run_id: good.run_id! })).rejects.toThrow(/not part of the local/);
});

test("permissions are kept", async () => {
  const created = await client.jobs.create({
    name: "Shared",
    access_control_list: [{ group_name: "users", permission_level: "CAN_VIEW" }],
  });
  const job_id = String(created.job_id);
  expect((await client.jobs.get({ job_id: created.job_id! })).settings).not.toHaveProperty(
    "access_control_list",
  );
  await client.jobs.setPermissions({
    job_id,
    access_control_list: [{ user_name: "ada@example.com", permission_level: "CAN_MANAGE" }],
  });
  const { access_control_list } = await client.jobs.getPermissions({ job_id });
  expect(access_control_list).toMatchObject([
    { user_name: "me@lakehand.local", all_permissions: [{ permission_level: "IS_OWNER" }] },
    { user_name: "ada@example.com", all_permissions: [{ permission_level: "CAN_MANAGE" }] },
  ]);
  expect((await client.jobs.getPermissionLevels({ job_id })).permission_levels).toHaveLength(4);
  await expect(client.jobs.getPermissions({ job_id: "7" })).rejects.toThrow(/does not exist/);
});

test("API 2.1 answers too", async () => {
  const answer = await fetch(`${workspace.url}/api/2.1/jobs/list`, {
    headers: { authorization: `Bearer ${workspace.token}` },
  });
  expect(answer.status).toBe(200);
});
