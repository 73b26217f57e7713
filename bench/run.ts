import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { type Product, startProduct } from "../e2e/lib/product.ts";
import { flatMemory, manyConversations } from "./endurance.ts";
import { eventLatency } from "./event-latency.ts";
import { newProject, readToEnd, say, startProductOn } from "./lib/api.ts";
import { type CountingModel, startCountingModel } from "./lib/counting-model.ts";
import { median, missedTargets, ms, report } from "./lib/figures.ts";
import { bareStreaming, openQueryPerMessage } from "./lib/sdk-baselines.ts";
import { logReplay } from "./replay.ts";

/*
 * npm run bench: speed as ratios to a named baseline in the same run, on this machine, against a model server
 * on loopback that answers at once. Absolute times are printed to be understood, not to be compared.
 */

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const ROUNDS = 24;

/** Milliseconds from a message to the model's request for it. */
async function ask(
  product: Product,
  model: CountingModel,
  project: string,
  conversation?: string,
): Promise<{ took: number; conversation: string }> {
  const message = `product-message-${randomUUID()}`;
  const asked = model.next(message);
  const started = performance.now();
  const run = await say(product, project, message, conversation);
  const took = (await asked).at - started;
  await readToEnd(product, run.execution_id);
  return { took, conversation: run.conversation_id };
}

const wait = (time: number) => new Promise((done) => setTimeout(done, time));

/** A conversation is opened in the page: its project's spare, or its own process, is made ready. */
async function opened(product: Product, project: string, conversation?: string): Promise<void> {
  const path = conversation ? `conversations/${conversation}/warm` : "warm";
  await fetch(`${product.url}/api/projects/${project}/${path}`, { method: "POST" });
  await wait(2500);
}

async function latency(): Promise<void> {
  console.log("\nMessage → model request (median)");
  const model = await startCountingModel();
  const product = await startProductOn(model, {
    // Short, so that sessions are put to sleep while this waits.
    AGENT_IDLE_MS: "4000",
  });
  try {
    // Asked between ours, so that a busy moment of the machine strikes both.
    const perMessage = await openQueryPerMessage(model);
    await perMessage.ask();
    const all: number[] = [];
    /** Our times, and the baseline's at the same time. */
    const series = () => {
      const ours: number[] = [];
      const queries: number[] = [];
      return {
        add: (took: number) => ours.push(took),
        async beside() {
          const took = await perMessage.ask();
          queries.push(took);
          all.push(took);
        },
        report(what: string, limit?: number) {
          const ratio = median(ours) / median(queries);
          report(what, ms(median(ours)));
          report(
            "  ÷ query per message",
            `${ratio.toFixed(ratio < 0.1 ? 3 : 2)}×`,
            limit === undefined ? undefined : { says: `≤ ${limit}×`, ok: ratio <= limit },
          );
          return median(ours);
        },
      };
    };
    const bare = await bareStreaming(model, ROUNDS, "least");
    const same = await bareStreaming(model, ROUNDS, "same");
    const project = await newProject(product);
    const [fresh, follows, evicted, restarted, cold] = [series(), series(), series(), series(), series()];
    const conversations: string[] = [];
    for (let i = 0; i < 6; i++) {
      await opened(product, project);
      await fresh.beside();
      const first = await ask(product, model, project);
      // The very first one also pays for what the server has never done before.
      if (i > 0) fresh.add(first.took);
      conversations.push(first.conversation);
      await follows.beside();
      for (let j = 0; j < ROUNDS / 4; j++) {
        const { took } = await ask(product, model, project, first.conversation);
        if (i > 0) follows.add(took);
      }
    }
    await wait(6000);
    for (const conversation of conversations) {
      await evicted.beside();
      evicted.add((await ask(product, model, project, conversation)).took);
    }
    for (const conversation of conversations.slice(0, 5)) {
      await product.stop();
      await product.restart();
      await restarted.beside();
      restarted.add((await ask(product, model, project, conversation)).took);
    }
    for (let i = 0; i < 3; i++) {
      const other = await newProject(product);
      await cold.beside();
      cold.add((await ask(product, model, other)).took);
    }
    await perMessage.close();
    const bareFollow = median(bare.slice(1));
    report("baseline: one query() per message, resumed", ms(median(all)));
    report("baseline: bare SDK, streaming input, five tools, follow-up", ms(bareFollow));
    report("baseline: bare SDK, streaming input, our prompt and tools", ms(median(same.slice(1))));
    fresh.report("new conversation, with a spare", 0.45);
    cold.report("new conversation, nothing warm");
    const follow = follows.report("follow-up", 0.12);
    report("  ÷ bare SDK with five tools", `${(follow / bareFollow).toFixed(2)}×`, {
      says: "≤ 1.5×",
      ok: follow / bareFollow <= 1.5,
    });
    report("  ÷ bare SDK with our prompt and tools", `${(follow / median(same.slice(1))).toFixed(2)}×`);
    evicted.report("after eviction", 1.1);
    restarted.report("after a restart", 1.2);
  } finally {
    await product.dispose();
    await model.close();
  }
}

