import { isDeepStrictEqual } from "node:util";
import { isOpenStatus, reduceAll } from "@lakehand/protocol";
import type { Postgres } from "../../../scripts/lib/system.mjs";
import { descendants, isAlive, type Process } from "../../lib/processes.ts";
import type { Product } from "../../lib/product.ts";
import { request, runsOf, type ServerRun, send } from "./client.ts";
import type { Relay } from "./relay.ts";
import { scriptedMessage } from "./script.ts";
import { openTab, type Tab } from "./tab.ts";

export type Fault = "server" | "agent" | "connection" | "database";

export interface World {
  product: Product;
  relay: Relay;
  origin: string;
  postgres: Postgres;
  project: string;
  random: () => number;
}

export interface Findings {
  messages: number;
  messagesLost: number;
  messagesDoubled: number;
  events: number;
  eventsLost: number;
  eventsDoubled: number;
  tabs: number;
  tabsUnequal: number;
  runs: number;
  runsOpen: number;
  interrupted: number;
  /** Of the interrupted ones: continued, and come to a good end then. */
  continued: number;
  continuedWell: number;
  /** From the end of the fault to the last run's terminal state. */
  settledMs: number;
  orphans: number;
  /** What was found, in words, to look at. */
  notes: string[];
  /** Of the marks that the scripts write. */
  marks: string[];
}

const CONVERSATIONS = 2;
const TABS = 2;
/** A run must be over, or handed over and over, this long after the fault has passed … */
const LIMIT_MS = 10_000;
/** … plus what its own script still takes when it was not hurt at all. */
const SCRIPT_MS = 15_000;
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Several conversations at work, one fault at a random moment, and a look at what is left of them. */
export async function playMoment(world: World, number: number, fault: Fault): Promise<Findings> {
  const { origin, project, random } = world;
  const found: Findings = {
    messages: 0,
    messagesLost: 0,
    messagesDoubled: 0,
    events: 0,
    eventsLost: 0,
    eventsDoubled: 0,
    tabs: 0,
    tabsUnequal: 0,
    runs: 0,
    runsOpen: 0,
    interrupted: 0,
    continued: 0,
    continuedWell: 0,
    settledMs: 0,
    orphans: 0,
    notes: [],
    marks: [],
  };
  const tabs = new Map<string, Tab[]>();
  const watch = (executionId: string, count: number) => {
    if (!tabs.has(executionId))
      tabs.set(
        executionId,
        Array.from({ length: count }, () => openTab(origin, executionId)),
      );
  };
  const said = Array.from({ length: CONVERSATIONS }, (_, i) =>
    scriptedMessage(`m${number}c${i}`, random, random() < 0.3),
  );
  const started = said.map(async (message) => {
    const answer = await send(origin, { project_id: project, message: message.text });
    watch(answer.execution_id, TABS);
    return answer;
  });
  await wait(random() * 5000);
  await strike(world, fault, found);
  const healed = Date.now();
  const acknowledged = await Promise.all(started);

  const runs = new Map<string, ServerRun[]>();
  const settled = async (limitMs: number) => {
    const from = Date.now();
    for (;;) {
      let open = 0;
      for (const { conversation_id } of acknowledged) {
        const now = await runsOf(origin, project, conversation_id);
        runs.set(conversation_id, now);
        for (const run of now) watch(run.id, 1);
        open += now.filter((run) => isOpenStatus(run.status as never)).length;
      }
      if (open === 0 || Date.now() - from > limitMs) return open;
      await wait(200);
    }
  };
  found.runsOpen = await settled(LIMIT_MS + SCRIPT_MS);
  found.settledMs = Date.now() - healed;

  for (const { conversation_id } of acknowledged) {
    const last = runs.get(conversation_id)?.at(-1);
    if (last?.status !== "interrupted" || random() < 0.5) continue;
    const { status, body } = await request<{ execution_id: string }>(
      origin,
      `/api/executions/${last.id}/continue`,
      {
        body: {},
      },
    );
    if (status !== 200) {
      found.notes.push(`continue of ${last.id}: ${status} ${JSON.stringify(body)}`);
      continue;
    }
    found.continued += 1;
    watch(body.execution_id, 1);
    found.runsOpen += await settled(LIMIT_MS + SCRIPT_MS);
    const end = runs.get(conversation_id)?.find((run) => run.id === body.execution_id);
    if (end?.status === "completed") found.continuedWell += 1;
    else found.notes.push(`the continuation ${body.execution_id} ended ${end?.status}`);
  }

  for (const [i, { conversation_id }] of acknowledged.entries()) {
    const message = said[i];
    if (!message) continue;
    found.messages += 1;
    found.marks.push(...message.marks);
    const all = runs.get(conversation_id) ?? [];
    const times = all
      .flatMap((run) => run.events)
      .filter(({ event }) => event.type === "user_message" && event.text === message.text).length;
    if (times === 0) found.messagesLost += 1;
    if (times > 1) found.messagesDoubled += times - 1;
    for (const run of all) await judge(run, tabs.get(run.id) ?? [], found);
  }
  for (const each of tabs.values()) for (const tab of each) tab.close();
  return found;
}

