import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { removeLeftSockets } from "./left-sockets.ts";

it("removes the socket folders of killed servers and nothing else", async () => {
  const base = await mkdtemp(join(tmpdir(), "sockets-"));
  const [dead, live, full, other] = [
    "lakehand-dead00",
    "lakehand-live00",
    "lakehand-full00",
    "lakehand-files-abcdef",
  ].map((name) => join(base, name)) as [string, string, string, string];
  for (const folder of [dead, live, full, other]) await mkdir(folder);
  await writeFile(join(full, "model.sock"), "a file of somebody");
  await writeFile(join(full, "more"), "");
  const killed =
    "require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))";
  spawnSync(process.execPath, ["-e", killed, join(dead, "model.sock")]);
  expect(existsSync(join(dead, "model.sock"))).toBe(true);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(live, "model.sock"), resolve));

  await removeLeftSockets(base);

  expect([dead, live, full, other].map((folder) => existsSync(folder))).toEqual([false, true, true, true]);
  await new Promise((resolve) => server.close(resolve));
  await rm(base, { recursive: true });
});