async function toolsUpFront(): Promise<void> {
  const { firstRequestBytes } = await import("./lib/first-request.ts");
  const { deferred, upFront } = await firstRequestBytes();
  console.log("\nFirst request with every tool, to a Claude model");
  report("tools behind tool search", `${(deferred / 1024).toFixed(1)} KB`, {
    says: "≤ 30 KB",
    ok: deferred <= 30 * 1024,
  });
  report("tools loaded up front", `${(upFront / 1024).toFixed(1)} KB`);
  report("  ratio", `${(deferred / upFront).toFixed(2)}×`);
}

async function startup(): Promise<void> {
  console.log("\nStart-up: `npm start` to “is ready” (whole process)");
  const time = async (home: string) => {
    const started = performance.now();
    const product = await startProduct({ LAKEHAND_HOME: home });
    const took = performance.now() - started;
    await product.stop();
    return took;
  };
  const home = await mkdtemp(join(tmpdir(), "lakehand-bench-home-"));
  report("first start (state is made: database, catalogs, samples)", ms(await time(home)));
  const again = [];
  for (let i = 0; i < 5; i++) again.push(await time(home));
  report("second start (median of 5)", ms(median(again)), { says: "about 2 s", ok: median(again) <= 2500 });
  await rm(home, { recursive: true, force: true });
}

async function pageWeight(): Promise<void> {
  console.log("\nPage");
  const dist = join(root, "apps/web/dist");
  const html = await readFile(join(dist, "index.html"), "utf8");
  const eager = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map((match) => match[1] ?? "");
  let bytes = 0;
  for (const path of eager) bytes += gzipSync(await readFile(join(dist, path)), { level: 9 }).length;
  report(`eager JavaScript, gzip (${eager.length} files)`, `${(bytes / 1024).toFixed(0)} KB`, {
    says: "≤ 260 KB",
    ok: bytes <= 260 * 1024,
  });
  const all = (await readdir(join(dist, "assets"))).filter((name) => name.endsWith(".js")).length;
  report("JavaScript files in all", String(all));
}

const load = (await promisify(execFile)("cat", ["/proc/loadavg"]).catch(() => ({ stdout: "" }))).stdout.split(
  " ",
)[0];
console.log(`Node ${process.versions.node}, ${process.platform}, load ${load || "unknown"}`);
const sections: Record<string, () => Promise<void>> = {
  latency,
  tools: toolsUpFront,
  events: eventLatency,
  replay: logReplay,
  memory: flatMemory,
  many: manyConversations,
  startup,
  page: pageWeight,
};
const named = process.argv.slice(2);
const unknown = named.find((name) => !(name in sections));
if (unknown) {
  console.error(`There is no section "${unknown}". Sections: ${Object.keys(sections).join(", ")}.`);
  process.exit(2);
}
for (const [name, section] of Object.entries(sections))
  if (named.length === 0 || named.includes(name)) await section();
const missed = missedTargets();
console.log(
  missed.length === 0 ? "\nAll targets met." : `\n${missed.length} target(s) missed: ${missed.join("; ")}`,
);
process.exit(0);
