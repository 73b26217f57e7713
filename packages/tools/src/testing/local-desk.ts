import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningLocalWorkspace, startLocalWorkspace } from "@lakehand/local-workspace";
import { afterAll, beforeAll } from "vitest";
import { runTool } from "../run-tool.ts";
import { toolDefinitions } from "../tool-definitions.ts";
import type { ToolContext, ToolOutput } from "../types.ts";
import { createTestContext, type TestContext } from "./test-context.ts";

export interface LocalDesk {
  /** The workspace, once it is open. */
  local(): RunningLocalWorkspace;
  /** The folder that local paths of a call are confined to. */
  project(): string;
  newContext(): TestContext;
  /** Calls the tool of this name, in a context of its own unless told. */
  call(name: string, input: object, context?: ToolContext): Promise<ToolOutput>;
}

/**
 * A local workspace and an empty project for the tests of a `describe` (or of a file), and the tools on them. It is
 * opened before those tests and hooks that follow, and closed after them.
 */
export function localDesk({ defaults = {} }: { defaults?: ToolContext["defaults"] } = {}): LocalDesk {
  let dir: string;
  let workspace: RunningLocalWorkspace;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "tools-local-"));
    await mkdir(project());
    workspace = await startLocalWorkspace({ dir: join(dir, "workspace"), port: 0, log: () => undefined });
    await workspace.ready();
  }, 120_000);
  afterAll(async () => {
    await workspace?.close();
    await rm(dir, { recursive: true, force: true });
  });
  const local = () => workspace;
  const project = () => join(dir, "project");
  const newContext = () =>
    createTestContext({ url: workspace.url, token: workspace.token, projectDir: project(), defaults });
  return {
    local,
    project,
    newContext,
    call(name, input, context = newContext()) {
      const definition = toolDefinitions.find((one) => one.name === name);
      if (!definition) throw new Error(`there is no tool ${name}`);
      return runTool(definition, input, context);
    },
  };
}
