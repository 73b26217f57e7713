import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decide, type PolicyContext } from "./decide.ts";

let dir: string;
let project: string;
let context: PolicyContext;

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
  context = { projectDir: project, bash: false, mcpTools: new Set(["mcp__databricks__execute_sql"]) };
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const allowed = (tool: string, input: Record<string, unknown>, more: Partial<PolicyContext> = {}) =>
  decide(tool, input, { ...context, ...more }).allow;

describe("files that may be read", () => {
  it.each([
    "src/a.py",
    "./src/../src/a.py",
    "not/there/yet.txt",
    "inner/a.py",
    ".claude/settings.json",
    "..data",
    "hard.py",
  ])("%s", (path) => {
    expect(allowed("Read", { file_path: path })).toBe(true);
    expect(allowed("Read", { file_path: join(project, path) })).toBe(true);
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
  it.each(OUTSIDE)("%s is denied to every file tool", (_what, path) => {
    expect(allowed("Read", { file_path: path() })).toBe(false);
    expect(allowed("Write", { file_path: path(), content: "" })).toBe(false);
    expect(allowed("Edit", { file_path: path() })).toBe(false);
    expect(allowed("Grep", { pattern: "x", path: path() })).toBe(false);
    expect(allowed("Glob", { pattern: "*", path: path() })).toBe(false);
  });

  it("a missing path is denied where one is needed, and the project where it is not", () => {
    expect(allowed("Read", {})).toBe(false);
    expect(allowed("Write", { file_path: 7 })).toBe(false);
    expect(allowed("Grep", { pattern: "secret" })).toBe(true);
    expect(allowed("Glob", { pattern: "**/*.py" })).toBe(true);
  });
});

describe("patterns", () => {
  it.each(["../**", "src/../../two/*", "/etc/*", "{..,src}/*", "link/*", "link/**/secret", "proc/*"])(
    "%s does not lead out",
    (pattern) => expect(allowed("Glob", { pattern })).toBe(false),
  );
  it.each(["src/*.py", "**/link", "inner/*.py", "*.{py,sql}"])("%s is fine", (pattern) =>
    expect(allowed("Glob", { pattern })).toBe(true),
  );
  it("an absolute pattern inside is fine", () =>
    expect(allowed("Glob", { pattern: `${project}/src/**` })).toBe(true));
  it("a file filter of Grep may not climb", () =>
    expect(allowed("Grep", { pattern: "x", glob: "../*" })).toBe(false));
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
  ])("%s may not be written", (path) => {
    expect(allowed("Write", { file_path: path })).toBe(false);
    expect(allowed("Edit", { file_path: join(project, path) })).toBe(false);
  });
  it.each(["CLAUDE.md", ".gitignore", "docs/.claude.md", "claude/settings.json"])("%s may", (path) =>
    expect(allowed("Write", { file_path: path })).toBe(true),
  );
});

describe("other tools", () => {
  it.each(["Skill", "TodoWrite", "ToolSearch", "mcp__databricks__execute_sql"])("%s is allowed", (tool) =>
    expect(allowed(tool, {})).toBe(true),
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
  ])("%s is denied", (tool) => expect(allowed(tool, { file_path: "src/a.py" }, { bash: true })).toBe(false));
  it("Bash needs the sandbox", () => {
    expect(allowed("Bash", { command: "ls" })).toBe(false);
    expect(allowed("Bash", { command: "ls" }, { bash: true })).toBe(true);
  });
  it("a project folder that is gone denies everything in it", () =>
    expect(allowed("Read", { file_path: "a" }, { projectDir: join(dir, "gone") })).toBe(false));
});
