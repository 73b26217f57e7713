import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toolDefinitions } from "@lakehand/tools";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decide } from "./decide.ts";

let dir: string;
let project: string;
type Context = Parameters<typeof decide>[2];
let context: Context;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "policy-"));
  project = join(dir, "one");
  for (const folder of ["one/src", "one/.claude", "one-private", "two"])
    mkdirSync(join(dir, folder), { recursive: true });
  for (const file of ["one/src/a.py", "one-private/secret", "two/secret"])
    writeFileSync(join(dir, file), "x");
  symlinkSync(join(dir, "two"), join(project, "link"));
  symlinkSync("/etc/passwd", join(project, "passwd"));
  symlinkSync(join(dir, "two", "not-yet"), join(project, "dangling"));
  symlinkSync("src", join(project, "inner"));
  symlinkSync(".claude", join(project, "harmless"));
  symlinkSync("/proc/self", join(project, "proc"));
  symlinkSync("loop", join(project, "loop"));
  linkSync(join(project, "src", "a.py"), join(project, "hard.py"));
  context = {
    projectDir: project,
    configDir: join(dir, "config"),
    bash: false,
    tools: new Map(toolDefinitions.map((one) => [`mcp__databricks__${one.name}`, one])),
    scope: { catalog: "main", schema: "default" },
    mode: "auto",
  };
  mkdirSync(join(dir, "config"));
  symlinkSync(join(dir, "two"), join(dir, "config", "linked"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const what = async (tool: string, input: Record<string, unknown>, more: Partial<Context> = {}) =>
  (await decide(tool, input, { ...context, ...more })).what;
const allowed = async (tool: string, input: Record<string, unknown>, more: Partial<Context> = {}) =>
  (await what(tool, input, more)) === "allow";
const denied = async (tool: string, input: Record<string, unknown>, more: Partial<Context> = {}) =>
  (await what(tool, input, more)) === "deny";

describe("files that may be read", () => {
  it.each([
    "src/a.py",
    "./src/../src/a.py",
    "not/there/yet.txt",
    "inner/a.py",
    ".claude/settings.json",
    "..data",
    "hard.py",
  ])("%s", async (path) => {
    expect(await allowed("Read", { file_path: path })).toBe(true);
    expect(await allowed("Read", { file_path: join(project, path) })).toBe(true);
  });
});

const OUTSIDE: [string, () => string][] = [
  ["the parent", () => ".."],
  ["a file above", () => "../two/secret"],
  ["another project", () => join(dir, "two/secret")],
  ["a sibling with the same beginning", () => join(dir, "one-private/secret")],
  ["a link to another project", () => "link/secret"],
  ["a new file below such a link", () => "link/new"],
  ["a link to a file outside", () => "passwd"],
  ["a dangling link to outside", () => "dangling"],
  ["a link into /proc", () => "proc/environ"],
  ["/proc", () => "/proc/self/environ"],
  ["/proc through the project's own descriptor", () => "/proc/self/cwd/../two/secret"],
  ["the root", () => "/"],
  ["a home", () => "~/.ssh/id_rsa"],
  ["a path with NUL", () => "src/a.py\0/../../two"],
  ["a loop of links", () => "loop"],
  ["climbing out of a folder that is not there", () => "nope/../../two/secret"],
  ["an empty device", () => "/dev/stdin"],
];

describe("files outside the project", () => {
  it.each(OUTSIDE)("%s is denied to every file tool", async (_what, path) => {
    expect(await denied("Read", { file_path: path() })).toBe(true);
    expect(await denied("Write", { file_path: path(), content: "" })).toBe(true);
    expect(await denied("Edit", { file_path: path() })).toBe(true);
    expect(await denied("Grep", { pattern: "x", path: path() })).toBe(true);
    expect(await denied("Glob", { pattern: "*", path: path() })).toBe(true);
  });

  it("a missing path is denied where one is needed, and the project where it is not", async () => {
    expect(await denied("Read", {})).toBe(true);
    expect(await denied("Write", { file_path: 7 })).toBe(true);
    expect(await allowed("Grep", { pattern: "secret" })).toBe(true);
    expect(await allowed("Glob", { pattern: "**/*.py" })).toBe(true);
  });
});

describe("patterns", () => {
  it.each(["../**", "src/../../two/*", "/etc/*", "{..,src}/*", "link/*", "link/**/secret", "proc/*"])(
    "%s does not lead out",
    async (pattern) => expect(await denied("Glob", { pattern })).toBe(true),
  );
  it.each(["src/*.py", "**/link", "inner/*.py", "*.{py,sql}"])("%s is fine", async (pattern) =>
    expect(await allowed("Glob", { pattern })).toBe(true),
  );
  it("an absolute pattern inside is fine", async () =>
    expect(await allowed("Glob", { pattern: `${project}/src/**` })).toBe(true));
  it("a file filter of Grep may not climb", async () =>
    expect(await denied("Grep", { pattern: "x", glob: "../*" })).toBe(true));
});

describe("files that steer the agent", () => {
  it.each([
    ".claude/settings.json",
    ".claude/settings.local.json",
    ".CLAUDE/settings.json",
    ".claude/hooks/run.sh",
    "harmless/settings.json",
    "src/../.claude/settings.json",
    "sub/.claude/settings.json",
    ".mcp.json",
    ".git/hooks/post-checkout",
    ".git/config",
  ])("%s may not be written", async (path) => {
    expect(await denied("Write", { file_path: path })).toBe(true);
    expect(await denied("Edit", { file_path: join(project, path) })).toBe(true);
  });
  it.each(["CLAUDE.md", ".gitignore", "docs/.claude.md", "claude/settings.json"])("%s may", async (path) =>
    expect(await allowed("Write", { file_path: path })).toBe(true),
  );
});

describe("other tools", () => {
  it.each(["Skill", "TodoWrite", "ToolSearch", "mcp__databricks__list_warehouses"])(
    "%s is allowed",
    async (tool) => expect(await allowed(tool, {})).toBe(true),
  );
  it.each([
    "WebFetch",
    "WebSearch",
    "Task",
    "Agent",
    "NotebookEdit",
    "KillShell",
    "mcp__databricks__unknown",
    "mcp__other__execute_sql",
    "read",
    "",
    "__proto__",
  ])("%s is denied", async (tool) =>
    expect(await denied(tool, { file_path: "src/a.py" }, { bash: true })).toBe(true),
  );
  it("Bash needs the sandbox", async () => {
    expect(await denied("Bash", { command: "ls" })).toBe(true);
    expect(await allowed("Bash", { command: "ls" }, { bash: true })).toBe(true);
  });
  it("a project folder that is gone denies everything in it", async () =>
    expect(await denied("Read", { file_path: "a" }, { projectDir: join(dir, "gone") })).toBe(true));
});

describe("modes", () => {
  const calls: [string, string, Record<string, unknown>][] = [
    ["read", "Read", { file_path: "src/a.py" }],
    ["read", "mcp__databricks__execute_sql", { sql_query: "select 1" }],
    ["write", "Write", { file_path: "new.py", content: "" }],
    ["write", "Bash", { command: "ls" }],
    ["destructive", "mcp__databricks__execute_sql", { sql_query: "drop table main.default.t" }],
    ["destructive", "mcp__databricks__execute_sql_multi", { sql_content: "select 1; truncate table t" }],
    ["forbidden", "Read", { file_path: "/etc/passwd" }],
    ["forbidden", "Write", { file_path: ".claude/settings.json" }],
    ["forbidden", "WebFetch", {}],
  ];
  const expected = {
    plan: { read: "allow", write: "deny", destructive: "deny", forbidden: "deny" },
    ask: { read: "allow", write: "ask", destructive: "ask", forbidden: "deny" },
    auto: { read: "allow", write: "allow", destructive: "ask", forbidden: "deny" },
    read_only: { read: "allow", write: "deny", destructive: "deny", forbidden: "deny" },
  } as const;
  describe.each(Object.keys(expected) as (keyof typeof expected)[])("%s", (mode) => {
    it.each(calls)("%s: %s %j", async (kind, tool, input) => {
      const want = (expected[mode] as Record<string, string>)[kind];
      expect(await what(tool, input, { mode, bash: true })).toBe(want);
    });
  });

  it("tells the agent how to go on", async () => {
    const refused = (mode: Context["mode"]) =>
      decide("Write", { file_path: "a", content: "" }, { ...context, mode });
    expect(await refused("plan")).toMatchObject({ reason: expect.stringContaining("ExitPlanMode") });
    expect(await refused("read_only")).toMatchObject({ reason: expect.stringContaining("read-only") });
  });
});

describe("the runtime's plan", () => {
  const plan = (path: string) => ({ file_path: join(dir, "config", path), content: "1. look" });
  it("may be written in plan mode, though it lies outside the project", async () => {
    expect(await allowed("Write", plan("plans/calm-lake.md"), { mode: "plan" })).toBe(true);
    expect(await allowed("Edit", plan("plans/calm-lake.md"), { mode: "plan" })).toBe(true);
    expect(await allowed("Read", plan("plans/calm-lake.md"), { mode: "read_only" })).toBe(true);
  });
  it.each([
    "plans/../settings.json",
    "settings.json",
    "plans/a/b.md",
    "plans/a.json",
    "plans/.md",
    "../config/plans/../x.md",
    "linked/a.md",
    "plans",
  ])("nothing else of that folder may: %s", async (path) => {
    expect(await denied("Write", plan(path), { mode: "plan" })).toBe(true);
    expect(await denied("Write", plan(path), { mode: "auto" })).toBe(true);
  });
  it("a folder of plans that is a link is no place for plans", async () => {
    const configDir = join(dir, "config2");
    mkdirSync(configDir);
    symlinkSync(join(dir, "two"), join(configDir, "plans"));
    const input = { file_path: join(configDir, "plans", "a.md"), content: "" };
    expect(await denied("Write", input, { configDir })).toBe(true);
  });
});
