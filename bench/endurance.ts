import { readFileSync } from "node:fs";
import { startProduct } from "../e2e/lib/product.ts";
import { api, newProject, readToEnd, say, startProductOn } from "./lib/api.ts";
import { report } from "./lib/figures.ts";
import { startTimedModel } from "./lib/timed-model.ts";

const TURNS = 100;
const PIECES = 1000;
const CONVERSATIONS = 20;

function residentMb(pid: number | undefined): number {
  try {
    return (
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? Number.NaN) / 1024
    );
  } catch {
    return Number.NaN;
  }
}

/** The server's memory while one run goes through 100,000 events of the agent. */
export async function flatMemory(): Promise<void> {
  console.log(`\nMemory of the server over a second run of ${(TURNS * PIECES).toLocaleString("en")} events`);
  const model = await startTimedModel();
  const product = await startProductOn(model);
  try {
    const project = await newProject(product);
    // The heap takes its working size in the first such run; a leak would go on in the second.
    const warm = await say(product, project, `[[stream pieces=${PIECES} gap=0 turns=${TURNS}]]`);
    await readToEnd(product, warm.execution_id);
    const started = performance.now();
    const { execution_id } = await say(product, project, `[[stream pieces=${PIECES} gap=0 turns=${TURNS}]]`);
    const samples: number[] = [];
    const timer = setInterval(() => samples.push(residentMb(product.process.pid)), 200);
    const events = await readToEnd(product, execution_id);
    clearInterval(timer);
    const seconds = (performance.now() - started) / 1000;
    const share = (from: number, to: number) => {
      const part = samples.slice(Math.floor(samples.length * from), Math.floor(samples.length * to));
      return part.reduce((sum, value) => sum + value, 0) / part.length;
    };
    const early = share(0.2, 0.4);
    const late = share(0.8, 1);
    report("rows in the log, after joining pieces", events.toLocaleString("en"));
    report("time", `${seconds.toFixed(1)} s`);
    report("resident, second fifth → last fifth", `${early.toFixed(0)} → ${late.toFixed(0)} MB`, {
      says: "flat: ≤ 1.25×",
      ok: late <= early * 1.25,
    });
  } finally {
    await product.dispose();
    await model.close();
  }
}

/** Many conversations at once on this machine: all of them must finish. */
export async function manyConversations(): Promise<void> {
  console.log(`\n${CONVERSATIONS} conversations at once, each with three statements`);
  const product = await startProduct({ MAX_RUNS_PER_USER: "100" });
  try {
    const project = await newProject(product);
    const statement = {
      tool: "execute_sql",
      input: { sql_query: "SELECT count(*) AS n FROM samples.nyctaxi.trips" },
    };
    const script = JSON.stringify([
      ["One.", statement],
      ["Two.", statement],
      ["Three.", statement],
      "Done: $result",
    ]);
    const started = performance.now();
    let peak = 0;
    const timer = setInterval(() => {
      peak = Math.max(peak, residentMb(product.process.pid));
    }, 200);
    const runs = await Promise.all(
      Array.from({ length: CONVERSATIONS }, (_, i) =>
        say(product, project, `Conversation ${i}. [[practice: script=${script}]]`),
      ),
    );
    await Promise.all(runs.map((run) => readToEnd(product, run.execution_id)));
    clearInterval(timer);
    const seconds = (performance.now() - started) / 1000;
    let completed = 0;
    for (const run of runs) {
      const path = `/api/projects/${project}/conversations/${run.conversation_id}/executions`;
      const { recent } = await api<{ recent: { status: string }[] }>(product, path);
      if (recent[0]?.status === "completed") completed += 1;
    }
    report("completed", `${completed} of ${CONVERSATIONS}`, { says: "all", ok: completed === CONVERSATIONS });
    report("time", `${seconds.toFixed(1)} s`);
    report("server's memory at most", `${peak.toFixed(0)} MB`);
  } finally {
    await product.dispose();
  }
}
