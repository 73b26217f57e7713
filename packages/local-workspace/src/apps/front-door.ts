import { randomUUID } from "node:crypto";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { messagePage } from "../pages/html.ts";
import type { AppLog } from "./app-log.ts";
import { logPage, streamLog } from "./logz.ts";

/** Who opens the app, as its headers tell it. */
export interface Visitor {
  email: string;
  user: string;
  preferredName: string;
  /** Only where the app asked for scopes of the user. */
  accessToken?: string;
}

export interface FrontDoorParts {
  name: string;
  log: AppLog;
  /** Port of the app itself; undefined while it does not run. */
  target(): number | undefined;
  /** Why it does not run. */
  status(): string;
  /** Whoever a bearer token stands for, else the workspace's user. Undefined: the token is not good. */
  visitor(bearer: string | undefined): Visitor | undefined;
}

const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** The address of an app: a reverse proxy on loopback that says who asks, and keeps its log at `/logz`. */
export class FrontDoor {
  readonly #parts: FrontDoorParts;
  readonly #server: Server;
  readonly #upgraded = new Set<Duplex>();
  #port = 0;

  constructor(parts: FrontDoorParts) {
    this.#parts = parts;
    this.#server = createServer((incoming, answer) => this.#serve(incoming, answer));
    this.#server.requestTimeout = 0;
    this.#server.keepAliveTimeout = 75_000;
    this.#server.on("upgrade", (incoming, socket, head) => this.#upgrade(incoming, socket, head));
  }

  get port(): number {
    return this.#port;
  }

  /** Where it was before, if that can be had. */
  async listen(before: number): Promise<number> {
    const on = (port: number) =>
      new Promise<number>((resolve, reject) => {
        this.#server.once("error", reject);
        this.#server.listen(port, "127.0.0.1", () => {
          this.#server.off("error", reject);
          resolve((this.#server.address() as { port: number }).port);
        });
      });
    this.#port = await on(before).catch(() => on(0));
    return this.#port;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#upgraded) socket.destroy();
    this.#server.closeAllConnections();
    await closed;
  }

  /** A sentence when the request must not come in. */
  #refusal({ headers, method }: IncomingMessage): string | undefined {
    const own = [`127.0.0.1:${this.#port}`, `localhost:${this.#port}`];
    // A web page that rebinds its name to a loopback address would send its own.
    if (!own.includes(headers.host ?? "")) return "This app answers only to its own loopback address.";
    const { origin } = headers;
    if (origin !== undefined && !own.includes(origin.replace(/^http:\/\//, "")))
      return "This app does not answer requests of other web pages.";
    const site = headers["sec-fetch-site"];
    const link = method === "GET" && headers["sec-fetch-mode"] === "navigate";
    if (site === "cross-site" && !link) return "This app does not answer requests of other web pages.";
    return undefined;
  }

  #serve(incoming: IncomingMessage, answer: ServerResponse): void {
    const refusal = this.#refusal(incoming);
    if (refusal) return void answer.writeHead(403, { "content-type": "text/plain" }).end(refusal);
    const visitor = this.#parts.visitor(bearerOf(incoming));
    if (!visitor)
      return void answer
        .writeHead(401, { "content-type": "text/plain" })
        .end("The access token is not valid.");
    const path = (incoming.url ?? "/").split("?")[0];
    if (path === "/logz") return void send(answer, logPage(this.#parts.name, this.#parts.log));
    const port = this.#parts.target();
    if (port === undefined) return void send(answer, messagePage(503, this.#parts.status()));
    const outgoing = request({
      host: "127.0.0.1",
      port,
      method: incoming.method,
      path: incoming.url,
      headers: this.#headers(incoming.headers, visitor),
      setHost: false,
    });
    outgoing.once("response", (response) => {
      answer.writeHead(response.statusCode ?? 502, response.statusMessage, endToEnd(response.headers));
      // Streams of events come through as they are written.
      answer.flushHeaders();
      response.pipe(answer);
      response.once("error", () => answer.destroy());
    });
    outgoing.once("error", () => {
      if (answer.headersSent) return void answer.destroy();
      send(answer, messagePage(502, `The app ${this.#parts.name} did not answer. ${this.#parts.status()}`));
    });
    answer.once("close", () => outgoing.destroy());
    incoming.once("error", () => outgoing.destroy());
    incoming.pipe(outgoing);
  }

  #upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#upgraded.add(socket);
    socket.once("close", () => this.#upgraded.delete(socket));
    socket.on("error", () => socket.destroy());
    const reject = (status: string) => void socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`);
    if (this.#refusal(incoming)) return void reject("403 Forbidden");
    const visitor = this.#parts.visitor(bearerOf(incoming));
    if (!visitor) return void reject("401 Unauthorized");
    if ((incoming.url ?? "").split("?")[0] === "/logz/stream")
      return void streamLog(this.#parts.log, incoming, socket, head);
    const port = this.#parts.target();
    if (port === undefined) return void reject("503 Service Unavailable");
    const backend = connect(port, "127.0.0.1", () => {
      const headers = this.#headers(incoming.headers, visitor);
      const lines = Object.entries({
        ...headers,
        connection: "Upgrade",
        upgrade: incoming.headers.upgrade ?? "",
      })
        .flatMap(([name, value]) => [value ?? []].flat().map((each) => `${name}: ${each}\r\n`))
        .join("");
      backend.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${lines}\r\n`);
      if (head.length > 0) backend.write(head);
      backend.pipe(socket);
      socket.pipe(backend);
    });
    backend.on("error", () =>
      backend.pending || socket.destroyed ? reject("502 Bad Gateway") : socket.destroy(),
    );
    backend.once("close", () => socket.destroy());
    socket.once("close", () => backend.destroy());
  }

  #headers(headers: IncomingHttpHeaders, visitor: Visitor): IncomingHttpHeaders {
    const host = headers.host ?? "";
    const own = Object.entries(endToEnd(headers)).filter(
      ([name]) => !/^x-(forwarded-|real-ip$|request-id$)/.test(name),
    );
    return {
      ...Object.fromEntries(own),
      "x-forwarded-email": visitor.email,
      "x-forwarded-user": visitor.user,
      "x-forwarded-preferred-username": visitor.preferredName,
      ...(visitor.accessToken ? { "x-forwarded-access-token": visitor.accessToken } : {}),
      "x-forwarded-host": host,
      "x-forwarded-proto": "http",
      "x-forwarded-for": "127.0.0.1",
      "x-real-ip": "127.0.0.1",
      "x-request-id": randomUUID(),
    };
  }
}

const endToEnd = (headers: IncomingHttpHeaders): IncomingHttpHeaders => {
  const named = new Set((headers.connection ?? "").split(",").map((each) => each.trim().toLowerCase()));
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name) && !named.has(name)),
  );
};

const bearerOf = ({ headers }: IncomingMessage) => /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? "")?.[1];

async function send(answer: ServerResponse, page: Response): Promise<void> {
  answer.writeHead(page.status, Object.fromEntries(page.headers));
  answer.end(await page.text());
}
