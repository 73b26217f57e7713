import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface SeenRequest {
  method: string;
  /** Path and query exactly as they came over the wire. */
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
}

export type FakeAnswer =
  | { status?: number; json?: unknown; text?: string; headers?: Record<string, string> }
  | ((response: ServerResponse, request: SeenRequest) => void | Promise<void>);

export interface FakeServer {
  url: string;
  requests: SeenRequest[];
  close(): Promise<void>;
}

/** A loopback HTTP server that answers as the test says. `undefined` answers 404. */
export async function startFakeServer(
  answer: (request: SeenRequest, count: number) => FakeAnswer | undefined,
): Promise<FakeServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on("data", (part: Buffer) => parts.push(part));
    incoming.on("end", () => {
      const seen: SeenRequest = {
        method: incoming.method ?? "",
        url: incoming.url ?? "",
        headers: incoming.headers,
        body: Buffer.concat(parts).toString(),
      };
      requests.push(seen);
      const given = answer(seen, requests.length) ?? {
        status: 404,
        json: { error_code: "ENDPOINT_NOT_FOUND", message: `No such endpoint: ${seen.url}` },
      };
      if (typeof given === "function") return void given(response, seen);
      response.writeHead(given.status ?? 200, { "content-type": "application/json", ...given.headers });
      response.end(given.text ?? JSON.stringify(given.json ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
