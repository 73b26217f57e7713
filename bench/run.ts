import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { type Product, startProduct } from "../e2e/lib/product.ts";
import { type CountingModel, startCountingModel } from "./lib/counting-model.ts";
import { bareStreaming, queryPerMessage } from "./lib/sdk-baselines.ts";

/*
 * npm run bench: speed as ratios to a named baseline in the same run, on this machine, against a model server
 * on loopback that answers at once. Absolute times are printed to be understood, not to be compared.
 */

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const ROUNDS = 24;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const ms = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`;

interface Line {
  what: string;
  value: string;
  target?: string;
  ok?: boolean;
}
const lines: Line[] = [];
function report(what: string, value: string, target?: { says: string; ok: boolean }): void {
  const line: Line = { what, value, ...(target ? { target: target.says, ok: target.ok } : {}) };
  lines.push(line);
  console.log(
    `${line.ok === undefined ? " " : line.ok ? "✓" : "✗"} ${what.padEnd(62)} ${value.padStart(12)}  ${line.target ?? ""}`,
  );
}

async function api<T>(product: Product, path: string, body: unknown): Promise<T> {
  const response = await fetch(product.url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Message → model request through the whole product, in one conversation: [first, follow-ups …]. */
async function throughProduct(product: Product, model: CountingModel, messages: number): Promise<number[]> {
  const project = await api<{ id: string }>(product, "/api/projects", { name: "bench" });
  let conversation_id: string | undefined;
  const times: number[] = [];
  for (let i = 0; i < messages; i++) {
    const message = `product-message-${i}-of-${messages}-${project.id}`;
    const asked = model.next(message);
    const started = performance.now();
    const run = await api<{ execution_id: string; conversation_id: string }>(product, "/api/invoke_agent", {
      project_id: project.id,
      conversation_id,
      message,
    });
    times.push((await asked).at - started);
    conversation_id = run.conversation_id;
    const stream = await fetch(`${product.url}/api/stream_progress/${run.execution_id}`);
    await stream.text();
  }
  return times;
}

async function latency(): Promise<void> {
  console.log("\nMessage → model request (median)");
  const model = await startCountingModel();
  const product = await startProduct({
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_AUTH_TOKEN: "bench",
    ANTHROPIC_MODEL: "bench-model",
  });
  try {
    const perMessage = await queryPerMessage(model, ROUNDS);
    const bare = await bareStreaming(model, ROUNDS, "least");
    const same = await bareStreaming(model, ROUNDS, "same");
    await throughProduct(product, model, 2);
    const conversations = [];
    for (let i = 0; i < 3; i++) conversations.push(await throughProduct(product, model, ROUNDS));
    const first = median(conversations.map((times) => times[0] ?? Number.NaN));
    const follow = median(conversations.flatMap((times) => times.slice(1)));
    const query = median(perMessage);
    const bareFollow = median(bare.slice(1));
    const sameFollow = median(same.slice(1));
    report("baseline: one query() per message, resumed", ms(query));
    report("baseline: bare SDK, streaming input, five tools, follow-up", ms(bareFollow));
    report("baseline: bare SDK, streaming input, our prompt and tools", ms(sameFollow));
    report("Lakehand, first message of a conversation", ms(first));
    report("  ÷ query per message", `${(first / query).toFixed(2)}×`);
    report("Lakehand, follow-up", ms(follow));
    report("  ÷ query per message", `${(follow / query).toFixed(3)}×`, {
      says: "≤ 0.15×",
      ok: follow / query <= 0.15,
    });
    report("  ÷ bare SDK with five tools", `${(follow / bareFollow).toFixed(2)}×`, {
      says: "≤ 1.5×",
      ok: follow / bareFollow <= 1.5,
    });
    report("  ÷ bare SDK with our prompt and tools", `${(follow / sameFollow).toFixed(2)}×`);
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
await latency();
await toolsUpFront();
await startup();
await pageWeight();
const missed = lines.filter((line) => line.ok === false);
console.log(
  missed.length === 0
    ? "\nAll targets met."
    : `\n${missed.length} target(s) missed: ${missed.map((line) => line.what.trim()).join("; ")}`,
);
process.exit(0);
