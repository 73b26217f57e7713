import type { WorkspaceApp } from "../workspace.ts";

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape.
  body: any;
  text: string;
}

/** Calls the app without a socket, as a client with the right token and Host would. */
export function caller(workspace: Pick<WorkspaceApp, "fetch" | "token">) {
  return async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const raw = typeof body === "string" || body instanceof Uint8Array || body instanceof FormData;
    const response = await workspace.fetch(
      new Request(`http://127.0.0.1:8010${path}`, {
        method,
        headers: { authorization: `Bearer ${workspace.token}`, ...headers },
        ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    let parsed: unknown;
    try {
      parsed = text === "" ? undefined : JSON.parse(text);
    } catch {
      parsed = undefined;
    }
    return { status: response.status, headers: response.headers, body: parsed, text };
  };
}
