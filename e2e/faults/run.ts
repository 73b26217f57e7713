import { parseArgs } from "node:util";
import { startPostgres } from "../../scripts/lib/system.mjs";
import { descendants, isAlive } from "../lib/processes.ts";
import { startProduct } from "../lib/product.ts";
import { answering, request } from "./lib/client.ts";
import { type Fault, type Findings, playMoment, type World } from "./lib/moment.ts";
import { pick, seededRandom } from "./lib/random.ts";
import { startRelay } from "./lib/relay.ts";
import { MARKS } from "./lib/script.ts";

/*
 * npm run faults: the built product on a PostgreSQL of its own, at work in several conversations, is hurt at random
 * moments; then everything that was acknowledged is looked for. The same seed hurts at the same moments.
 */

const { values } = parseArgs({
  options: {
    moments: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
  },
});
const moments = Number(values.moments);
const seed = Number(values.seed);
const KINDS: [Fault, number][] = [
  ["server", 40],
  ["agent", 25],
  ["connection", 23],
  ["database", 12],
];

const postgres = await startPostgres({ install: false, ownGroup: true });
if (!postgres) {
  console.error("No PostgreSQL on this machine: sudo apt-get install postgresql");
  process.exit(2);
}
const product = await startProduct({ LAKEBASE_PG_URL: postgres.url, PRACTICE_PACE_MS: "4" });
const relay = await startRelay(() => Number(new URL(product.url).port));
const origin = `http://127.0.0.1:${relay.port}`;
const random = seededRandom(seed);
console.log(`${moments} moments, seed ${seed}, Node ${process.versions.node}, ${postgres.version}\n`);

/** Runs a statement in the embedded workspace, past Lakehand. */
async function sql(statement: string): Promise<string[][]> {
  const { body } = await request<{ status: { state: string }; result?: { data_array?: string[][] } }>(
    product.workspaceUrl,
    "/api/2.0/sql/statements",
    {
      body: { statement, warehouse_id: await warehouse(), wait_timeout: "50s" },
      headers: await authorization(),
    },
  );
  if (body.status.state !== "SUCCEEDED") throw new Error(`${statement}: ${JSON.stringify(body)}`);
  return body.result?.data_array ?? [];
}
const authorization = async () => ({ authorization: `Bearer ${await product.workspaceToken()}` });
async function warehouse(): Promise<string> {
  const { body } = await request<{ warehouses: { id: string }[] }>(
    product.workspaceUrl,
    "/api/2.0/sql/warehouses",
    { headers: await authorization() },
  );
  return body.warehouses[0]?.id ?? "";
}

await sql(`CREATE TABLE IF NOT EXISTS ${MARKS} (mark STRING)`);
const { body: project } = await request<{ id: string }>(origin, "/api/projects", {
  body: { name: "Faults" },
});
const world: World = { product, relay, origin, postgres, project: project.id, random };
const stopAnswering = answering(product.url, () => random() * 1500);

const all: Findings[] = [];
const byKind = new Map<Fault, number>();
for (let i = 1; i <= moments; i++) {
  const kind = (values.only as Fault | undefined) ?? pick(random, KINDS);
  byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
  const findings = await playMoment(world, i, kind);
  all.push(findings);
  const bad = [
    ["lost messages", findings.messagesLost],
    ["doubled messages", findings.messagesDoubled],
    ["lost events", findings.eventsLost],
    ["doubled events", findings.eventsDoubled],
    ["unequal tabs", findings.tabsUnequal],
    ["open runs", findings.runsOpen],
    ["orphans", findings.orphans],
    ["failed continuations", findings.continued - findings.continuedWell],
  ].filter(([, count]) => Number(count) > 0);
  console.log(
    `${String(i).padStart(4)} ${kind.padEnd(10)} ${findings.runs} runs, ${findings.interrupted} interrupted, ${findings.continued} continued, ${findings.events} events, settled in ${(findings.settledMs / 1000).toFixed(1)} s  ${
      bad.length === 0 ? "✓" : `✗ ${bad.map(([what, count]) => `${count} ${what}`).join(", ")}`
    }`,
  );
  for (const note of findings.notes) console.log(`     ${note}`);
}
await stopAnswering();

const counts = await sql(`SELECT mark, count(*) FROM ${MARKS} GROUP BY mark`);
const marks = new Set(all.flatMap((findings) => findings.marks));
const twice = counts.filter(([mark, times]) => marks.has(mark ?? "") && Number(times) > 1);
const below = descendants(product.process.pid ?? -1);
const exit = await product.stop("SIGTERM");
await new Promise((done) => setTimeout(done, 1000));
const leftOver = below.filter(isAlive).length;

const sum = (of: (findings: Findings) => number) => all.reduce((total, findings) => total + of(findings), 0);
const rows: [string, number, string][] = [
  ["acknowledged messages lost", sum((f) => f.messagesLost), `of ${sum((f) => f.messages)}`],
  ["messages doubled", sum((f) => f.messagesDoubled), `of ${sum((f) => f.messages)}`],
  ["events lost", sum((f) => f.eventsLost), `of ${sum((f) => f.events)}`],
  ["events doubled", sum((f) => f.eventsDoubled), `of ${sum((f) => f.events)}`],
  ["tabs whose state is not the server's", sum((f) => f.tabsUnequal), `of ${sum((f) => f.tabs)}`],
  ["runs without a terminal state after 10 s", sum((f) => f.runsOpen), `of ${sum((f) => f.runs)}`],
  ["orphan processes", sum((f) => f.orphans) + leftOver, ""],
  [
    "continuations that did not end well",
    sum((f) => f.continued - f.continuedWell),
    `of ${sum((f) => f.continued)}`,
  ],
  ["tool calls executed twice", twice.length, `of ${counts.length} executed`],
];
console.log(`\n${[...byKind].map(([kind, count]) => `${count} × ${kind}`).join(", ")}`);
console.log(`${sum((f) => f.interrupted)} runs were interrupted; the server's last exit code: ${exit}\n`);
for (const [what, count, of] of rows)
  console.log(`${count === 0 ? "✓" : "✗"} ${what.padEnd(42)} ${String(count).padStart(6)}  ${of}`);
for (const [mark, times] of twice) console.log(`  ${mark}: ${times} times`);

await relay.close();
await product.dispose();
await postgres.stop();
process.exit(rows.every(([, count]) => count === 0) ? 0 : 1);
