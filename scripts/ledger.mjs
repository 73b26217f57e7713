// npm run ledger: runs the local workspace's tests and writes docs/local-workspace.md from what they were answered.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { ledgerCommand } from "./lib/ledger.mjs";
import { checkNode, ensureInstalled, root, run } from "./lib/project.mjs";

checkNode();
process.chdir(root);
await ensureInstalled();
const answers = join(root, "test-results/workspace-answers.jsonl");
await rm(answers, { force: true });
const tests = await run(
  process.execPath,
  [join(root, "node_modules/vitest/vitest.mjs"), "run", "packages/local-workspace"],
  { env: { ...process.env, LAKEHAND_REQUESTS: answers } },
);
process.exitCode = (await run(process.execPath, ledgerCommand(answers))) || tests;
