import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { capture, type Seen } from "./capture.ts";
import { leftOut } from "./diff-trees.ts";
import { staysInside } from "./left-as-is.ts";
import { LIMITS } from "./limits.ts";
import { readFiles } from "./read-files.ts";
import { type FolderNode, scan } from "./scan.ts";
import { machine, PROJECT } from "./testing.ts";
import { TimeSlice } from "./time-slice.ts";
import { decodeTree, sha256 } from "./tree.ts";

const settled = () => new Promise((resolve) => setTimeout(resolve, 80));

describe("a snapshot of hostile files", () => {
  it("follows no link, and reads nothing outside", async () => {
    const { base, dir, store, take, checkpoints } = machine();
    writeFileSync(join(base, "secret.txt"), "secret of another project");
    symlinkSync(join(base, "secret.txt"), join(dir, "file-link"));
    symlinkSync(base, join(dir, "folder-link"));
    const { tree, files } = await take();
    expect(files).toBe(0);
    expect([...store.held.values()].some(({ data }) => Buffer.from(data).includes("secret of"))).toBe(false);
    expect((await checkpoints.reader.tree(tree)).map(({ type }) => type)).toEqual(["link", "link"]);
  });

  it("leaves out, and says so, what is not a file, too large, or has another name elsewhere", async () => {
    const { base, dir, take, checkpoints, restore } = machine(undefined, {
      limits: { fileBytes: 1000, totalBytes: 1_500, files: 100 },
    });
    writeFileSync(join(dir, "a.txt"), "a".repeat(900));
    writeFileSync(join(dir, "b.txt"), "b".repeat(900));
    writeFileSync(join(dir, "large.bin"), "x".repeat(1001));
    execFileSync("mkfifo", [join(dir, "pipe")]);
    writeFileSync(join(base, "elsewhere.txt"), "e");
    linkSync(join(base, "elsewhere.txt"), join(dir, "hard.txt"));
    const { tree } = await take();
    expect(await leftOut(checkpoints.reader, tree)).toEqual([
      { path: "b.txt", reason: "too_much" },
      { path: "hard.txt", reason: "hard_link" },
      { path: "large.bin", reason: "too_large" },
      { path: "pipe", reason: "not_a_file" },
    ]);
    rmSync(join(dir, "large.bin"));
    writeFileSync(join(dir, "large.bin"), "small now");
    writeFileSync(join(dir, "a.txt"), "changed");
    const { left } = await restore(tree);
    expect(left.map(({ path }) => path)).toContain("large.bin");
    expect(readFileSync(join(dir, "large.bin"), "utf8")).toBe("small now");
    expect(readFileSync(join(dir, "hard.txt"), "utf8")).toBe("e");
    expect(readFileSync(join(dir, "a.txt"), "utf8")).toBe("a".repeat(900));
  });

  it("leaves names alone that are not UTF-8", async () => {
    const { dir, take, restore } = machine();
    const odd = Buffer.concat([Buffer.from(`${dir}/bad-`), Buffer.from([0xff, 0xfe])]);
    writeFileSync(odd, "kept");
    writeFileSync(join(dir, "real-\ufffd"), "1");
    const { tree, files } = await take();
    expect(files).toBe(1);
    writeFileSync(join(dir, "real-\ufffd"), "2");
    await restore(tree);
    expect(readFileSync(odd, "utf8")).toBe("kept");
    expect(readFileSync(join(dir, "real-\ufffd"), "utf8")).toBe("1");
  });

  it("notices a change that keeps size and time", async () => {
    const { dir, take, checkpoints } = machine();
    const file = join(dir, "a.txt");
    const time = new Date(1_600_000_000_000);
    writeFileSync(file, "one");
    utimesSync(file, time, time);
    await settled();
    const first = await take();
    await settled();
    await take();
    writeFileSync(file, "two");
    utimesSync(file, time, time);
    expect(await checkpoints.now(PROJECT)).not.toBe(first.tree);
  });

  it("notices a change right after the file was read", async () => {
    const { dir, take, checkpoints } = machine();
    const seen = new Set<string>();
    for (let i = 0; i < 30; i++) {
      writeFileSync(join(dir, "a.txt"), String(10 + i));
      seen.add((await take()).tree);
    }
    expect(seen.size).toBe(30);
    expect(await checkpoints.now(PROJECT)).toBe([...seen].at(-1));
  });

  it("never keeps half of one state and half of another", async () => {
    const { dir, store, take, checkpoints } = machine();
    const file = join(dir, "big.bin");
    const size = 12 * 2 ** 20;
    let writing = true;
    // No two pieces are the same, so that the first ones are stored before the last one is read.
    const states = ["a", "b"].map((letter) =>
      Buffer.from(Array.from({ length: 3 }, (_, i) => `${letter}${i}`.repeat(size / 6)).join("")),
    );
    writeFileSync(file, states[0]!);
    const put = store.blobs.put;
    // Rewrites the file in place whenever a part of it is being stored.
    store.blobs.put = async (blobs) => {
      if (writing) writeFileSync(file, states[1]!, { flag: "r+" });
      await put(blobs);
    };
    const { tree } = await take();
    const [entry] = await checkpoints.reader.tree(tree);
    if (entry?.type === "file") {
      const bytes = await checkpoints.reader.file(entry);
      expect(states.some((state) => state.equals(bytes))).toBe(true);
    } else expect(entry).toMatchObject({ type: "left_out", reason: "changing" });
    writing = false;
  });

  it("bears files that grow, shrink, come and go during the look", async () => {
    const { dir, take } = machine();
    let busy = true;
    const churn = (async () => {
      for (let i = 0; busy; i++) {
        mkdirSync(join(dir, "churn", "deep"), { recursive: true });
        writeFileSync(join(dir, "churn", "deep", "t"), "x".repeat(i % 5000));
        appendFileSync(join(dir, "log"), "line\n");
        if (i % 7 === 0) truncateSync(join(dir, "log"), 0);
        await new Promise(setImmediate);
        rmSync(join(dir, "churn"), { recursive: true });
      }
    })();
    for (let i = 0; i < 25; i++) await take();
    busy = false;
    await churn;
  });

  it("does not read through a folder that was exchanged for a link after it was seen", async () => {
    const { base, dir } = machine();
    mkdirSync(join(base, "other"));
    mkdirSync(join(dir, "flip"));
    for (const folder of [join(base, "other"), join(dir, "flip")]) writeFileSync(join(folder, "x"), folder);
    const slice = new TimeSlice();
    const root = (await scan(dir, undefined, { limits: LIMITS, slice, files: 0, bytes: 0 })) as FolderNode;
    rmSync(join(dir, "flip"), { recursive: true });
    symlinkSync(join(base, "other"), join(dir, "flip"));
    const kept: string[] = [];
    await readFiles(dir, root, {
      limits: LIMITS,
      slice,
      keep: async (_hash, bytes) => void kept.push(`${bytes}`),
    });
    expect(kept).toEqual([]);
    expect(root).toMatchObject({ files: 0, bytes: 0 });
    expect(root.children.size).toBe(0);
  });

  it("trusts the times of a file only when it was left in peace before it was read", async () => {
    const { dir, store } = machine();
    writeFileSync(join(dir, "a"), "x");
    const look = (before?: Seen) => capture(dir, before, store.blobs, LIMITS);
    const first = await look();
    expect(first.seen.root.children.get("a")).toMatchObject({ settled: false });
    await settled();
    const second = await look(first.seen);
    expect(second.seen.root.children.get("a")).toMatchObject({ settled: true });
    expect((await look(second.seen)).seen.root).toBe(second.seen.root);
  });
});

