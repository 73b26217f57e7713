import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { median, missedTargets, ms, percentile, report } from "./lib/figures.ts";
import { RawDuckDB } from "./lib/raw-duckdb.ts";
import { ServedWorkspace } from "./lib/served-workspace.ts";
import { translation } from "./translation.ts";

/*
 * npm run bench:workspace: the local workspace against DuckDB itself, in this run on this machine. The workspace is the
 * built program in a process of its own, reached over HTTP; DuckDB runs in this process, with as much memory and as many
 * threads, on a file of its own with the same rows. Each pair is asked alternately, so that a busy moment strikes both.
 */

const home = await mkdtemp(join(tmpdir(), "lakehand-bench-workspace-"));
const dir = join(home, "workspace");
const MiB = 1024 * 1024;

interface Pair {
  workspace: ServedWorkspace;
  raw: RawDuckDB;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Medians of both, asked alternately. */
async function alternate(rounds: number, ours: () => Promise<unknown>, theirs: () => Promise<unknown>) {
  const [a, b]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    b.push(await timed(theirs));
    a.push(await timed(ours));
  }
  return { ours: median(a), raw: median(b), all: a };
}

async function starting(): Promise<void> {
  console.log("\nStart, to “local workspace: …” (whole process)");
  const first = await timed(async () => (await ServedWorkspace.start(dir)).stop());
  report("first start (catalogs and samples are made)", ms(first));
  const again: number[] = [];
  for (let round = 0; round < 5; round++) {
    let workspace: ServedWorkspace | undefined;
    again.push(
      await timed(async () => {
        workspace = await ServedWorkspace.start(dir);
      }),
    );
    await workspace?.stop();
  }
  const start = median(again);
  report("start (median of 5)", ms(start), { says: "≤ 1 s", ok: start <= 1000 });
}

async function memoryAtRest(workspace: ServedWorkspace): Promise<void> {
  console.log("\nMemory");
  await workspace.execute("SELECT 1");
  await new Promise((done) => setTimeout(done, 5000));
  const { server, children } = workspace.residentBytes();
  const whole = (server + children) / MiB;
  report(
    `at rest: server ${(server / MiB).toFixed(0)} MiB, engine ${(children / MiB).toFixed(0)} MiB`,
    `${whole.toFixed(0)} MiB`,
    { says: "≤ 250 MiB", ok: whole <= 250 },
  );
}

async function fill({ workspace, raw }: Pair): Promise<void> {
  const columns = (range: string) =>
    `SELECT ${range} AS id, ${range} % 100 AS g, CAST(${range} * 0.5 AS DOUBLE) AS v, concat('name ', ${range} % 1000) AS name`;
  for (const [name, rows] of [
    ["small", 10_000],
    ["fetched", 1_000_000],
    ["big", 10_000_000],
  ] as const) {
    await workspace.execute(`CREATE TABLE main.default.${name} AS ${columns("id")} FROM range(${rows})`);
    await raw.connection.run(`CREATE TABLE ${name} AS ${columns("range")} FROM range(${rows})`);
  }
}

async function smallStatements({ workspace, raw }: Pair): Promise<void> {
  console.log("\nSmall statements (POST to answer, against a query in this process)");
  const added: number[] = [];
  for (const sql of [
    "SELECT 1 AS one",
    "SELECT * FROM small WHERE id = 4711",
    "SELECT g, count(*) AS n, sum(v) AS s FROM small GROUP BY g ORDER BY g LIMIT 10",
  ]) {
    await alternate(
      20,
      () => workspace.execute(sql),
      () => raw.rows(sql),
    );
    const {
      ours,
      raw: theirs,
      all,
    } = await alternate(
      150,
      () => workspace.execute(sql),
      () => raw.rows(sql),
    );
    added.push(ours - theirs);
    report(`${sql.slice(0, 50)}: p50 ours, p50 raw`, `${ours.toFixed(2)}, ${theirs.toFixed(2)} ms`);
    report("  p99 ours", ms(percentile(all, 0.99)));
  }
  const most = Math.max(...added);
  report("  added to raw DuckDB at p50, the worst of these", `${most.toFixed(2)} ms`, {
    says: "≤ 3 ms",
    ok: most <= 3,
  });
}

async function aggregate({ workspace, raw }: Pair): Promise<void> {
  console.log("\nAggregate over 10 million rows");
  const sql =
    "SELECT g, count(*) AS n, sum(id) AS ids, avg(v) AS mean, max(name) AS last FROM big GROUP BY g ORDER BY g";
  const ask = () =>
    alternate(
      7,
      () => workspace.execute(sql),
      () => raw.rows(sql),
    );
  await workspace.execute(sql);
  await raw.rows(sql);
  const { ours, raw: theirs } = await ask();
  const ratio = ours / theirs;
  report("raw DuckDB", ms(theirs));
  report("workspace", ms(ours));
  report("  ratio", `${ratio.toFixed(2)}×`, { says: "≤ 1.3×", ok: ratio <= 1.3 });
}

