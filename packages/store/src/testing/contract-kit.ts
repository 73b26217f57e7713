import { randomUUID } from "node:crypto";
import type { AgentEvent, LoggedEvent } from "@lakehand/protocol";
import { afterAll, beforeAll, expect } from "vitest";
import type { ConversationRow, ExecutionRow, Lease, ProjectRow, StartExecution, Store } from "../store.ts";

/** A database for the contract; `open` may be called again after `close` and must find the same data. */
export interface StoreUnderTest {
  open(): Promise<Store>;
  /** A second process on the same database. */
  another(): Promise<Store>;
  cleanUp(): Promise<void>;
}

export const me = "me@example.com";
export const other = "other@example.com";
export const limits = { server: 100_000, user: 100_000 };
/** Long enough for any test. */
export const leaseMs = 600_000;

export function logged(seq: number, event: AgentEvent): LoggedEvent {
  return { seq, at: new Date(1_700_000_000_000 + seq).toISOString(), event };
}
export const delta = (seq: number, text = `piece ${seq}`) =>
  logged(seq, { type: "text_delta", block_id: "b1", text });

export interface Started {
  project: ProjectRow;
  conversation: ConversationRow;
  execution: ExecutionRow;
  lease: Lease;
  messageId: string;
  events: LoggedEvent[];
}

/** What the parts of the contract share: the store, and the shortest ways to have something in it. */
export interface Kit {
  store: Store;
  subject: StoreUnderTest;
  conversation(owner?: string): Promise<{ project: ProjectRow; conversation: ConversationRow }>;
  /** A run held by this process, in `into` or a conversation of its own. */
  begin(
    text?: string,
    into?: Awaited<ReturnType<Kit["conversation"]>>,
    more?: Partial<StartExecution>,
  ): Promise<Started>;
  /** A run that this process does not take. */
  queue(owner?: string): Promise<ExecutionRow>;
  /** Asks until it is so. */
  eventually<T>(look: () => T | Promise<T>, wanted?: (value: T) => boolean): Promise<T>;
}

export function makeKit(make: () => Promise<StoreUnderTest>): Kit {
  const kit = {
    async conversation(owner = me) {
      const project = await kit.store.projects.create(owner, "A project");
      const made = await kit.store.conversations.create(owner, project.id, "A conversation");
      return { project, conversation: made as ConversationRow };
    },
    async begin(text = "Count the trips", into, more = {}) {
      const made = into ?? (await kit.conversation());
      const input: StartExecution = {
        userEmail: made.project.userEmail,
        conversationId: made.conversation.id,
        projectId: made.project.id,
        messageId: randomUUID(),
        text,
        lease: { leaseMs, limits },
        ...more,
      };
      const started = await kit.store.executions.start(input);
      return { ...made, messageId: input.messageId, lease: leaseOf(started.execution), ...started };
    },
    async queue(owner = me) {
      const { project, conversation } = await kit.conversation(owner);
      const { execution } = await kit.store.executions.start({
        userEmail: owner,
        conversationId: conversation.id,
        projectId: project.id,
        messageId: randomUUID(),
        text: "waits",
      });
      return execution;
    },
    async eventually(look, wanted = Boolean) {
      for (let tries = 0; ; tries++) {
        const value = await look();
        if (wanted(value)) return value;
        if (tries > 400) expect.fail(`never came to be; the last value was ${JSON.stringify(value)}`);
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    },
  } as Kit;
  beforeAll(async () => {
    kit.subject = await make();
    kit.store = await kit.subject.open();
  });
  afterAll(async () => {
    await kit.store?.close();
    await kit.subject?.cleanUp();
  });
  return kit;
}

/** The lease of a run that is held; one that no run has otherwise. */
export function leaseOf(execution: ExecutionRow): Lease {
  return execution.lease ?? { owner: "nobody", epoch: -1 };
}
