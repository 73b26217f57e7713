import { randomUUID } from "node:crypto";
import { fromWire, type LoggedEvent } from "@lakehand/protocol";

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Asks again while nothing answers, or the server says that it will later: at most `forMs`. */
export async function request<T>(
  origin: string,
  path: string,
  options: { method?: string; body?: unknown; headers?: Record<string, string>; forMs?: number } = {},
): Promise<{ status: number; body: T }> {
  const until = Date.now() + (options.forMs ?? 90_000);
  for (;;) {
    try {
      const response = await fetch(origin + path, {
        method: options.method ?? (options.body === undefined ? "GET" : "POST"),
        headers: { "content-type": "application/json", ...options.headers },
        ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
        signal: AbortSignal.timeout(20_000),
      });
      const body = (await response.json()) as T & { retryable?: boolean };
      const again = response.status >= 500 || (response.status === 409 && body.retryable === true);
      if (!again || Date.now() > until) return { status: response.status, body };
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await wait(100);
  }
}

/** Sends a message until it is acknowledged; the key makes a repeated request the same message. */
export async function send(
  origin: string,
  input: { project_id: string; message: string },
): Promise<{ execution_id: string; conversation_id: string }> {
  const { status, body } = await request<{ execution_id: string; conversation_id: string }>(
    origin,
    "/api/invoke_agent",
    { body: { ...input, mode: "auto" }, headers: { "idempotency-key": randomUUID() } },
  );
  if (status !== 200) throw new Error(`invoke_agent: ${status} ${JSON.stringify(body)}`);
  return body;
}

export interface ServerRun {
  id: string;
  status: string;
  events: LoggedEvent[];
  /** Events that this program cannot read. */
  unread: number;
}

/** All runs of a conversation as the server has them, oldest first. */
export async function runsOf(origin: string, project: string, conversation: string): Promise<ServerRun[]> {
  const { body } = await request<{ all: { id: string; status: string; events: unknown[] }[] }>(
    origin,
    `/api/projects/${project}/conversations/${conversation}/executions?all=true`,
  );
  return body.all.map(({ id, status, events }) => {
    const read = events.map(fromWire).filter((event) => event !== undefined);
    return { id, status, events: read, unread: events.length - read.length };
  });
}

interface Inbox {
  items: { approval_id: string; execution_id: string; request: { kind: string } }[];
}

/** Answers what waits for a person, as a person would: a moment later. Gives the end of it. */
export function answering(origin: string, delayMs: () => number): () => Promise<void> {
  let stopped = false;
  const loop = (async () => {
    while (!stopped) {
      await wait(150);
      const inbox = await request<Inbox>(origin, "/api/inbox", { forMs: 0 }).catch(() => undefined);
      for (const { approval_id, execution_id } of inbox?.body.items ?? []) {
        await wait(delayMs());
        await request(origin, `/api/executions/${execution_id}/approvals/${approval_id}`, {
          body: { decision: "allow" },
          forMs: 5000,
        }).catch(() => undefined);
      }
    }
  })();
  return async () => {
    stopped = true;
    await loop;
  };
}