async function judge(run: ServerRun, tabs: readonly Tab[], found: Findings): Promise<void> {
  found.runs += 1;
  if (run.status === "interrupted") found.interrupted += 1;
  found.events += run.events.length;
  run.events.forEach(({ seq }, i) => {
    const before = run.events[i - 1]?.seq ?? 0;
    if (seq > before + 1) found.eventsLost += seq - before - 1;
    if (seq <= before) found.eventsDoubled += 1;
  });
  if (run.unread > 0) found.notes.push(`run ${run.id}: ${run.unread} events of an unknown kind`);
  const last = run.events.at(-1)?.event.type;
  if (!isOpenStatus(run.status as never) && last !== "stream.completed")
    found.notes.push(`run ${run.id} is ${run.status}, but its log ends in ${last}`);
  const truth = reduceAll(run.id, run.events);
  for (const tab of tabs) {
    found.tabs += 1;
    await Promise.race([tab.ended, wait(LIMIT_MS)]).catch((error: unknown) =>
      found.notes.push(`a tab of run ${run.id} gave up: ${String(error)}`),
    );
    found.eventsLost += tab.gaps;
    found.eventsDoubled += tab.doubled;
    if (isDeepStrictEqual(tab.view(), truth)) continue;
    found.tabsUnequal += 1;
    found.notes.push(
      `a tab of run ${run.id} (${run.status}) stands at ${tab.view().lastSeq} of ${truth.lastSeq}, ${tab.view().status}`,
    );
  }
}

/** Makes the fault and waits until it has passed. */
async function strike(world: World, fault: Fault, found: Findings): Promise<void> {
  const { product, relay, postgres, random } = world;
  switch (fault) {
    case "server": {
      const below = descendants(product.process.pid ?? -1);
      await product.stop("SIGKILL");
      const gone = survivors(below);
      await product.restart();
      for (const orphan of await gone) {
        found.orphans += 1;
        found.notes.push(`still alive after its server was killed: ${orphan.command.slice(0, 100)}`);
      }
      return;
    }
    case "agent": {
      const agents = descendants(product.process.pid ?? -1).filter(({ command }) => /claude/.test(command));
      const victim = agents[Math.floor(random() * agents.length)];
      if (!victim) return void found.notes.push("no agent process was there to be killed");
      try {
        process.kill(victim.pid, "SIGKILL");
      } catch {
        // It has just ended by itself.
      }
      return;
    }
    case "connection":
      for (let i = 0; i < 3; i++) {
        relay.cut(random() * 1500);
        await wait(300 + random() * 1500);
      }
      return;
    case "database": {
      const downMs = 5000 + 55_000 * random() ** 6;
      await postgres.crash();
      await wait(downMs);
      await postgres.start();
      return;
    }
  }
}

/** Those that are still alive five seconds later. */
async function survivors(below: readonly Process[]): Promise<Process[]> {
  for (let i = 0; i < 50 && below.some(isAlive); i++) await wait(100);
  return below.filter(isAlive);
}