describe("a restore among hostile files", () => {
  it("does not write through a link that took a folder's place", async () => {
    const { base, dir, take, restore } = machine();
    mkdirSync(join(dir, "src"));
    writeFileSync(join(dir, "src", "a.txt"), "mine");
    const { tree } = await take();
    mkdirSync(join(base, "victim"));
    writeFileSync(join(base, "victim", "a.txt"), "theirs");
    rmSync(join(dir, "src"), { recursive: true });
    symlinkSync(join(base, "victim"), join(dir, "src"));
    await restore(tree);
    expect(readFileSync(join(base, "victim", "a.txt"), "utf8")).toBe("theirs");
    expect(lstatSync(join(dir, "src")).isDirectory()).toBe(true);
    expect(readFileSync(join(dir, "src", "a.txt"), "utf8")).toBe("mine");
  });

  it("brings back links that stay inside, and leaves one out that does not", async () => {
    const { base, dir, take, restore } = machine();
    symlinkSync("sub/x", join(dir, "in"));
    symlinkSync(join(dir, "sub"), join(dir, "absolute"));
    symlinkSync("../secret", join(dir, "out"));
    symlinkSync(base, join(dir, "kept-out"));
    const { tree } = await take();
    for (const name of ["in", "absolute", "out"]) rmSync(join(dir, name));
    const { left } = await restore(tree);
    expect(left).toEqual([{ path: "out", why: "it is a link that leads out of the project" }]);
    expect(readlinkSync(join(dir, "in"))).toBe("sub/x");
    expect(readlinkSync(join(dir, "absolute"))).toBe(join(dir, "sub"));
    expect(readlinkSync(join(dir, "kept-out"))).toBe(base);
    expect(existsSync(join(dir, "out"))).toBe(false);
  });

  it.each([
    [["a"], "b", true],
    [["a"], "..", false],
    [["d", "a"], "../b", true],
    [["d", "a"], "../../b", false],
    [["d", "a"], "up/../../b", false],
    [["d", "e", "a"], "up/../../b", false],
    [["a"], "/p/x", true],
    [["a"], "/p/../x", false],
    [["a"], "/proj", false],
    [["a"], "/etc/passwd", false],
  ])("link %j to %s stays inside: %s", (parts, target, inside) => {
    expect(staysInside(parts, target, "/p")).toBe(inside);
  });

  it("changes nothing when a part is damaged or missing", async () => {
    const { dir, store, take, restore, warnings } = machine();
    writeFileSync(join(dir, "a.txt"), "the first text of this file");
    writeFileSync(join(dir, "b.txt"), "b");
    const { tree } = await take();
    writeFileSync(join(dir, "a.txt"), "second");
    writeFileSync(join(dir, "new.txt"), "n");
    rmSync(join(dir, "b.txt"));
    const hash = sha256(Buffer.from("the first text of this file"));
    store.held.set(hash, { ...store.held.get(hash)!, data: Buffer.from("another text") });
    await expect(restore(tree)).rejects.toMatchObject({ code: "CHECKPOINT_DAMAGED" });
    store.held.delete(hash);
    await expect(restore(tree)).rejects.toMatchObject({ code: "CHECKPOINT_INCOMPLETE" });
    expect(readFileSync(join(dir, "a.txt"), "utf8")).toBe("second");
    expect(existsSync(join(dir, "new.txt"))).toBe(true);
    expect(existsSync(join(dir, "b.txt"))).toBe(false);
    await take();
    expect(warnings).toEqual([]);
  });

  it.each(["..", ".", "", "a/b", "a\0b"])("refuses a tree with the name %j", (name) => {
    const tree = JSON.stringify({ version: 1, entries: [{ name, type: "link", target: "x" }] });
    expect(() => decodeTree(Buffer.from(tree))).toThrow();
  });

  it("keeps a folder that holds what is not part of checkpoints", async () => {
    const { dir, take, restore } = machine();
    writeFileSync(join(dir, "thing"), "a file");
    const { tree } = await take();
    rmSync(join(dir, "thing"));
    mkdirSync(join(dir, "thing", "node_modules"), { recursive: true });
    writeFileSync(join(dir, "thing", "node_modules", "m.js"), "m");
    const { left } = await restore(tree);
    expect(left).toEqual([{ path: "thing", why: "a folder with other files is in its place" }]);
    expect(readFileSync(join(dir, "thing", "node_modules", "m.js"), "utf8")).toBe("m");
  });
});
