import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findBinaries } from "./binaries.ts";
import { clusterPaths, createCluster, ensurePassword, takeOwnership } from "./cluster.ts";
import { openServer } from "./embedded-server.ts";
import { launchers } from "./launcher.ts";
import { leaseServer, releaseServer } from "./server.ts";

const root = process.getuid?.() === 0;

test.skipIf(!root)("without user namespaces root hands over to another user, and can take back", async () => {
  const home = mkdtempSync("/root/lakehand launcher ");
  const paths = clusterPaths(join(home, "db"));
  try {
    mkdirSync(join(home, "db"), { mode: 0o700 });
    const launcher = launchers().find(({ mode }) => mode === "setpriv")!;
    const context = {
      paths,
      binaries: findBinaries(paths.links),
      launcher,
      password: ensurePassword(paths),
      settings: {},
      endWithProcess: false,
    };
    await createCluster(paths, context.binaries, launcher);
    const before = await leaseServer(context);
    expect(statSync(`/proc/${before.pid}`).uid).toBe(launcher.owner?.uid);
    await before.client.query("create table kept (n int); insert into kept values (42)");
    await releaseServer(before, context);

    const server = await openServer({ dataDir: join(home, "db") });
    expect(statSync(paths.cluster).uid).toBe(0);
    await server.close();

    takeOwnership(paths.cluster, launcher);
    const after = await leaseServer(context);
    expect((await after.client.query("select n from kept")).rows).toEqual([{ n: 42 }]);
    await releaseServer(after, context);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test.skipIf(root)("an ordinary user starts it directly", () => {
  expect(launchers()[0]?.mode).toBe("direct");
});
