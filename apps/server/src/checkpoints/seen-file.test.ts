import { mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { capture } from "./capture.ts";
import { LIMITS } from "./limits.ts";
import { Looks } from "./looks.ts";
import { machine, memoryStore, PROJECT } from "./testing.ts";

const settled = () => new Promise((resolve) => setTimeout(resolve, 80));

it("spares a restarted server the reading, and is of no use once it is cut off", async () => {
  const { base, dir } = machine();
  const { blobs, calls, held } = memoryStore();
  mkdirSync(join(dir, "a", "b"), { recursive: true });
  for (const path of ["top", "a/one", "a/b/__proto__"]) writeFileSync(join(dir, path), path);
  symlinkSync("top", join(dir, "link"));
  await settled();
  const first = new Looks(blobs, LIMITS, 1);
  const { tree } = await first.look(PROJECT, dir, base);
  await first.close();

  const puts = calls.put;
  const whole = readFileSync(join(base, "seen.jsonl"));
  const second = new Looks(blobs, LIMITS, 1);
  expect((await second.look(PROJECT, dir, base)).tree).toBe(tree);
  // One question, whether all of it is stored still; nothing is read.
  expect(calls).toMatchObject({ missing: 2, put: puts });
  writeFileSync(join(dir, "a/one"), "changed");
  const changed = await second.look(PROJECT, dir, base);
  expect(changed.tree).toBe((await capture(dir, undefined, blobs, LIMITS)).tree);
  await second.close();

  writeFileSync(join(base, "seen.jsonl"), whole.subarray(0, -20));
  expect((await new Looks(blobs, LIMITS, 1).look(PROJECT, dir, base)).tree).toBe(changed.tree);

  // The same folder with another database, that has none of it.
  writeFileSync(join(base, "seen.jsonl"), whole);
  const all = held.size;
  held.clear();
  expect((await new Looks(blobs, LIMITS, 1).look(PROJECT, dir, base)).tree).toBe(changed.tree);
  expect(held.size).toBeGreaterThan(4);
  expect(held.size).toBeLessThanOrEqual(all);
});

it("reads again what the store may have forgotten", async () => {
  const { dir } = machine();
  const { blobs, held } = memoryStore();
  writeFileSync(join(dir, "a"), "text");
  const longAgo = new Date(1_700_000_000_000);
  utimesSync(join(dir, "a"), longAgo, longAgo);
  await settled();
  const { seen, tree } = await capture(dir, undefined, blobs, LIMITS);
  held.clear();
  await capture(dir, { ...seen, storedAt: Date.now() - 2 * 60 * 60_000 }, blobs, LIMITS);
  expect(held.has(tree)).toBe(true);
  expect(held.size).toBe(2);
});
