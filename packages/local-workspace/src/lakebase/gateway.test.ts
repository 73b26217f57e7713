import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryDir } from "../testing/temporary-dir.ts";
import type { DatabaseServer } from "./database-server.ts";
import { DatabaseServers } from "./servers.ts";

const ME = "me@lakehand.local";
let place: Awaited<ReturnType<typeof temporaryDir>>;
let servers: DatabaseServers;
let server: DatabaseServer;
let suspendAfter: number | undefined;

beforeAll(async () => {
  place = await temporaryDir();
  servers = new DatabaseServers(place.dir, () => {});
  const policy = { closed: () => undefined, nativeLogin: () => false, suspendAfter: () => suspendAfter };
  server = await servers.create(policy, ME);
}, 180_000);
afterAll(async () => {
  await servers?.close();
  await place?.remove();
});

async function login(): Promise<pg.Client> {
  const { token } = servers.credentials.issue(ME, [server.uid]);
  const client = new pg.Client({
    ...server.address,
    user: ME,
    password: token,
    database: "databricks_postgres",
  });
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** All that is answered until the connection ends. */
function say(...parts: Buffer[]): Promise<Buffer> {
  return new Promise((resolve) => {
    const heard: Buffer[] = [];
    const socket: Socket = connect(server.address);
    socket.on("data", (data) => heard.push(data));
    socket.on("error", () => {});
    socket.once("close", () => resolve(Buffer.concat(heard)));
    socket.on("connect", () => socket.write(Buffer.concat(parts)));
  });
}
const word = (...values: number[]) => {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries()) buffer.writeInt32BE(value, at * 4);
  return buffer;
};

test("whoever does not speak PostgreSQL is cut off", async () => {
  expect(await say(Buffer.from("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"))).toHaveLength(0);
  expect(await say(word(0))).toHaveLength(0);
  expect(await say(word(2_000_000_000))).toHaveLength(0);
  expect((await say(word(8, 0x00020000))).toString()).toContain("not a version");
  // What is pressed in before the TLS handshake is not taken for something said inside it.
  expect(await say(Buffer.concat([word(8, 80877103), word(8, 196608)]))).toHaveLength(0);
  const startup = Buffer.concat([word(196608), Buffer.from("user\0x\0\0")]);
  const greeting = Buffer.concat([word(startup.length + 4), startup]);
  expect((await say(greeting, Buffer.from("Q\0\0\0\x0aselect\0"))).subarray(0, 1).toString()).toBe("R");
  await (await login()).end();
});

test("a query is cancelled over the same address", async () => {
  const client = await login();
  const { processID, secretKey } = client as unknown as { processID: number; secretKey: number };
  const query = client.query("select pg_sleep(600)").then(
    () => "slept",
    (error: Error) => error.message,
  );
  await sleep(100);
  await say(word(16, 80877102, processID, secretKey));
  expect(await query).toMatch(/canceling statement/);
  await client.end();
});

test("a killed PostgreSQL is back for the next connection, with what was committed", async () => {
  const client = await login();
  await client.query("create table kept as select 5 as n");
  const { pid } = await server.cluster.start();
  process.kill(pid, "SIGKILL");
  // Its children notice a moment later.
  const gone = () =>
    client.query("select 1").then(
      () => "there",
      () => "gone",
    );
  await expect.poll(gone).toBe("gone");
  const again = await login();
  expect((await again.query("select n from kept")).rows).toEqual([{ n: 5 }]);
  await again.end();
});

test("a server that nobody uses goes to sleep, and wakes", async () => {
  suspendAfter = 0.05;
  await (await login()).end();
  await expect.poll(() => server.cluster.running, { timeout: 20_000 }).toBe(false);
  const client = await login();
  expect(server.cluster.running).toBe(true);
  await sleep(200);
  // While somebody is there it stays.
  expect((await client.query("select n from kept")).rows).toEqual([{ n: 5 }]);
  await client.end();
});