async function fetching({ workspace, raw }: Pair): Promise<void> {
  console.log("\nOne million rows of four columns, fetched by link");
  const sql = "SELECT id, g, v, name FROM fetched";
  const rows = (found: number) => {
    if (found !== 1_000_000) throw new Error(`${found} rows instead of 1 000 000`);
  };
  const fetchAs = async (format: string, count: (response: Response) => Promise<number>) => {
    const answer = await workspace.execute(sql, { format, disposition: "EXTERNAL_LINKS" });
    rows((await workspace.chunks(answer, count)).reduce((sum, each) => sum + each, 0));
  };
  const arrow = () =>
    fetchAs("ARROW_STREAM", async (response) => tableFromIPC(await response.arrayBuffer()).numRows);
  // The text's brackets are those of the rows and the array's own: no value holds one.
  const rowsIn = (text: string) => text.split("[").length - 2;
  const json = () => fetchAs("JSON_ARRAY", async (response) => rowsIn(await response.text()));
  const parsed = () =>
    fetchAs("JSON_ARRAY", async (response) => ((await response.json()) as unknown[]).length);
  const values = async () => rows(await raw.fetch(sql, true));
  for (const warm of [arrow, json, values]) await warm();
  const withParse = await timed(parsed);
  const withArrow = await alternate(5, arrow, values);
  const withJson = await alternate(5, json, values);
  const walk = median(await Promise.all([await timed(async () => rows(await raw.fetch(sql, false)))]));
  report("raw DuckDB, values read", ms(median([withArrow.raw, withJson.raw])));
  report("raw DuckDB, chunks fetched and no value read", ms(walk));
  for (const [name, figures, limit] of [
    ["Arrow, read by Arrow's reader", withArrow, 2],
    ["JSON, received as text", withJson, 6],
  ] as const) {
    const ratio = figures.ours / figures.raw;
    report(`workspace, ${name}`, ms(figures.ours));
    report("  ÷ raw DuckDB, values read", `${ratio.toFixed(2)}×`, {
      says: `≤ ${limit}×`,
      ok: ratio <= limit,
    });
  }
  report("workspace, JSON, and JSON.parse of it by the client", ms(withParse));
}

async function concurrent({ workspace, raw }: Pair): Promise<void> {
  console.log("\n50 statements at once");
  const sql = (n: number) =>
    `SELECT g, count(*) AS n, sum(v) AS s FROM fetched WHERE g % 50 = ${n} GROUP BY g ORDER BY g`;
  const all = (work: (text: string) => Promise<unknown>) =>
    Promise.all(Array.from({ length: 50 }, (_, n) => work(sql(n))));
  const { ours, raw: theirs } = await alternate(
    5,
    () =>
      all(async (text) => {
        const { manifest } = await workspace.execute(text);
        if (manifest.total_row_count !== 2) throw new Error(`${text}: ${manifest.total_row_count} rows`);
      }),
    () => all((text) => raw.rowsApart(text)),
  );
  report("raw DuckDB, 50 connections", ms(theirs));
  report("workspace, all answered and right", ms(ours), { says: "all", ok: true });
  report("  ratio", `${(ours / theirs).toFixed(2)}×`);
}

console.log(`Node ${process.versions.node}, ${process.platform}, ${availableParallelism()} processors`);
const named = process.argv.slice(2);
const sections: Record<string, (pair: Pair) => Promise<void>> = {
  small: smallStatements,
  aggregate,
  fetch: fetching,
  concurrent,
};
const known = ["start", "memory", ...Object.keys(sections), "translation"];
const unknown = named.find((name) => !known.includes(name));
if (unknown) {
  console.error(`There is no section "${unknown}". Sections: ${known.join(", ")}.`);
  process.exit(2);
}
const wanted = (name: string) => named.length === 0 || named.includes(name);
try {
  if (wanted("start")) await starting();
  if (wanted("translation")) await translation();
  if (known.some((name) => !["start", "translation"].includes(name) && wanted(name))) {
    const workspace = await ServedWorkspace.start(dir);
    try {
      if (wanted("memory")) await memoryAtRest(workspace);
      const chosen = Object.entries(sections).filter(([name]) => wanted(name));
      if (chosen.length > 0) {
        const raw = await RawDuckDB.open(join(home, "raw.duckdb"), Math.min(availableParallelism(), 8));
        const pair = { workspace, raw };
        await fill(pair);
        for (const [, section] of chosen) await section(pair);
        raw.close();
      }
    } finally {
      await workspace.stop();
    }
  }
} finally {
  await rm(home, { recursive: true, force: true });
}
const missed = missedTargets();
console.log(
  missed.length === 0 ? "\nAll targets met." : `\n${missed.length} target(s) missed: ${missed.join("; ")}`,
);
