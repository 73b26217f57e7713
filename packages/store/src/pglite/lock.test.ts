import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownIdentity } from "@lakehand/embedded-postgres";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockFolder } from "./lock.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lakehand-lock-"));
  path = join(folder, "pglite.lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const heldBy = (holder: unknown) => writeFileSync(path, JSON.stringify(holder));

test("one holder at a time; the refusal names the process and the way out", async () => {
  const lock = await lockFolder(path);
  const failure = lockFolder(path);
  await expect(failure).rejects.toMatchObject({
    code: "DATABASE_LOCKED",
    next: expect.stringMatching(/LAKEHAND_HOME/),
  });
  await expect(failure).rejects.toThrow(`process ${process.pid}`);
  lock.release();
  (await lockFolder(path)).release();
  expect(readdirSync(folder)).toEqual([]);
});

test("a dead holder's lock is taken over, also when its number was given to another process", async () => {
  heldBy({ ...ownIdentity(), started: "1" });
  const lock = await lockFolder(path);
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject(ownIdentity());
  lock.release();
});

test("an unreadable lock is taken over", async () => {
  writeFileSync(path, "");
  (await lockFolder(path)).release();
});

test("a holder that cannot be seen from here counts as alive while it touches the file", async () => {
  heldBy({ pid: 1, started: "1", realm: "another machine" });
  await expect(lockFolder(path)).rejects.toMatchObject({ code: "DATABASE_LOCKED" });
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(path, longAgo, longAgo);
  (await lockFolder(path)).release();
});

test("of many who find a dead holder, one gets the lock", async () => {
  heldBy({ ...ownIdentity(), started: "1" });
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(path)));
  const winners = outcomes.filter((outcome) => outcome.status === "fulfilled");
  expect(winners).toHaveLength(1);
  winners[0]?.value.release();
});
