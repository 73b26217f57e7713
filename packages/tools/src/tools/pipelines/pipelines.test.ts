import { describe, expect, it } from "vitest";
import { localDesk } from "../../testing/local-desk.ts";
import { toolDefinitions } from "../../tool-definitions.ts";
import { mergedSpec, newSpec } from "./pipeline-spec.ts";
import { distinctErrors } from "./update-outcome.ts";

const definition = (name: string) => toolDefinitions.find((one) => one.name === name)!;

describe("a pipeline's settings", () => {
  it("are serverless, triggered and of Unity Catalog unless told otherwise", () => {
    expect(
      newSpec({ name: "p", catalog: "main", schema: "s", workspace_file_paths: ["/a.sql", "/b/**"] }),
    ).toEqual({
      serverless: true,
      continuous: false,
      channel: "CURRENT",
      name: "p",
      catalog: "main",
      schema: "s",
      libraries: [{ file: { path: "/a.sql" } }, { glob: { include: "/b/**" } }],
    });
    expect(newSpec({ extra_settings: { clusters: [{}], id: "x" } })).toMatchObject({ serverless: false });
  });

  it("keep what a change does not name, and what we do not know", () => {
    const before = {
      name: "p",
      catalog: "main",
      target: "old",
      photon: true,
      libraries: [{ file: { path: "/a" } }],
    };
    expect(mergedSpec(before, { schema: "s", name: "" })).toEqual({
      name: "p",
      catalog: "main",
      target: undefined,
      schema: "s",
      photon: true,
      libraries: [{ file: { path: "/a" } }],
    });
    expect(mergedSpec(before, { extra_settings: { name: "other" }, name: "named" }).name).toBe("named");
  });
});

describe("the errors of an update", () => {
  const event = (level: string, message: string, reason?: string) => ({
    level,
    message,
    ...(reason ? { error: { exceptions: [{ message: reason }] } } : {}),
  });
  it("are each told once, by their reasons", () => {
    const events = [
      event("ERROR", "Update 12 has failed", "no table x"),
      event("ERROR", "Flow main.s.y is FAILED", "no table x"),
      event("INFO", "fine", "not this"),
      event("ERROR", "Update 12 is FAILED."),
    ];
    expect(distinctErrors(events)).toEqual(["no table x"]);
    expect(distinctErrors([event("ERROR", "Update 12 is FAILED.")])).toEqual(["Update 12 is FAILED."]);
  });
});

describe("what a pipeline call may do", () => {
  const scope = { catalog: "main", schema: "s" };
  const judge = (name: string, input: object) => definition(name).judge({ ...input }, scope).consequence;
  it("follows where its tables go and whether it runs", () => {
    expect(judge("create_or_update_pipeline", { name: "p", catalog: "main", schema: "S" })).toBe("write");
    expect(judge("create_or_update_pipeline", { name: "p", catalog: "prod", schema: "s" })).toBe(
      "write_out_of_scope",
    );
    const run = { name: "p", catalog: "main", schema: "s", start_run: true };
    expect(judge("create_or_update_pipeline", run)).toBe("destructive");
    expect(judge("create_or_update_pipeline", { ...run, full_refresh: false })).toBe("costs");
    expect(judge("start_update", { pipeline_id: "x" })).toBe("costs");
    expect(judge("start_update", { pipeline_id: "x", full_refresh_selection: ["t"] })).toBe("destructive");
    expect(judge("start_update", { pipeline_id: "x", validate_only: true })).toBe("read");
    expect(judge("delete_pipeline", {})).toBe("destructive");
    expect(judge("get_pipeline", {})).toBe("read");
  });
});

