import { readFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { readPostmaster } from "@lakehand/embedded-postgres";

/** A TCP way to the embedded server of a folder that can be closed, or fall silent. */
export interface Relay {
  url: string;
  /** Connections are cut, and new ones refused. */
  close(): Promise<void>;
  /** Nothing passes any more, and nothing is said about it. */
  silence(): void;
  open(): Promise<void>;
}

export async function openRelay(dataDir: string): Promise<Relay> {
  const { socketFolder, port } = readPostmaster(join(dataDir, "postgres")) ?? {};
  const password = readFileSync(join(dataDir, "password"), "utf8").trim();
  const pairs = new Set<Socket>();
  let silent = false;
  let relayPort = 0;
  let server: Server | undefined;

  const cut = () => {
    for (const socket of pairs) socket.destroy();
    pairs.clear();
  };
  const pass = (from: Socket, to: Socket) => {
    from.on("data", (data) => {
      if (!silent) to.write(data);
    });
    from.on("error", () => {});
    from.on("close", () => {
      pairs.delete(from);
      if (!silent) to.destroy();
    });
    pairs.add(from);
  };
  const open = async () => {
    silent = false;
    cut();
    if (server) return;
    server = createServer((near) => {
      const far = connect(`${socketFolder}/.s.PGSQL.${port}`);
      pass(near, far);
      pass(far, near);
    });
    const listening = server;
    await new Promise<void>((resolve) => listening.listen(relayPort, "127.0.0.1", resolve));
    relayPort = (listening.address() as { port: number }).port;
  };
  await open();
  return {
    url: `postgresql://lakehand:${encodeURIComponent(password)}@127.0.0.1:${relayPort}/postgres?sslmode=disable`,
    open,
    silence() {
      silent = true;
    },
    async close() {
      const listening = server;
      server = undefined;
      const closed = new Promise((resolve) => (listening ? listening.close(resolve) : resolve(undefined)));
      cut();
      await closed;
    },
  };
}
