import { connect, createServer, type Server, type Socket } from "node:net";
import { type SecureContext, TLSSocket } from "node:tls";
import {
  askForPassword,
  CANCEL_REQUEST,
  fatal,
  GSS_REQUEST,
  MOST_PASSWORD,
  MOST_STARTUP,
  readParameters,
  SSL_REQUEST,
} from "./wire.ts";

export interface GatewayParts {
  /** Undefined when this user may come in; else why not, as PostgreSQL reports it. */
  refuse(user: string, password: string): Promise<Refusal | undefined>;
  /** Socket of the running server; starts it when it sleeps. */
  backend(): Promise<string>;
  /** The server did not answer: starts it again. */
  revive(): Promise<void>;
  /** A connection has come or gone. */
  changed(open: number): void;
}

export interface Refusal {
  code: string;
  message: string;
  hint?: string;
}

/** How long a client may take to say who it is. */
const PATIENCE_MS = 20_000;

/**
 * The address of one database server. It asks for the password itself, since PostgreSQL knows one password a role and
 * Databricks' clients come with any of several tokens, and then passes everything to the server's private socket.
 */
export class Gateway {
  readonly #parts: GatewayParts;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #secureContext: SecureContext | undefined;
  #open = 0;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    this.#server = createServer((socket) => this.#greet(socket));
    this.#server.maxConnections = 300;
  }

  /** Rejects with the system's code (`EADDRINUSE`, `EADDRNOTAVAIL`) when the address cannot be had. */
  listen(host: string, port: number, secureContext: SecureContext): Promise<number> {
    this.#secureContext = secureContext;
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ host, port }, () => {
        this.#server.off("error", reject);
        this.#server.on("error", () => {});
        resolve((this.#server.address() as { port: number }).port);
      });
    });
  }

  /** Ends all connections; new ones may come while it listens. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.cut();
    await closed;
  }

  #greet(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => this.#sockets.delete(socket));
    const timer = setTimeout(() => socket.destroy(), PATIENCE_MS);
    void this.#admit(socket, () => clearTimeout(timer))
      .catch(() => socket.destroy())
      .finally(() => clearTimeout(timer));
  }

  async #admit(raw: Socket, admitted: () => void): Promise<void> {
    let socket: Socket = raw;
    for (;;) {
      const length = (await take(socket, 4)).readInt32BE();
      if (length < 8 || length > MOST_STARTUP) return void socket.destroy();
      const body = await take(socket, length - 4);
      const code = body.readInt32BE();
      if (code === GSS_REQUEST) socket.write("N");
      else if (code === SSL_REQUEST && socket === raw) socket = this.#encrypt(raw);
      else if (code === CANCEL_REQUEST) return await this.#cancel(socket, body);
      else if (code >> 16 === 3) return await this.#start(socket, body, admitted);
      else
        return void socket.end(fatal("0A000", "This is not a version of the protocol that is spoken here."));
    }
  }

  #encrypt(raw: Socket): Socket {
    // What came before the handshake would be taken for something said inside it.
    if (raw.readableLength > 0) throw new Error("bytes before the TLS handshake");
    raw.write("S");
    const socket = new TLSSocket(raw, { isServer: true, secureContext: this.#secureContext });
    socket.on("error", () => raw.destroy());
    return socket;
  }

  async #start(socket: Socket, startup: Buffer, admitted: () => void): Promise<void> {
    const user = readParameters(startup).get("user") ?? "";
    socket.write(askForPassword());
    const head = await take(socket, 5);
    const length = head.readInt32BE(1) - 4;
    if (head[0] !== 0x70 || length < 1 || length > MOST_PASSWORD) return void socket.destroy();
    const password = (await take(socket, length)).subarray(0, -1).toString("utf8");
    let backend: Socket;
    try {
      const refusal = await this.#parts.refuse(user, password);
      if (refusal) return void socket.end(fatal(refusal.code, refusal.message, refusal.hint));
      backend = await this.#dial();
    } catch (error) {
      return void socket.end(fatal("57P03", `The database cannot be started: ${(error as Error).message}`));
    }
    admitted();
    if (socket.destroyed) return void backend.destroy();
    this.#open += 1;
    this.#parts.changed(this.#open);
    backend.write(framed(startup));
    backend.on("error", () => socket.destroy());
    backend.once("close", () => socket.destroy());
    socket.once("close", () => {
      backend.destroy();
      this.#open -= 1;
      this.#parts.changed(this.#open);
    });
    backend.pipe(socket);
    socket.pipe(backend);
  }

  async #dial(): Promise<Socket> {
    try {
      return await dial(await this.#parts.backend());
    } catch {
      await this.#parts.revive();
      return dial(await this.#parts.backend());
    }
  }

  async #cancel(socket: Socket, body: Buffer): Promise<void> {
    const backend = await this.#dial();
    backend.on("error", () => {});
    backend.end(framed(body));
    socket.end();
  }
}

function framed(body: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeInt32BE(body.length + 4);
  return Buffer.concat([head, body]);
}

function dial(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });
}

/** Exactly so many bytes; what comes after them stays in the socket. Rejects when it ends before. */
function take(socket: Socket, size: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const attempt = () => {
      const found = socket.read(size) as Buffer | null;
      if (found === null) {
        if (socket.readableEnded || socket.destroyed) finish(new Error("the client went away"));
        return;
      }
      finish(found.length === size ? found : new Error("the client went away"));
    };
    const gone = () => finish(new Error("the client went away"));
    const finish = (result: Buffer | Error) => {
      socket.off("readable", attempt);
      socket.off("end", gone);
      socket.off("close", gone);
      if (result instanceof Error) reject(result);
      else resolve(result);
    };
    socket.on("readable", attempt);
    socket.once("end", gone);
    socket.once("close", gone);
    attempt();
  });
}
