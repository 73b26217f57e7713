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
import { newProject, readToEnd, say } from "./lib/api.ts";
import { type CountingModel, startCountingModel } from "./lib/counting-model.ts";
import { median, missedTargets, ms, report } from "./lib/figures.ts";
import { bareStreaming, queryPerMessage } from "./lib/sdk-baselines.ts";
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
  const product = await startProduct({
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_AUTH_TOKEN: "bench",
    ANTHROPIC_MODEL: "bench-model",
    // Short, so that sessions are put to sleep while this waits.
    AGENT_IDLE_MS: "4000",
  });
  try {
    const perMessage = await queryPerMessage(model, ROUNDS);
    const bare = await bareStreaming(model, ROUNDS, "least");
    const same = await bareStreaming(model, ROUNDS, "same");
    const query = median(perMessage);
    const project = await newProject(product);
    const fresh: number[] = [];
    const follows: number[] = [];
    const evicted: number[] = [];
    let conversations: string[] = [];
    for (let i = 0; i < 6; i++) {
      await opened(product, project);
      const first = await ask(product, model, project);
      // The very first one also pays for what the server has never done before.
      if (i > 0) fresh.push(first.took);
      conversations = [...conversations, first.conversation];
      for (let j = 0; j < ROUNDS / 4; j++) {
        const { took } = await ask(product, model, project, first.conversation);
        if (i > 0) follows.push(took);
      }
    }
    await wait(6000);
    for (const conversation of conversations)
      evicted.push((await ask(product, model, project, conversation)).took);
    const restarted: number[] = [];
    for (const conversation of conversations.slice(0, 4)) {
      await product.stop();
      await product.restart();
      restarted.push((await ask(product, model, project, conversation)).took);
    }
    const cold = await ask(product, model, await newProject(product));
    const bareFollow = median(bare.slice(1));
    const sameFollow = median(same.slice(1));
    const follow = median(follows);
    const against = (value: number, limit: number) => ({ says: `≤ ${limit}×`, ok: value / query <= limit });
    const ratio = (value: number) => `${(value / query).toFixed(value / query < 0.1 ? 3 : 2)}×`;
    report("baseline: one query() per message, resumed", ms(query));
    report("baseline: bare SDK, streaming input, five tools, follow-up", ms(bareFollow));
    report("baseline: bare SDK, streaming input, our prompt and tools", ms(sameFollow));
    report("new conversation, with a spare", ms(median(fresh)));
    report("  ÷ query per message", ratio(median(fresh)), against(median(fresh), 0.45));
    report("new conversation, nothing warm", ms(cold.took));
    report("  ÷ query per message", ratio(cold.took));
    report("follow-up", ms(follow));
    report("  ÷ query per message", ratio(follow), against(follow, 0.12));
    report("  ÷ bare SDK with five tools", `${(follow / bareFollow).toFixed(2)}×`, {
      says: "≤ 1.5×",
      ok: follow / bareFollow <= 1.5,
    });
    report("  ÷ bare SDK with our prompt and tools", `${(follow / sameFollow).toFixed(2)}×`);
    report("after eviction", ms(median(evicted)));
    report("  ÷ query per message", ratio(median(evicted)), against(median(evicted), 1.1));
    report("after a restart", ms(median(restarted)));
    report("  ÷ query per message", ratio(median(restarted)), against(median(restarted), 1.2));
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
