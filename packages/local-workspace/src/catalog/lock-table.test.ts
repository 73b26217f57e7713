import { expect, test } from "vitest";
import { LockTable } from "./lock-table.ts";

const gate = () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};
const tick = () => new Promise((resolve) => setImmediate(resolve));

test("exclusive holders follow one another in order of arrival", async () => {
  const locks = new LockTable();
  const events: string[] = [];
  await Promise.all(
    ["a", "b", "c"].map((name) =>
      locks.run([{ key: "k", mode: "exclusive" }], async () => {
        events.push(`${name} in`);
        await tick();
        events.push(`${name} out`);
      }),
    ),
  );
  expect(events).toEqual(["a in", "a out", "b in", "b out", "c in", "c out"]);
});

test("shared holders run together, an exclusive one waits for them and is not overtaken", async () => {
  const locks = new LockTable();
  const first = gate();
  const events: string[] = [];
  const task = (name: string, mode: "shared" | "exclusive", wait: Promise<void> = Promise.resolve()) =>
    locks.run([{ key: "k", mode }], async () => {
      events.push(name);
      await wait;
    });
  const all = [
    task("s1", "shared", first.opened),
    task("s2", "shared"),
    task("x", "exclusive"),
    task("s3", "shared"),
  ];
  await tick();
  expect(events).toEqual(["s1", "s2"]);
  first.open();
  await Promise.all(all);
  expect(events).toEqual(["s1", "s2", "x", "s3"]);
});

test("crossed requests do not block one another for ever", async () => {
  const locks = new LockTable();
  const both = (keys: string[]) =>
    locks.run(
      keys.map((key) => ({ key, mode: "exclusive" as const })),
      tick,
    );
  await Promise.all([both(["a", "b"]), both(["b", "a"]), both(["a", "a", "b"])]);
});

test("an aborted waiter leaves the queue; a failed task frees its lock", async () => {
  const locks = new LockTable();
  const first = gate();
  const holder = locks.run([{ key: "k", mode: "exclusive" }], () => first.opened);
  const abort = new AbortController();
  const waiter = locks.run([{ key: "k", mode: "exclusive" }], tick, abort.signal);
  const failing = locks.run([{ key: "k", mode: "shared" }], () => Promise.reject(new Error("broken")));
  abort.abort(new Error("given up"));
  await expect(waiter).rejects.toThrow("given up");
  first.open();
  await holder;
  await expect(failing).rejects.toThrow("broken");
  expect(await locks.run([{ key: "k", mode: "exclusive" }], async () => "free")).toBe("free");
});