describe("pipelines on the local workspace", () => {
  const { newContext, call } = localDesk();
  const root = "/Workspace/Users/me@lakehand.local/p";
  const source = async (name: string, text: string) => {
    const { workspace } = newContext();
    await workspace.workspaceFiles.mkdirs(root);
    await workspace.workspaceFiles.import({
      path: `${root}/${name}`,
      content: new Uint8Array(Buffer.from(text)),
      format: "RAW",
      overwrite: true,
    });
    return `${root}/${name}`;
  };
  const settings = (paths: string[]) => ({
    name: "tools pipeline",
    root_path: root,
    catalog: "main",
    schema: "default",
    workspace_file_paths: paths,
  });

  it("are made once, changed by name, run and waited for", async () => {
    const path = await source("a.sql", "CREATE OR REFRESH MATERIALIZED VIEW mv AS SELECT id FROM range(5)");
    const context = newContext();
    const made = await call("create_or_update_pipeline", settings([path]), context);
    expect(made.structured).toMatchObject({
      created: true,
      success: true,
      url: expect.stringContaining("/pipelines/"),
    });
    expect(context.details).toContainEqual(
      expect.objectContaining({ kind: "resource", resource_type: "pipeline" }),
    );
    const id = made.structured?.pipeline_id as string;
    const again = await call("create_or_update_pipeline", {
      ...settings([path]),
      start_run: true,
      wait_for_completion: true,
      extra_settings: { development: true },
    });
    expect(again.structured).toMatchObject({
      pipeline_id: id,
      created: false,
      state: "COMPLETED",
      success: true,
    });
    expect((await call("get_pipeline", { pipeline_id: id })).structured).toMatchObject({
      spec: { development: true },
    });
    expect((await call("find_pipeline_by_name", { name: "tools pipeline" })).structured).toEqual({
      found: true,
      pipeline_id: id,
    });
    expect((await call("find_pipeline_by_name", { name: "tools_pipeline" })).structured).toMatchObject({
      found: false,
    });
    const { update_id } = (await call("start_update", { pipeline_id: id, refresh_selection: ["mv"] }))
      .structured as Record<string, string>;
    await expect
      .poll(async () => (await call("get_update", { pipeline_id: id, update_id })).structured, {
        timeout: 20_000,
      })
      .toMatchObject({ state: "COMPLETED", success: true, ended: true });
    const events = await call("get_pipeline_events", { pipeline_id: id, max_results: 20 });
    expect(events.text).toContain("flow_progress");
    expect((await call("update_pipeline", { pipeline_id: id, name: "renamed" })).structured).toMatchObject({
      status: "updated",
    });
    expect((await call("get_pipeline", { pipeline_id: id })).structured).toMatchObject({
      spec: { name: "renamed", development: true, libraries: [{ file: { path } }] },
    });
    await call("stop_pipeline", { pipeline_id: id });
    expect((await call("delete_pipeline", { pipeline_id: id })).structured).toMatchObject({
      status: "deleted",
    });
    expect((await call("delete_pipeline", { pipeline_id: id })).structured).toMatchObject({
      status: "not_found",
    });
  });

  it("that fail say why, and only that", async () => {
    const path = await source(
      "bad.sql",
      "CREATE OR REFRESH MATERIALIZED VIEW bad AS SELECT * FROM main.default.nothing",
    );
    const failed = await call("create_or_update_pipeline", {
      ...settings([path]),
      name: "fails",
      start_run: true,
      wait_for_completion: true,
    });
    expect(failed).toMatchObject({ isError: true, structured: { state: "FAILED", success: false } });
    expect(failed.text).toContain("TABLE_OR_VIEW_NOT_FOUND");
    const { pipeline_id, update_id } = failed.structured as Record<string, string>;
    expect((await call("get_update", { pipeline_id, update_id })).text).toContain("TABLE_OR_VIEW_NOT_FOUND");
  });

  it("are refused with a reason when something is missing or not there", async () => {
    expect(await call("create_or_update_pipeline", { name: "x" })).toMatchObject({
      isError: true,
      text: expect.stringContaining("root_path"),
    });
    expect(await call("get_pipeline", { pipeline_id: "nope" })).toMatchObject({ isError: true });
  });
});
