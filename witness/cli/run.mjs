// The official Databricks CLI: the one on the PATH, else built by Go into `witness/.go`.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Unreachable } from "../lib/outcome.mjs";
import { witnessDir } from "../lib/places.mjs";
import { witness } from "../lib/program.mjs";
import { startWorkspace } from "../lib/workspace.mjs";

const lastLine = (text) => text.trim().split("\n").at(-1) ?? "";

function findCli() {
  const found = spawnSync("databricks", ["--version"], { encoding: "utf8" });
  if (!found.error && /v(0\.2|[1-9])/.test(found.stdout)) return "databricks";
  const go = join(witnessDir, ".go");
  const built = join(go, "bin/databricks");
  if (existsSync(built)) return built;
  mkdirSync(go, { recursive: true });
  const made = spawnSync("go", ["install", "github.com/databricks/cli@latest"], {
    encoding: "utf8",
    env: { ...process.env, GOPATH: go, GOBIN: join(go, "bin") },
    timeout: 15 * 60_000,
  });
  if (made.error) throw new Unreachable("no databricks on the PATH, and no Go to build it with");
  if (made.status !== 0) throw new Unreachable(`Go cannot build the CLI: ${lastLine(made.stderr)}`);
  const cli = join(go, "bin/cli");
  return existsSync(built) ? built : cli;
}

await witness(async () => {
  const cli = findCli();
  const workspace = await startWorkspace();
  const folder = mkdtempSync(join(tmpdir(), "lakehand-bundle-"));
  let failed = 0;
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    DATABRICKS_HOST: workspace.url,
    DATABRICKS_TOKEN: workspace.token,
  };
  const call = (name, args, holds = () => true) => {
    const { status, stdout, stderr } = spawnSync(cli, args, {
      cwd: folder,
      env,
      encoding: "utf8",
      timeout: 300_000,
    });
    const ok = status === 0 && holds(stdout);
    if (!ok) failed += 1;
    console.log(`  ${ok ? "ok" : "failed"} ${name}${ok ? "" : `: ${lastLine(stderr || stdout)}`}`);
  };
  try {
    call("auth describe", ["auth", "describe"]);
    call("current-user me", ["current-user", "me"], (out) => out.includes("userName"));
    call("catalogs list", ["catalogs", "list", "-o", "json"], (out) => out.includes("main"));
    writeFileSync(join(folder, "rows.csv"), "id\n1\n");
    call("volumes create", ["volumes", "create", "main", "default", "cli", "MANAGED"]);
    call("fs cp", ["fs", "cp", "rows.csv", "dbfs:/Volumes/main/default/cli/rows.csv"]);
    call("fs ls", ["fs", "ls", "dbfs:/Volumes/main/default/cli"], (out) => out.includes("rows.csv"));
    call("fs cat", ["fs", "cat", "dbfs:/Volumes/main/default/cli/rows.csv"], (out) => out.includes("1"));
    call("warehouses list", ["warehouses", "list", "-o", "json"], (out) => out.includes("RUNNING"));
    for (const [name, text] of Object.entries(BUNDLE)) writeFileSync(join(folder, name), text);
    for (const verb of ["validate", "deploy", "summary"]) call(`bundle ${verb}`, ["bundle", verb]);
    call("bundle run job", ["bundle", "run", "hello"]);
    call("jobs list", ["jobs", "list", "-o", "json"], (out) => out.includes("cli witness"));
    call("bundle run pipeline", ["bundle", "run", "numbers"]);
    call("pipelines list", ["pipelines", "list-pipelines", "-o", "json"], (out) => out.includes("numbers"));
    call("bundle destroy", ["bundle", "destroy", "--auto-approve"]);
  } finally {
    await workspace.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return failed;
});

const BUNDLE = {
  "databricks.yml": `bundle:
  name: witness
resources:
  jobs:
    hello:
      name: cli witness
      tasks:
        - task_key: one
          notebook_task:
            notebook_path: ./hello.py
  pipelines:
    numbers:
      name: numbers
      catalog: main
      target: default
      serverless: true
      libraries:
        - file:
            path: ./numbers.sql
`,
  "hello.py": "# Databricks notebook source\nprint('hello')\n",
  "numbers.sql": "CREATE OR REFRESH MATERIALIZED VIEW cli_numbers AS SELECT id FROM range(3)\n",
};
