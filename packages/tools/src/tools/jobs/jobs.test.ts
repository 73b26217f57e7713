import { describe, expect, it } from "vitest";
import { localDesk } from "../../testing/local-desk.ts";
import { toolDefinitions } from "../../tool-definitions.ts";

const definition = (name: string) => toolDefinitions.find((one) => one.name === name)!;

describe("jobs on the local workspace", () => {
  const { newContext, call } = localDesk();
  const notebook = async (name: string, code: string) => {
    const path = `/Workspace/Users/me@lakehand.local/${name}`;
    await newContext().workspace.workspaceFiles.import({
      path,
      content: new Uint8Array(Buffer.from(`# Databricks notebook source\n${code}`)),
      format: "SOURCE",
      language: "PYTHON",
      overwrite: true,
    });
    return path;
  };
  const task = (notebook_path: string, more: object = {}) => ({
    task_key: "one",
    notebook_task: { notebook_path },
    ...more,
  });

  it("are made once, changed, run and waited for", async () => {
    const path = await notebook("good", "dbutils.notebook.exit(dbutils.widgets.get('who'))");
    const context = newContext();
    const made = await call(
      "create_job",
      {
        name: "tools job",
        tasks: [task(path)],
        parameters: [{ name: "who", default: "me" }],
        tags: { a: "b" },
      },
      context,
    );
    expect(made.structured).toMatchObject({ already_exists: false, url: expect.stringContaining("/jobs/") });
    expect(context.details).toContainEqual(
      expect.objectContaining({ kind: "resource", resource_type: "job" }),
    );
    const job_id = made.structured?.job_id as number;
    expect((await call("create_job", { name: "tools job", tasks: [task(path)] })).structured).toMatchObject({
      already_exists: true,
      job_id,
    });
    expect((await call("find_job_by_name", { name: "tools job" })).structured).toEqual({
      found: true,
      job_id,
    });
    expect((await call("list_jobs", { name: "tools job" })).structured).toMatchObject({ jobs: [{ job_id }] });
    await call("update_job", { job_id, max_concurrent_runs: 3 });
    expect((await call("get_job", { job_id })).structured).toMatchObject({
      settings: { max_concurrent_runs: 3, tags: { a: "b" }, parameters: [{ name: "who" }] },
    });
    const { run_id } = (await call("run_job_now", { job_id, job_parameters: { who: "you" } })).structured as {
      run_id: number;
    };
    const done = await call("wait_for_run", { run_id });
    expect(done.structured).toMatchObject({
      success: true,
      result_state: "SUCCESS",
      job_id,
      start_time: expect.stringMatching(/^\d{4}-.*Z$/),
      run_page_url: expect.stringContaining("/jobs/"),
      errors: [],
    });
    expect((await call("get_run", { run_id })).structured).toMatchObject({
      tasks: [{ task_key: "one", result_state: "SUCCESS" }],
    });
    expect((await call("get_run_output", { run_id })).text).toBe("you");
    expect((await call("list_runs", { job_id, completed_only: true })).structured).toMatchObject({
      runs: [{ run_id, success: true }],
    });
    expect((await call("delete_job", { job_id })).structured).toMatchObject({ status: "deleted" });
    expect((await call("delete_job", { job_id })).structured).toMatchObject({ status: "not_found" });
  });

  it("start one run for one token", async () => {
    const path = await notebook("quick", "1");
    const { job_id } = (await call("create_job", { name: "token job", tasks: [task(path)] })).structured as {
      job_id: number;
    };
    const runs = await Promise.all(
      [1, 2].map(
        async () => (await call("run_job_now", { job_id, idempotency_token: "same" })).structured?.run_id,
      ),
    );
    expect(new Set(runs).size).toBe(1);
  });

  it("that fail say why, task by task", async () => {
    const bad = await notebook("bad", "raise ValueError('on purpose')");
    const good = await notebook("fine", "1");
    const { job_id } = (
      await call("create_job", { name: "failing job", tasks: [task(bad), task(good, { task_key: "two" })] })
    ).structured as { job_id: number };
    const { run_id } = (await call("run_job_now", { job_id })).structured as { run_id: number };
    const failed = await call("wait_for_run", { run_id });
    expect(failed).toMatchObject({
      isError: true,
      structured: { success: false, result_state: "FAILED", error: { code: "RUN_FAILED" } },
    });
    expect(failed.text).toContain("ValueError: on purpose");
    expect(failed.text).not.toContain("two:");
    expect(await call("get_run_output", { run_id })).toMatchObject({
      isError: true,
      text: expect.stringContaining("has 2 tasks"),
    });
  });

  it("are cancelled when their wait is stopped, and go on when it only ends", async () => {
    const path = await notebook("slow", "import time\ntime.sleep(60)");
    const { job_id } = (await call("create_job", { name: "slow job", tasks: [task(path)] })).structured as {
      job_id: number;
    };
    const { run_id } = (await call("run_job_now", { job_id })).structured as { run_id: number };
    expect((await call("wait_for_run", { run_id, timeout: 1 })).text).toContain("goes on");
    expect((await call("list_runs", { active_only: true })).structured).toMatchObject({ runs: [{ run_id }] });
    const context = newContext();
    const waiting = call("wait_for_run", { run_id }, context);
    await expect.poll(() => context.details.length).toBeGreaterThan(0);
    context.stop();
    await expect(waiting).rejects.toMatchObject({ code: "CANCELLED" });
    await expect
      .poll(async () => (await call("get_run", { run_id })).structured?.result_state, { timeout: 20_000 })
      .toBe("CANCELED");
    expect((await call("cancel_run", { run_id })).isError).toBeUndefined();
  });

  it("are refused with a reason when something is missing or contradicts itself", async () => {
    expect(await call("create_job", { name: "x", tasks: [] })).toMatchObject({ isError: true });
    expect(await call("get_job", { job_id: 424242 })).toMatchObject({ isError: true });
    expect(await call("list_runs", { active_only: true, completed_only: true })).toMatchObject({
      isError: true,
    });
  });
});

describe("what a job call may do", () => {
  const judge = (name: string, input: object) => definition(name).judge({ ...input }, {}).consequence;
  it("runs cost, a schedule costs, deletion destroys", () => {
    expect(judge("create_job", { name: "j" })).toBe("write_out_of_scope");
    expect(judge("create_job", { name: "j", schedule: {} })).toBe("costs");
    expect(judge("run_job_now", { job_id: 1 })).toBe("costs");
    expect(judge("delete_job", { job_id: 1 })).toBe("destructive");
    expect(judge("list_jobs", {})).toBe("read");
  });
});
