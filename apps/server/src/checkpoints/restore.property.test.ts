import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { machine, PROJECT } from "./testing.ts";

type Edit =
  | { do: "write"; path: string; text: string; mode: number }
  | { do: "folder"; path: string; mode: number }
  | { do: "link"; path: string; target: string }
  | { do: "remove"; path: string };

const names = fc.constantFrom(
  "a",
  "A",
  "b.py",
  "-rf",
  " lead",
  "new\nline",
  "tab\t\u0001",
  "ä",
  "a\u0308",
  "数据 📊",
  "'q\"$(x)`",
  "\\back",
  "...",
  "__proto__",
  "x".repeat(255),
);
const paths = fc.array(names, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
const texts = fc.oneof(
  fc.constant(""),
  fc.array(fc.constantFrom("one", "two", "three", ""), { maxLength: 12 }).map((lines) => lines.join("\n")),
  fc.string({ maxLength: 400, unit: "binary" }),
);
const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant("write" as const),
        path: paths,
        text: texts,
        mode: fc.constantFrom(0o644, 0o755, 0o600, 0o444),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("folder" as const),
        path: paths,
        mode: fc.constantFrom(0o755, 0o700, 0o555),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("link" as const),
        path: paths,
        target: fc.constantFrom("a", "b.py", "./ä", "missing"),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("remove" as const), path: paths }) },
  ),
  { maxLength: 14 },
);

function apply(root: string, list: readonly Edit[]): void {
  for (const edit of list) {
    const path = join(root, edit.path);
    try {
      // Whatever is in the way makes room: a file turns into a folder and back.
      if (edit.do !== "folder") rmSync(path, { recursive: true, force: true });
      if (edit.do === "remove") continue;
      for (let at = dirname(path); at.length > root.length; at = dirname(at)) {
        const stats = lstatSync(at, { throwIfNoEntry: false });
        if (stats && !stats.isDirectory()) rmSync(at);
      }
      mkdirSync(dirname(path), { recursive: true });
      if (edit.do === "link") symlinkSync(edit.target, path);
      else if (edit.do === "write") {
        writeFileSync(path, edit.text);
        chmodSync(path, edit.mode);
      } else {
        if (lstatSync(path, { throwIfNoEntry: false })?.isFile()) rmSync(path);
        mkdirSync(path, { recursive: true });
        if (lstatSync(path).isDirectory()) chmodSync(path, edit.mode);
      }
    } catch {
      // Not possible in this state (a folder closed for writing, a link in place of a folder): another edit will be.
    }
  }
}

/** All that is there, read by other means than the code under test. */
function reality(root: string, below = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(join(root, below))) {
    const path = below ? `${below}/${name}` : name;
    const stats = lstatSync(join(root, path));
    const mode = (stats.mode & 0o777).toString(8);
    if (stats.isSymbolicLink()) found.set(path, `link ${readlinkSync(join(root, path))}`);
    else if (stats.isFile()) found.set(path, `file ${mode} ${readFileSync(join(root, path), "base64")}`);
    else {
      found.set(path, `folder ${mode}`);
      for (const [inner, what] of reality(root, path)) found.set(inner, what);
    }
  }
  return found;
}

it("restores any tree after any edits, byte by byte, and says exactly what differs", {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(edits, edits, async (first, second) => {
      const { dir, take, restore, checkpoints, make } = machine();
      apply(dir, first);
      const before = reality(dir);
      const snapshot = await take();
      apply(dir, second);
      const after = reality(dir);

      const said = await checkpoints.changes.between(snapshot.tree, await checkpoints.now(PROJECT));
      const isFile = (what: string | undefined) => what !== undefined && !what.startsWith("folder");
      const expected = [...new Set([...before.keys(), ...after.keys()])]
        .filter((path) => before.get(path) !== after.get(path))
        .filter((path) => isFile(before.get(path)) || isFile(after.get(path)))
        .map((path) => {
          const [was, is] = [isFile(before.get(path)), isFile(after.get(path))];
          return `${was && is ? "modified" : is ? "added" : "deleted"} ${path}`;
        });
      expect(said.map(({ status, path }) => `${status} ${path}`).sort()).toEqual(expected.sort());

      const { undo, left } = await restore(snapshot.tree);
      expect(left).toEqual([]);
      expect(reality(dir)).toEqual(before);
      // A process that knows nothing of the folder comes to the same tree as the one that kept its stamps.
      expect(await make().now(PROJECT)).toBe(snapshot.tree);
      await restore(undo.tree);
      expect(reality(dir)).toEqual(after);
    }),
    { numRuns: 60 },
  );
});
