/*
 * `npm run ledger`: runs the tests of the workspace and writes docs/local-workspace.md, the ledger of its endpoints.
 * With `--check FILE` it judges the answers that a test run has kept in FILE: an endpoint without a test fails.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { createWorkspaceApp } from "../index.ts";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { answeredRequest } from "./answered-request.ts";
import { type LedgerRow, ledgerOf } from "./ledger.ts";
import { ledgerPage } from "./ledger-page.ts";

const { values } = parseArgs({
  options: { answers: { type: "string" }, page: { type: "string" }, check: { type: "boolean" } },
});
if (!values.answers || !values.page) throw new Error("--answers FILE --page FILE [--check]");

const { dir, remove } = await temporaryDir();
const workspace = await createWorkspaceApp({ dir });
const routes = workspace.routes();
await workspace.ready();
await workspace.close();
await remove();

const answers = readFileSync(values.answers, "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => answeredRequest.parse(JSON.parse(line)));
const rows = ledgerOf(routes, answers);
const untested = rows.filter(({ state }) => state === "untested");
for (const { method, path } of untested) console.error(`no test: ${method} ${path}`);
const text = ledgerPage(rows);
if (values.check) {
  const stale = withoutTests(readFileSync(values.page, "utf8")) !== withoutTests(text);
  if (stale) console.error(`${values.page} is not what the tests have seen. Run: npm run ledger`);
  process.exitCode = stale || untested.length > 0 ? 1 : 0;
} else {
  writeFileSync(values.page, text);
  process.exitCode = untested.length > 0 ? 1 : 0;
}
console.log(summary(rows));

/** Which of several tests is named may vary with their number; what an endpoint is may not. */
function withoutTests(page: string): string {
  return page.replaceAll(/ \| `[^`|]*\.test\.ts` \|$/gm, " |");
}

function summary(all: LedgerRow[]): string {
  const count = (state: LedgerRow["state"]) => all.filter((row) => row.state === state).length;
  return `${all.length} endpoints and pages: ${count("real")} real, ${count("emulated")} emulated, ${count("absent")} absent, ${count("refused")} refused, ${count("untested")} untested`;
}
