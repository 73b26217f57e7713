import { setTimeout as sleep } from "node:timers/promises";
import type { WorkspaceApp } from "../workspace.ts";
import { type Answer, caller } from "./client.ts";

const API = "/api/2.2/jobs";
export const HOME = "/Users/me@lakehand.local";

/** Calls of the Jobs API as tests need them; an unexpected status fails the test. */
export function jobDesk(workspace: Pick<WorkspaceApp, "fetch" | "token">) {
  const call = caller(workspace);
  const ok = ({ status, body, text }: Answer) => {
    if (status !== 200) throw new Error(`${status}: ${text}`);
    return body;
  };
  const post = async (path: string, body: object) => ok(await call("POST", `${API}/${path}`, body));
  const get = async (path: string) => ok(await call("GET", `${API}/${path}`));
  const until = async (runId: number, states: string[], seconds = 60) => {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const run = await get(`runs/get?run_id=${runId}&include_history=true`);
      if (states.includes(run.state.life_cycle_state)) return run;
      if (Date.now() > end)
        throw new Error(`still ${JSON.stringify(run.state)} ${JSON.stringify(run.tasks)}`);
      await sleep(30);
    }
  };
  return {
    call,
    post,
    get,
    until,
    /** Waits for the end of the run. */
    ended: (runId: number) => until(runId, ["TERMINATED", "SKIPPED", "INTERNAL_ERROR"]),
    warehouse: async (): Promise<string> => ok(await call("GET", "/api/2.0/sql/warehouses")).warehouses[0].id,
    notebook: async (name: string, source: string, language = "PYTHON") => {
      const comment = language === "SQL" ? "--" : "#";
      await call("POST", "/api/2.0/workspace/import", {
        path: `${HOME}/${name}`,
        format: "SOURCE",
        language,
        overwrite: true,
        content: Buffer.from(`${comment} Databricks notebook source\n${source}`).toString("base64"),
      }).then(ok);
      return `${HOME}/${name}`;
    },
    file: async (name: string, source: string) => {
      await call("POST", "/api/2.0/workspace/import", {
        path: `${HOME}/${name}`,
        format: "RAW",
        overwrite: true,
        content: Buffer.from(source).toString("base64"),
      }).then(ok);
      return `${HOME}/${name}`;
    },
  };
}

/** The result of each task of a run, by its key. */
// biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape.
export const results = (run: any): Record<string, string> =>
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  Object.fromEntries(run.tasks.map((task: any) => [task.task_key, task.state.result_state]));
