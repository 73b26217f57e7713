import { get } from "node:http";
import { query } from "@anthropic-ai/claude-agent-sdk";
import type { Product } from "../e2e/lib/product.ts";
import { newProject, say, startProductOn } from "./lib/api.ts";
import { ms, percentile, report } from "./lib/figures.ts";
import { bareOptions } from "./lib/sdk-baselines.ts";
import { clock, startTimedModel, type TimedModel, timesIn } from "./lib/timed-model.ts";

const PIECES = 400;
const GAP_MS = 25;
const message = `[[stream pieces=${PIECES} gap=${GAP_MS} turns=1]]`;

/** Milliseconds from the model's piece of text to the bare SDK's caller. */
async function throughSdk(model: TimedModel): Promise<number[]> {
  const { options, clean } = await bareOptions(model);
  const delays: number[] = [];
  const running = query({ prompt: message, options: { ...options, includePartialMessages: true } });
  for await (const event of running)
    if (event.type === "stream_event" && event.event.type === "content_block_delta")
      for (const at of timesIn(JSON.stringify(event.event.delta))) delays.push(clock() - at);
  await clean();
  return delays;
}

/** The same to `viewers` readers of one run, all delays together. */
async function throughProduct(product: Product, project: string, viewers: number): Promise<number[]> {
  const { execution_id } = await say(product, project, message);
  const delays: number[] = [];
  const { port } = new URL(product.url);
  const watch = () =>
    new Promise<void>((resolve, reject) => {
      const request = get(
        { host: "127.0.0.1", port, path: `/api/stream_progress/${execution_id}`, agent: false },
        (response) => {
          response.on("data", (chunk: Buffer) => {
            const now = clock();
            // The message's own text holds no time, and what was missed while connecting comes too late by itself.
            for (const at of timesIn(chunk.toString("utf8"))) delays.push(now - at);
          });
          response.on("end", resolve);
        },
      );
      request.on("error", reject);
    });
  await Promise.all(Array.from({ length: viewers }, watch));
  // Pieces that were sent before all readers had come.
  return delays.slice(Math.floor(delays.length * 0.1));
}

/** What the gateway, the log and the fan-out add to an event on its way from the model to a viewer. */
export async function eventLatency(): Promise<void> {
  console.log(`\nEvent latency added by us, model → viewer (${PIECES} pieces of text, ${GAP_MS} ms apart)`);
  const model = await startTimedModel();
  const product = await startProductOn(model);
  try {
    const bare = await throughSdk(model);
    const base = { p50: percentile(bare, 0.5), p99: percentile(bare, 0.99) };
    report("baseline: bare SDK, p50 / p99", `${ms(base.p50)} / ${ms(base.p99)}`);
    const project = await newProject(product);
    await throughProduct(product, project, 1);
    for (const viewers of [1, 50, 500]) {
      const delays = await throughProduct(product, project, viewers);
      const p50 = percentile(delays, 0.5) - base.p50;
      const p99 = percentile(delays, 0.99) - base.p99;
      const target = viewers === 50;
      report(
        `${viewers} viewer${viewers === 1 ? "" : "s"}, added at p50`,
        ms(p50),
        target ? { says: "≤ 5 ms", ok: p50 <= 5 } : undefined,
      );
      report(
        `${viewers} viewer${viewers === 1 ? "" : "s"}, added at p99`,
        ms(p99),
        target ? { says: "≤ 50 ms", ok: p99 <= 50 } : undefined,
      );
    }
  } finally {
    await product.dispose();
    await model.close();
  }
}
