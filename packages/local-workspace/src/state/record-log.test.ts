import { appendFileSync, readFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { temporaryDir } from "../testing/temporary-dir.ts";
import { RecordLog } from "./record-log.ts";

const schema = z.object({ name: z.string(), size: z.number() });
let temporary: Awaited<ReturnType<typeof temporaryDir>>;
let file: string;
const open = (dropped?: string[]) => new RecordLog(file, schema, (key) => dropped?.push(key));

beforeEach(async () => {
  temporary = await temporaryDir();
  file = join(temporary.dir, "state", "things.jsonl");
});
afterEach(() => temporary.remove());

describe("records", () => {
  test("outlive the process, in order, with their last value", () => {
    const first = open();
    first.put("a", { name: "a", size: 1 });
    first.put("b", { name: "b", size: 2 });
    first.put("a", { name: "a", size: 3 });
    expect(first.delete("c")).toBe(false);
    first.close();
    const second = open();
    expect(second.list()).toEqual([
      { name: "a", size: 3 },
      { name: "b", size: 2 },
    ]);
    expect(second.delete("a")).toBe(true);
    second.close();
    expect(open().list()).toEqual([{ name: "b", size: 2 }]);
  });

  test("many changes go with one flush, and none is lost where the file is written anew", () => {
    const log = open();
    for (let size = 0; size < 2500; size++) {
      log.put("a", { name: "a", size });
      // What a process that is killed now would leave.
      if (size > 990 && size < 1010)
        expect(readFileSync(file, "utf8").trim().split("\n").at(-1)).toContain(`"size":${size}}`);
    }
    expect(statSync(file).size).toBeLessThan(60_000);
    log.apply([
      ["b", { name: "b", size: 1 }],
      ["a", undefined],
      ["c", { name: "c", size: 2 }],
    ]);
    log.apply([]);
    log.close();
    expect(
      open()
        .list()
        .map(({ name }) => name),
    ).toEqual(["b", "c"]);
  });

  test("a line cut short by a crash costs only itself, wherever it is cut", () => {
    const log = open();
    log.put("kept", { name: "kept", size: 1 });
    const whole = statSync(file).size;
    log.put("cut", { name: "cut short", size: 2 });
    log.close();
    const text = readFileSync(file, "utf8");
    for (let size = whole; size < text.length - 1; size += 7) {
      truncateSync(file, 0);
      appendFileSync(file, text.slice(0, size));
      const again = open();
      expect(again.list()).toEqual([{ name: "kept", size: 1 }]);
      again.close();
    }
  });

  test("a record of another version is dropped and named", () => {
    const log = open();
    log.put("good", { name: "good", size: 1 });
    log.close();
    appendFileSync(file, `${JSON.stringify({ key: "old", value: { title: "old" } })}\n`);
    const dropped: string[] = [];
    expect(open(dropped).list()).toHaveLength(1);
    expect(dropped).toEqual(["old"]);
  });

  test("the file does not grow with the number of changes", () => {
    const log = open();
    for (let i = 0; i < 3000; i++) log.put("one", { name: "one", size: i });
    expect(readFileSync(file, "utf8").split("\n").length).toBeLessThan(1200);
    expect(log.get("one")).toEqual({ name: "one", size: 2999 });
  });

  test("only the owner may read the file", () => {
    open().put("a", { name: "a", size: 1 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
