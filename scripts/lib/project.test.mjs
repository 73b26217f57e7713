import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

const scripts = dirname(dirname(fileURLToPath(import.meta.url)));
let folder;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lakehand scripts-"));
  await cp(scripts, join(folder, "scripts"), { recursive: true });
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  await writeFile(join(folder, "package-lock.json"), "{}");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = (code, env = {}) => {
  const result = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
    cwd: folder,
    env: { PATH: "/nowhere", ...env },
    encoding: "utf8",
  });
  return { status: result.status, said: result.stdout + result.stderr };
};
const call = (name) =>
  `import { ${name} } from ${JSON.stringify(join(folder, "scripts/lib/project.mjs"))}; await ${name}();`;

it("says so when there is no npm to install with", () => {
  const { status, said } = run(call("ensureInstalled"));
  expect(status).toBe(1);
  expect(said).toContain("npm was not found");
  expect(said).not.toContain("    at ");
});

it("says so when .env.local cannot be read", async () => {
  await mkdir(join(folder, ".env.local"));
  const { status, said } = run(call("loadEnvironment"));
  expect(status).toBe(1);
  expect(said).toContain(".env.local cannot be read");
  expect(said).not.toContain("    at ");
});

it("installs the build's tools in production too", async () => {
  const npm = join(folder, "npm.js");
  await writeFile(npm, "console.log(process.argv.slice(2).join(' ')); process.exit(1)");
  expect(run(call("ensureInstalled"), { npm_execpath: npm, NODE_ENV: "production" }).said).toContain(
    "--include=dev",
  );
});
