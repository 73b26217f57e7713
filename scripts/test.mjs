// npm test: install, lint, types, unit tests, build, browser tests, and in CI the witnesses. Needs no earlier command.
//   npm test -- lint types unit browser witness   runs only the named steps
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { runWitnesses } from "../witness/lib/run-all.mjs";
import { ledgerCommand } from "./lib/ledger.mjs";
import { checkNode, ensureBuilt, ensureInstalled, root, run } from "./lib/project.mjs";
import { ensureBrowser, ensureBubblewrap, ensurePython, startPostgres } from "./lib/system.mjs";

checkNode();
process.chdir(root);
const STEPS = ["lint", "types", "unit", "browser", "witness"];
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !STEPS.includes(name));
if (unknown) {
  console.error(`There is no step "${unknown}". Steps: ${STEPS.join(", ")}.`);
  process.exit(2);
}
// Witnesses fetch packages from PyPI: a user is spared that unless it is asked for.
const steps = asked.length > 0 ? asked : STEPS.filter((step) => step !== "witness" || process.env.CI);
const reports = join(root, "test-results");
await ensureInstalled();
await rm(reports, { recursive: true, force: true });

const total = { passed: 0, failed: 0, skipped: 0 };
const notes = [];
function count(passed, failed, skipped = 0) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}
const bin = (...path) => join(root, "node_modules", ...path);
const heading = (text) => console.log(`\n── ${text}`);

if (steps.includes("lint")) {
  heading("lint (Biome)");
  const code = await run(process.execPath, [
    bin("@biomejs/biome/bin/biome"),
    "ci",
    "--reporter=summary",
    ".",
  ]);
  count(code === 0 ? 1 : 0, code === 0 ? 0 : 1);
}
if (steps.includes("types")) {
  heading("types (tsc)");
  for (const project of ["tsconfig.json", "apps/web/tsconfig.json"]) {
    const code = await run(bin(".bin/tsc"), ["--noEmit", "-p", project]);
    count(code === 0 ? 1 : 0, code === 0 ? 0 : 1);
  }
}

const needsMachine = steps.includes("unit") || steps.includes("browser");
const bubblewrap = needsMachine ? await ensureBubblewrap() : undefined;
if (needsMachine && !bubblewrap)
  notes.push("bubblewrap is not here: the sandbox tests were skipped → sudo apt-get install bubblewrap");

if (needsMachine && !(await ensurePython()))
  notes.push("python3 is not here: the tests of Python commands were skipped → sudo apt-get install python3");

if (steps.includes("unit")) {
  // A machine that has PostgreSQL lends it; CI installs it.
  const postgres = await startPostgres({ install: Boolean(process.env.CI) });
  if (postgres) notes.push(`store tests also ran on ${postgres.version}`);
  else
    notes.push(
      "no PostgreSQL on this machine: store tests ran on the embedded one and on PGlite → sudo apt-get install postgresql",
    );
  heading("unit (Vitest)");
  const report = join(reports, "unit.json");
  const answers = join(reports, "workspace-answers.jsonl");
  const env = {
    ...process.env,
    LAKEHAND_REQUESTS: answers,
    ...(postgres ? { LAKEHAND_TEST_PG_URL: postgres.url } : {}),
  };
  const code = await run(
    process.execPath,
    [bin("vitest/vitest.mjs"), "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
    { env },
  );
  await postgres?.stop();
  const result = await readFile(report, "utf8").then(JSON.parse, () => undefined);
  if (!result) count(0, 1);
  else {
    const suites = result.testResults.filter(
      (suite) => suite.status === "failed" && suite.assertionResults.length === 0,
    ).length;
    count(
      result.numPassedTests,
      result.numFailedTests + suites,
      result.numPendingTests + result.numTodoTests,
    );
    if (code !== 0 && result.numFailedTests + suites === 0) count(0, 1);
  }
}

if (steps.includes("unit")) {
  heading("endpoints of the local workspace");
  const code = await run(
    process.execPath,
    ledgerCommand(join(reports, "workspace-answers.jsonl"), ["--check"]),
  );
  count(code === 0 ? 1 : 0, code === 0 ? 0 : 1);
}

if (steps.includes("browser")) {
  const browser = await ensureBrowser();
  await ensureBuilt();
  heading("browser (Playwright)");
  if (!browser) {
    console.error("No Chromium here: install chromium (sudo apt-get install chromium) or set CHROMIUM_PATH.");
    count(0, 1);
  } else {
    const report = join(reports, "browser.json");
    const env = { ...process.env, CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
    await run(
      process.execPath,
      [
        bin("@playwright/test/cli.js"),
        "test",
        "--config",
        "e2e/playwright.config.ts",
        "--reporter=list,json",
      ],
      { env },
    );
    const result = await readFile(report, "utf8").then(JSON.parse, () => undefined);
    if (!result) count(0, 1);
    else
      count(
        result.stats.expected + result.stats.flaky,
        result.stats.unexpected + (result.errors?.length ?? 0),
        result.stats.skipped,
      );
  }
}

if (steps.includes("witness")) {
  heading("witnesses");
  const { passed, failed, skipped } = runWitnesses();
  count(passed, failed, skipped);
}

console.log("");
for (const note of notes) console.log(`note: ${note}`);
console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ""}`,
);
process.exitCode = total.failed === 0 ? 0 : 1;
