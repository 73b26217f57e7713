import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { machine, PROJECT } from "./testing.ts";

const write = (dir: string, files: Record<string, string>) => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(dir, path, ".."), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
};

describe("checkpoints", () => {
  it("bring files back, remove new ones and emptied folders, and can be undone", async () => {
    const { dir, take, restore } = machine();
    write(dir, { "a.txt": "one\n", "src/b.py": "print(1)\n" });
    const first = await take();
    write(dir, { "a.txt": "two\n", "new/deep/c.txt": "x" });
    rmSync(join(dir, "src"), { recursive: true });
    const { undo, left } = await restore(first.tree);
    expect(left).toEqual([]);
    expect(readFileSync(join(dir, "a.txt"), "utf8")).toBe("one\n");
    expect(readFileSync(join(dir, "src/b.py"), "utf8")).toBe("print(1)\n");
    expect(readdirSync(dir).sort()).toEqual(["a.txt", "src"]);
    await restore(undo.tree);
    expect(readFileSync(join(dir, "a.txt"), "utf8")).toBe("two\n");
    expect(readFileSync(join(dir, "new/deep/c.txt"), "utf8")).toBe("x");
    expect(readdirSync(dir).sort()).toEqual(["a.txt", "new"]);
  });

  it("cost one row and no question when nothing has changed", async () => {
    const { dir, store, take } = machine();
    write(dir, { "a.txt": "one", "src/b.py": "print(1)" });
    const first = await take();
    await new Promise((resolve) => setTimeout(resolve, 80));
    await take();
    const calls = { ...store.calls };
    const third = await take();
    expect(third.tree).toBe(first.tree);
    expect(store.calls).toEqual(calls);
    expect(store.rows).toHaveLength(3);
  });

  it("leave alone what tools make again", async () => {
    const { dir, take, restore } = machine();
    write(dir, { "a.txt": "1", "node_modules/x/index.js": "old", "env/pyvenv.cfg": "", "env/lib.py": "1" });
    const { tree, files } = await take();
    expect(files).toBe(1);
    write(dir, { "a.txt": "2", "node_modules/x/index.js": "new", "sub/__pycache__/m.pyc": "c" });
    expect((await restore(tree)).left).toEqual([]);
    expect(readFileSync(join(dir, "node_modules/x/index.js"), "utf8")).toBe("new");
    expect(readFileSync(join(dir, "sub/__pycache__/m.pyc"), "utf8")).toBe("c");
    expect(readFileSync(join(dir, "a.txt"), "utf8")).toBe("1");
  });

  it("say what changed, by line", async () => {
    const { dir, checkpoints, take } = machine();
    write(dir, { "a.txt": "1\n2\n3\n", "gone.txt": "x\ny\n", "bin.dat": "\0" });
    const first = await take();
    write(dir, { "a.txt": "1\nzwei\n3\n4\n", "new.txt": "n", "bin.dat": "\0\0" });
    rmSync(join(dir, "gone.txt"));
    expect(await checkpoints.changes.between(first.tree, await checkpoints.now(PROJECT))).toEqual([
      { path: "a.txt", status: "modified", additions: 2, deletions: 1 },
      { path: "bin.dat", status: "modified", additions: null, deletions: null },
      { path: "gone.txt", status: "deleted", additions: 0, deletions: 2 },
      { path: "new.txt", status: "added", additions: 1, deletions: 0 },
    ]);
  });

  it("keep a large file in pieces, of which a change stores one", async () => {
    const { dir, store, take, restore } = machine();
    const file = join(dir, "large.bin");
    const bytes = Buffer.from(
      Array.from({ length: 9 * 2 ** 18 }, (_, i) => `${(i * 7919) % 9973}`.padStart(4)).join(""),
    );
    writeFileSync(file, bytes);
    const first = await take();
    const held = store.held.size;
    writeFileSync(file, Buffer.concat([bytes, Buffer.from("the end")]));
    await take();
    // Its last piece, and the tree.
    expect(store.held.size).toBe(held + 2);
    await restore(first.tree);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it("give two servers on one folder the same files, whoever is first", async () => {
    const here = machine();
    for (let i = 0; i < 40; i++) write(here.dir, { [`d${i % 7}/f${i}.txt`]: `text ${i}` });
    const { tree } = await here.take();
    const there = machine(here.store);
    const servers = [there.make(), there.make(), there.make()];
    await Promise.all(servers.map((server) => server.ensureFiles(PROJECT)));
    expect(await there.make().now(PROJECT)).toBe(tree);
    expect(there.warnings).toEqual([]);
  });

  it("finish a restore whose process was killed, leaving its lock and its staged files", async () => {
    const { base, dir, make, take } = machine();
    write(dir, { "a.txt": "1", "b.txt": "b" });
    const { tree } = await take();
    write(dir, { "a.txt": "2", "c.txt": "c" });
    const state = join(base, ".checkpoints", PROJECT);
    write(state, {
      "restoring.json": JSON.stringify({ tree, conversation: "c", at: 1 }),
      "staging/0": "half of a fi",
      lock: "another realm\n1\n1\nx",
    });
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(join(state, "lock"), longAgo, longAgo);
    await make().ensureFiles(PROJECT);
    expect(await make().now(PROJECT)).toBe(tree);
    expect(readdirSync(dir).sort()).toEqual(["a.txt", "b.txt"]);
    expect(readdirSync(state)).toEqual(["at.json"]);
  });

  it("count lines of many files in few questions, and once", async () => {
    const { dir, store, checkpoints, take } = machine();
    for (let i = 0; i < 100; i++) write(dir, { [`f${i}.txt`]: `a\nb\n${i}\n` });
    const { tree } = await take();
    for (let i = 0; i < 100; i++) write(dir, { [`f${i}.txt`]: `a\nc\nd\n${i}\n` });
    const now = await checkpoints.now(PROJECT);
    const asked = store.calls.get;
    const changes = await checkpoints.changes.between(tree, now);
    expect(changes).toHaveLength(100);
    for (const { additions, deletions } of changes) expect([additions, deletions]).toEqual([2, 1]);
    expect(store.calls.get - asked).toBeLessThan(12);
    await checkpoints.changes.between(tree, now);
    expect(store.calls.get - asked).toBeLessThan(12);
  });

  it("give up counting what takes too long", async () => {
    const { dir, checkpoints, take } = machine();
    const lines = (seed: number) => Array.from({ length: 90_000 }, (_, i) => (i * seed) % 9973).join("\n");
    write(dir, { "a.txt": lines(7919) });
    const { tree } = await take();
    write(dir, { "a.txt": lines(104_729), "b.txt": "b\n" });
    const changes = await checkpoints.changes.between(tree, await checkpoints.now(PROJECT));
    expect(changes).toEqual([
      { path: "a.txt", status: "modified", additions: null, deletions: null },
      { path: "b.txt", status: "added", additions: 1, deletions: 0 },
    ]);
  });

  it("fill the folder of a machine that never had the files, and follow when another one went on", async () => {
    const here = machine();
    write(here.dir, { "a.txt": "1", "src/b.py": "x" });
    chmodSync(join(here.dir, "a.txt"), 0o755);
    symlinkSync("a.txt", join(here.dir, "link"));
    const first = await here.take();
    const there = machine(here.store);
    await there.checkpoints.ensureFiles(PROJECT);
    expect(await there.checkpoints.now(PROJECT)).toBe(first.tree);
    write(there.dir, { "a.txt": "2" });
    const second = await there.take();
    await here.checkpoints.ensureFiles(PROJECT);
    expect(await here.checkpoints.now(PROJECT)).toBe(second.tree);
  });

  it("do not go back to an older snapshot when the newest has gone with its conversation", async () => {
    const here = machine();
    write(here.dir, { "a.txt": "old" });
    await here.take();
    await new Promise((resolve) => setTimeout(resolve, 5));
    write(here.dir, { "a.txt": "new" });
    await here.take();
    here.store.rows.pop();
    await here.checkpoints.ensureFiles(PROJECT);
    expect(readFileSync(join(here.dir, "a.txt"), "utf8")).toBe("new");
  });

  it("never write over files that were changed here meanwhile", async () => {
    const here = machine();
    write(here.dir, { "a.txt": "1" });
    await here.take();
    const there = machine(here.store);
    await there.checkpoints.ensureFiles(PROJECT);
    write(there.dir, { "a.txt": "theirs" });
    await there.take();
    write(here.dir, { "a.txt": "mine" });
    await here.checkpoints.ensureFiles(PROJECT);
    expect(readFileSync(join(here.dir, "a.txt"), "utf8")).toBe("mine");
    expect(here.warnings).toHaveLength(1);
  });

  it("finish a restore that was cut off at any step", async () => {
    const { dir, make, take } = machine();
    write(dir, { "a.txt": "1", "x/y/z.txt": "deep", turn: "file", "b.txt": "b" });
    const first = await take();
    const change = () => {
      rmSync(join(dir, "turn"), { recursive: true, force: true });
      write(dir, { "a.txt": "2", "turn/inside.txt": "f", "new/q.txt": "q" });
      rmSync(join(dir, "x"), { recursive: true, force: true });
    };
    for (let cut = 0; ; cut++) {
      change();
      let steps = 0;
      const step = () => {
        if (steps++ === cut) throw new Error("killed");
      };
      const cutOff = make({ step }).restore({
        projectId: PROJECT,
        conversationId: "c",
        executionId: null,
        tree: first.tree,
      });
      const killed = await cutOff.then(
        () => false,
        () => true,
      );
      const next = make();
      await next.ensureFiles(PROJECT);
      expect(await next.now(PROJECT)).toBe(first.tree);
      if (!killed) {
        expect(cut).toBeGreaterThan(8);
        break;
      }
    }
  });
});
